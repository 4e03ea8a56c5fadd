//! Opening connections ahead.

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::start::{self, Start};
use crate::client::Reply;
use crate::error::Error;

/// Opens connections to the service (TCP and TLS) until `count` of them are ready, so that a batch of invites, or the
/// first call, need not wait for them; beside those that earlier calls left open, and as many as the network's
/// max_connections at most. They are kept for 55 seconds. `*ready` (may be NULL) tells how many are ready: fewer than
/// wanted where some could not be opened, 0 where an engine sends the requests. Nothing is sent over them.
/// `call` may be NULL: defaults; its max_attempts has no effect.
/// Errors: INVALID_ARGUMENT (`count` is 0), INVALID_HANDLE, CLOSED; and, where none could be opened, DNS, CONNECT, TLS or
/// TIMEOUT.
/// Any thread; blocks until all are opened or the deadline; no callback runs in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_prewarm(
    client: *mut mpsd_client,
    count: u32,
    call: *const mpsd_call_options,
    ready: *mut u32,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let ready = Out::optional(ready);
        let call = call_options::call_options(call)?;
        let reply = objects::get(client, "client")?.prewarm(count, &call)?;
        ready.set(reply.value);
        Ok(reply.receipt)
    })
}

/// Starts mpsd_client_prewarm in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_client_prewarm; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_prewarm_start(
    client: *mut mpsd_client,
    count: u32,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_client_prewarm")
            .start(client, call, operation, error, |client, call| client.calls().prewarm(count, call))
    }
}

/// Gives what mpsd_client_prewarm_start has brought: `*ready` (NULL: not wanted) tells how many connections are ready.
/// MPSD_PENDING while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started
/// by another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_prewarm_result(
    operation: *mut mpsd_operation,
    ready: *mut u32,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    let ready = unsafe { Out::optional(ready) };
    start::result("mpsd_client_prewarm", operation, error, |_, outcome: &Result<Reply<u32>, Error>| {
        if let Ok(reply) = outcome {
            ready.set(reply.value);
        }
        Ok(())
    })
}
