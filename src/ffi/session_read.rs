//! Reading sessions.

use std::ffi::c_char;

use super::call_options::mpsd_call_options;
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::nullable::{Nullable, NullableMut};
use super::operation::{MPSD_OPERATION_READ_SESSION, MPSD_OPERATION_READ_SESSION_BY_HANDLE, Outcome, mpsd_operation};
use super::result::mpsd_result;
use super::session::mpsd_session;
use super::session_exchange::{self, Target};
use super::session_reference::mpsd_session_reference;
use super::start::start;
use super::text;
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::sessions::Session;

/// Longest ETag.
pub const MPSD_MAX_ETAG_BYTES: usize = 1024;

/// Reads a session: GET /serviceconfigs/{scid}/sessionTemplates/{template}/sessions/{name}. If the session still has
/// the `etag` of an earlier read or write (If-None-Match), it is not sent again: a success with HTTP status 304 and
/// no document.
/// Request errors; NOT_FOUND: no such session (HTTP status 204), SCID or template (404). Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    etag: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    session: *mut *mut mpsd_session,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        session_exchange::read(client, call, session, error, &|client, call| {
            read_session(client, call, Target::Reference(reference), etag)
        })
    }
}

/// As mpsd_read_session, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_read_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_start(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    etag: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_READ_SESSION, client, call, operation, error, Outcome::Session, &|client, call| {
            read_session(client, call, Target::Reference(reference), etag)
        })
    }
}

/// Reads the session of a handle: GET /handles/{handle_id}/session. As mpsd_read_session; NOT_FOUND: also if the
/// handle is unknown, expired or replaced (404).
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    etag: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    session: *mut *mut mpsd_session,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        session_exchange::read(client, call, session, error, &|client, call| {
            read_session(client, call, Target::Handle(handle_id), etag)
        })
    }
}

/// As mpsd_read_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_read_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    etag: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(
            MPSD_OPERATION_READ_SESSION_BY_HANDLE,
            client,
            call,
            operation,
            error,
            Outcome::Session,
            &|client, call| read_session(client, call, Target::Handle(handle_id), etag),
        )
    }
}

/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
unsafe fn read_session(
    client: &Client,
    call: &CallOptions,
    target: Target,
    etag: *const c_char,
) -> Result<Prepared<Reply<Session>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let (target, etag) = unsafe { (target.read()?, text::optional(etag, "etag", MPSD_MAX_ETAG_BYTES)?) };
    match etag {
        None => client.read_session(&target, call),
        Some(etag) => client.read_session_if_changed(&target, etag, call),
    }
}
