//! Opening connections ahead.

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::nullable::{Nullable, NullableMut};
use super::objects;
use super::operation::{MPSD_OPERATION_CLIENT_PREWARM, Outcome, mpsd_operation};
use super::out::Out;
use super::result::mpsd_result;
use super::start::start;
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;

/// Opens connections to the service (TCP and TLS) until `count` are ready, so that the first call or a batch of
/// invites need not wait for them. Those left open by earlier calls count as well; the network's max_connections is
/// the limit. They are kept for 55 seconds. `*ready` is the number ready: fewer than `count` if some could not be
/// opened, 0 if the engine sends the requests. No request is sent, no callback runs, and `call->max_attempts` has no
/// effect.
/// Errors: CLOSED; if none could be opened, DNS, CONNECT, TLS or TIMEOUT.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_prewarm(
    client: *mut mpsd_client,
    count: u32,
    call: Nullable<mpsd_call_options>,
    ready: NullableMut<u32>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let ready = Out::optional(ready);
        let call = call_options::plain(call)?;
        let reply = prewarm(&*objects::get(client, "client")?, &call, count)?.run()?;
        ready.set(reply.value);
        Ok(reply.receipt)
    })
}

/// As mpsd_client_prewarm, as an operation. Outcome: mpsd_operation_get_count.
///
/// # Safety
/// As for mpsd_client_prewarm; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_prewarm_start(
    client: *mut mpsd_client,
    count: u32,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_CLIENT_PREWARM, client, call, operation, error, Outcome::Ready, &|client, call| {
            prewarm(client, call, count)
        })
    }
}

fn prewarm(client: &Client, call: &CallOptions, count: u32) -> Result<Prepared<Reply<u32>>, Error> {
    client.prewarm(count, call)
}
