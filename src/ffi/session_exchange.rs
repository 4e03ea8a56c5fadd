//! What all calls about one session share: which session, and the result object.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::session::{Reader, mpsd_session, new_session};
use super::session_reference::{self, mpsd_session_reference};
use super::start;
use super::text;
use crate::client::{CallOptions, Client, Reply};
use crate::error::Error;
use crate::handles::HandleId;
use crate::sessions::{Session, SessionTarget, WriteError};

/// # Safety
/// `session` is NULL or points to a reference whose strings are NULL or NUL-terminated.
pub(super) unsafe fn by_reference(session: *const mpsd_session_reference) -> Result<SessionTarget, Error> {
    // SAFETY: the caller's promise is this function's.
    Ok(SessionTarget::Reference(unsafe { session_reference::read(session) }?))
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
pub(super) unsafe fn by_handle(handle_id: *const c_char) -> Result<SessionTarget, Error> {
    // SAFETY: the caller's promise is this function's.
    let id = unsafe { text::required(handle_id, "handle_id", text::NAME_LIMIT) }?;
    Ok(SessionTarget::Handle(HandleId::new(id)?))
}

/// Where a call's session goes, if it is wanted at all.
pub(super) struct Wanted {
    pub(super) result: *mut *mut mpsd_session,
    /// Also the one that came with a refusal.
    pub(super) on_refusal: bool,
}

impl Wanted {
    pub(super) fn on_success(result: *mut *mut mpsd_session) -> Wanted {
        Wanted { result, on_refusal: false }
    }
}

/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn read(
    client: *mut mpsd_client,
    target: impl FnOnce() -> Result<SessionTarget, Error>,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
    send: impl FnOnce(&Client, &SessionTarget, &CallOptions) -> Result<Reply<Session>, Error>,
) -> mpsd_result {
    if result.is_null() {
        return guarded(error, || Err(Error::argument("result", "must not be NULL")));
    }
    let send = |client: &Client, target: &SessionTarget, options: &CallOptions| Ok(send(client, target, options)?);
    // SAFETY: the caller's promise is this function's.
    unsafe { write(client, target, || call_options::call_options(call), Wanted::on_success(result), error, send) }
}

/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn write(
    client: *mut mpsd_client,
    target: impl FnOnce() -> Result<SessionTarget, Error>,
    options: impl FnOnce() -> Result<CallOptions, Error>,
    wanted: Wanted,
    error: *mut mpsd_error,
    send: impl FnOnce(&Client, &SessionTarget, &CallOptions) -> Result<Reply<Session>, WriteError>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let result = (!wanted.result.is_null()).then_some(Out::optional(wanted.result));
        let client = objects::get(client, "client")?;
        match (send(&client, &target()?, &options()?), result) {
            (Ok(reply), result) => {
                if let Some(result) = result {
                    result.set(new_session(&reply.value, reply.receipt.http_status, &Reader::of(&client))?);
                }
                Ok(reply.receipt)
            }
            (Err(WriteError { error, session: Some(session) }), Some(result)) if wanted.on_refusal => {
                result.set(new_session(&session, error.http_status.unwrap_or_default(), &Reader::of(&client))?);
                Err(error)
            }
            (Err(failed), _) => Err(failed.error),
        }
    })
}

/// Of a read in the background.
///
/// # Safety
/// `result` is NULL or valid for a write.
pub(super) unsafe fn read_result(
    call: &'static str,
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    let result = unsafe { Out::optional(result) };
    start::result(call, operation, error, |started, outcome: &Result<Reply<Session>, Error>| match outcome {
        Ok(reply) if result.is_wanted() => {
            result.set(new_session(&reply.value, reply.receipt.http_status, &started.reader)?);
            Ok(())
        }
        _ => Ok(()),
    })
}

/// Of a write in the background.
///
/// # Safety
/// `result` is NULL or valid for a write.
pub(super) unsafe fn write_result(
    call: &'static str,
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    let result = unsafe { Out::optional(result) };
    start::result(call, operation, error, |started, outcome: &Result<Reply<Session>, WriteError>| {
        let (session, http_status) = match outcome {
            _ if !result.is_wanted() => return Ok(()),
            Ok(reply) => (&reply.value, reply.receipt.http_status),
            Err(WriteError { error, session: Some(session) }) if started.on_refusal => {
                (&**session, error.http_status.unwrap_or_default())
            }
            Err(_) => return Ok(()),
        };
        result.set(new_session(session, http_status, &started.reader)?);
        Ok(())
    })
}
