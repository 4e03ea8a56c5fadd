//! What an operation has brought.

use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_info::mpsd_handle_info;
use super::handle_list::{self, mpsd_handle_list};
use super::invite_result::{self, mpsd_invite_result};
use super::nullable::NullableMut;
use super::objects;
use super::operation::{Outcome, Started, mpsd_operation, still_running};
use super::out::{Out, OutArray};
use super::result::mpsd_result;
use super::session::{mpsd_session, new_session};
use super::session_list::{self, mpsd_session_list};
use crate::client::{Operation, Receipt, Reply};
use crate::error::Error;
use crate::handles::HandleList;
use crate::sessions::WriteError;

/// Gets the result of an operation of any kind. MPSD_PENDING while it runs.
///
/// This function and the getters below can be called any number of times. Each getter returns the operation's result,
/// too; outputs that do not exist are zeroed or NULL. INVALID_ARGUMENT, with a message that names the call, if the
/// operation's call has another kind of outcome. Each list or session returned is a new object, owned by the caller.
///
/// # Safety
/// `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_result(
    operation: *mut mpsd_operation,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    guarded(error, || receipt(&*objects::get(operation, "operation")?))
}

/// Gets the handle of mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle or mpsd_get_handle.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_handle(
    operation: *mut mpsd_operation,
    handle: *mut mpsd_handle_info,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handle = Out::required(handle, "handle")?;
        let started = objects::get(operation, "operation")?;
        let Outcome::Handle(operation) = &started.outcome else { return Err(started.gives_no("handle")) };
        let reply = over(operation)?;
        handle.set(mpsd_handle_info::new(&reply.value.handle, reply.receipt.http_status));
        Ok(reply.receipt.clone())
    })
}

/// Gets the handles found by mpsd_query_activities, mpsd_search_handles or mpsd_get_handle, or created by
/// mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle or mpsd_send_invites (those delivered,
/// in the order of the recipients). NULL if none was created.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_handles(
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let started = objects::get(operation, "operation")?;
        match &started.outcome {
            Outcome::Handles(operation) => {
                let reply = over(operation)?;
                handle_list::set(handles, &reply.value, &reply.receipt)?;
            }
            Outcome::Handle(operation) => {
                let reply = over(operation)?;
                handle_list::set(handles, &HandleList::of(vec![reply.value.clone()]), &reply.receipt)?;
            }
            Outcome::Invites(operation) => {
                operation.poll().ok_or_else(still_running)?;
                let rows = operation.so_far().ok_or_else(still_running)?;
                handle_list::set_created(handles, &invite_result::delivered(rows))?;
            }
            _ => return Err(started.gives_no("handles")),
        }
        receipt(&started)
    })
}

/// Gets the session of a read, write, join or leave; after a refused write, as MPSD_WRITE_RESULT_ON_REFUSAL says.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_session(
    operation: *mut mpsd_operation,
    session: *mut *mut mpsd_session,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let out = Out::required(session, "session")?;
        let started = objects::get(operation, "operation")?;
        let (session, http_status) = match &started.outcome {
            Outcome::Session(operation) => {
                let reply = over(operation)?;
                (&reply.value, reply.receipt.http_status)
            }
            Outcome::Written(operation, on_refusal) => match operation.poll().ok_or_else(still_running)? {
                Ok(reply) => (&reply.value, reply.receipt.http_status),
                Err(WriteError { error, session: Some(session) }) if *on_refusal => {
                    (&**session, error.http_status.unwrap_or_default())
                }
                Err(failure) => return Err(failure.error.clone()),
            },
            _ => return Err(started.gives_no("session")),
        };
        out.set(new_session(session, http_status, &started.reader)?);
        receipt(&started)
    })
}

/// Gets the sessions of mpsd_query_sessions.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_sessions(
    operation: *mut mpsd_operation,
    sessions: *mut *mut mpsd_session_list,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let sessions = Out::required(sessions, "sessions")?;
        let started = objects::get(operation, "operation")?;
        let Outcome::Sessions(operation) = &started.outcome else { return Err(started.gives_no("sessions")) };
        let reply = over(operation)?;
        session_list::set(sessions, &reply.value)?;
        Ok(reply.receipt.clone())
    })
}

/// Gets the rows of mpsd_send_invites in the order of `invite->xuids`; `*count` is their number. While it runs,
/// unfinished rows have the result MPSD_PENDING; after a cancel the rows show what was delivered. `result_capacity`
/// below the number of recipients is BUFFER_TOO_SMALL, with `*count` but no rows.
///
/// # Safety
/// Pointers are NULL or valid for a write, `results` of `result_capacity` elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_invites(
    operation: *mut mpsd_operation,
    results: NullableMut<mpsd_invite_result>,
    result_capacity: usize,
    count: NullableMut<usize>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let count = Out::optional(count);
        let mut rows = OutArray::new(results, result_capacity, "results")?;
        let started = objects::get(operation, "operation")?;
        let Outcome::Invites(operation) = &started.outcome else { return Err(started.gives_no("invites")) };
        // The rows that are there before the end are those of the end.
        let sent = operation.so_far().ok_or_else(still_running)?;
        let outcome = operation.poll();
        count.set(sent.count());
        rows.require(sent.count())?;
        invite_result::set(sent, outcome.and_then(|outcome| outcome.as_ref().err()), &mut rows);
        receipt(&started)
    })
}

/// Gets a number: connections ready after mpsd_client_prewarm, or activities cleared by mpsd_clear_activity (0 or 1).
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_count(
    operation: *mut mpsd_operation,
    count: *mut u32,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let count = Out::required(count, "count")?;
        let started = objects::get(operation, "operation")?;
        match &started.outcome {
            Outcome::Ready(operation) => count.set(over(operation)?.value),
            Outcome::Cleared(operation) => count.set(u32::from(over(operation)?.value)),
            _ => return Err(started.gives_no("count")),
        }
        receipt(&started)
    })
}

/// What the operation brought, once it is over.
fn over<T>(operation: &Operation<Reply<T>>) -> Result<&Reply<T>, Error> {
    operation.poll().ok_or_else(still_running)?.as_ref().map_err(Error::clone)
}

/// The outcome alone.
fn receipt(started: &Started) -> Result<Receipt, Error> {
    started.outcome.operation().receipt().ok_or_else(still_running)?
}
