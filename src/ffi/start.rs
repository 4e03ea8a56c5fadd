//! Starting a call in the background, the same for every call.

use std::sync::Arc;
use std::sync::atomic::AtomicPtr;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::objects;
use super::operation::{Outcome, Started, mpsd_operation, mpsd_operation_kind};
use super::out::Out;
use super::result::mpsd_result;
use super::session::Reader;
use crate::client::{CallOptions, Client, Operation, OperationOptions, Prepared, Receipt};
use crate::error::Error;

/// Checks the arguments of a call and prepares it. Nothing is sent yet.
pub(super) type Prepare<'a, V, E = Error> = &'a dyn Fn(&Client, &CallOptions) -> Result<Prepared<V, E>, Error>;

/// Starts what `prepare` makes of the arguments, and brings an `outcome`.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn start<V, E>(
    kind: mpsd_operation_kind,
    client: *mut mpsd_client,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
    outcome: impl FnOnce(Operation<V, E>) -> Outcome,
    prepare: Prepare<V, E>,
) -> mpsd_result
where
    V: Send + Sync + 'static,
    E: From<Error> + Send + Sync + 'static,
{
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let out = Out::optional(operation);
        let client = objects::get(client, "client")?;
        let (mut call, group, user_data) = call_options::starting(call, kind)?;
        let journal = call.journal.insert(Arc::default()).clone();
        let (operation, starter) = prepare(&client, &call)?.split();
        if !out.is_wanted() {
            starter.start(OperationOptions { group, tag: None })?;
            operation.detach();
            return Ok(Receipt::default());
        }
        let pointer: *mut mpsd_operation = objects::insert(Arc::new(Started {
            kind,
            outcome: outcome(operation),
            reader: Reader::of(&client),
            user_data: AtomicPtr::new(user_data),
            journal,
        }))?;
        let begun = starter.start(OperationOptions { group, tag: Some(pointer.addr() as u64) });
        begun.inspect_err(|_| drop(objects::remove(pointer)))?;
        out.set(pointer);
        Ok(Receipt::default())
    })
}
