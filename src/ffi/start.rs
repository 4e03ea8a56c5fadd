//! What the twins of all calls share: start in the background, and give the result.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicPtr;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_info::mpsd_handle_info;
use super::handle_list::{self, mpsd_handle_list};
use super::objects;
use super::operation::{Fails, Started, Sums, mpsd_operation, still_running};
use super::out::Out;
use super::result::mpsd_result;
use super::session::Reader;
use crate::client::{CallOptions, Client, InviteRows, Operation, OperationOptions, Prepared, Receipt, Reply};
use crate::error::Error;
use crate::handles::{HandleDetails, HandleList};

/// Where a call is started, and what is kept of it.
pub(super) struct Start {
    /// The function that does the same and blocks.
    pub(super) twin: &'static str,
    /// Whether a session that comes with a refusal is given.
    pub(super) on_refusal: bool,
    /// Whether it joins: its options may say how.
    pub(super) joins: bool,
}

impl Start {
    pub(super) const fn of(twin: &'static str) -> Start {
        Start { twin, on_refusal: false, joins: false }
    }

    /// Starts what `prepare` makes of the arguments.
    ///
    /// # Safety
    /// Pointers are NULL or point to what their types say.
    pub(super) unsafe fn start<V, E>(
        self,
        client: *mut mpsd_client,
        call: *const mpsd_call_options,
        operation: *mut *mut mpsd_operation,
        error: *mut mpsd_error,
        prepare: impl FnOnce(&Client, &CallOptions) -> Result<Prepared<V, E>, Error>,
    ) -> mpsd_result
    where
        V: Sums + Send + Sync + 'static,
        E: Fails + From<Error> + Send + Sync + 'static,
    {
        // SAFETY: the caller's promise is this function's.
        guarded(error, || unsafe {
            let out = Out::optional(operation);
            let client = objects::get(client, "client")?;
            let (mut call, group, user_data) = call_options::starting(call, self.joins)?;
            let journal = call.journal.insert(Arc::default()).clone();
            let (operation, starter) = prepare(&client, &call)?.split();
            if !out.is_wanted() {
                starter.start(OperationOptions { group, tag: None })?;
                operation.detach();
                return Ok(Receipt::default());
            }
            let pointer: *mut mpsd_operation = objects::insert(Arc::new(Started {
                call: self.twin,
                operation: Box::new(operation),
                reader: Reader::of(&client),
                on_refusal: self.on_refusal,
                user_data: AtomicPtr::new(user_data),
                journal,
            }))?;
            let begun = starter.start(OperationOptions { group, tag: Some(pointer.addr() as u64) });
            begun.inspect_err(|_| drop(objects::remove(pointer)))?;
            out.set(pointer);
            Ok(Receipt::default())
        })
    }
}

/// Gives the result of an operation that the twin of `call` started; `give` gives what belongs to it, if it is over.
pub(super) fn result<V, E>(
    call: &'static str,
    operation: *mut mpsd_operation,
    error: *mut mpsd_error,
    give: impl FnOnce(&Started, &Result<V, E>) -> Result<(), Error>,
) -> mpsd_result
where
    V: Sums + 'static,
    E: Fails + 'static,
{
    guarded(error, || {
        let started = objects::get(operation, "operation")?;
        let outcome = started.of::<V, E>(call)?.poll().ok_or_else(still_running)?;
        give(&started, outcome)?;
        match outcome {
            Ok(value) => value.summary(),
            Err(failure) => Err(failure.error().clone()),
        }
    })
}

/// Of a call whose result is one handle.
///
/// # Safety
/// `handle` is NULL or valid for a write.
pub(super) unsafe fn handle_result(
    call: &'static str,
    operation: *mut mpsd_operation,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    let handle = unsafe { Out::optional(handle) };
    result(call, operation, error, |_, outcome: &Result<Reply<HandleDetails>, Error>| {
        if let Ok(reply) = outcome {
            handle.set(mpsd_handle_info::new(&reply.value.handle, reply.receipt.http_status));
        }
        Ok(())
    })
}

/// Of a call whose result is a list of handles.
///
/// # Safety
/// `handles` is NULL or valid for a write.
pub(super) unsafe fn handles_result(
    call: &'static str,
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    let handles = unsafe { Out::optional(handles) };
    result(call, operation, error, |_, outcome: &Result<Reply<HandleList>, Error>| match outcome {
        Ok(reply) if handles.is_wanted() => handle_list::set(handles, &reply.value, &reply.receipt),
        _ => Ok(()),
    })
}

impl Started {
    /// The operation as one of `call`.
    pub(super) fn of<V: 'static, E: 'static>(&self, call: &'static str) -> Result<&Operation<V, E>, Error> {
        let any: &dyn Any = &*self.operation;
        any.downcast_ref().filter(|_| self.call == call).ok_or_else(|| {
            Error::argument("operation", format_args!("was started by {}_start, not by {call}_start", self.call))
        })
    }
}

/// The handles that an operation has created; an error where its call creates none.
pub(super) fn created(started: &Started) -> Result<Vec<&Reply<HandleDetails>>, Error> {
    let any: &dyn Any = &*started.operation;
    if let Some(rows) = any.downcast_ref::<Operation<InviteRows>>().and_then(Operation::so_far) {
        return Ok(rows.iter().filter_map(|(_, result)| result?.as_ref().ok()).collect());
    }
    let creates = ["mpsd_set_activity", "mpsd_create_search_handle", "mpsd_create_transfer_handle"];
    match any.downcast_ref::<Operation<Reply<HandleDetails>>>() {
        Some(operation) if creates.contains(&started.call) => {
            Ok(operation.poll().and_then(|outcome| outcome.as_ref().ok()).into_iter().collect())
        }
        _ => {
            let rule = format_args!("was started by {}_start, which creates no handles", started.call).to_string();
            Err(Error::argument("operation", rule))
        }
    }
}
