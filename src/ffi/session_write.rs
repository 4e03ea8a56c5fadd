//! Writing sessions.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::operation::mpsd_operation;
use super::result::mpsd_result;
use super::session::mpsd_session;
use super::session_exchange::{self, Wanted, by_handle, by_reference};
use super::session_reference::mpsd_session_reference;
use super::start::Start;
use super::text;
use crate::error::Error;
use crate::sessions::{WriteMode, WriteRequest};

/// Update the session, or create it where it does not exist.
pub const MPSD_WRITE_UPDATE_OR_CREATE: u32 = 0;
/// Create the session; PRECONDITION_FAILED if it exists (If-None-Match: *).
pub const MPSD_WRITE_CREATE_NEW: u32 = 1;
/// Update the session; PRECONDITION_FAILED if it does not exist (If-Match: *).
pub const MPSD_WRITE_UPDATE_EXISTING: u32 = 2;
/// Update the session only if it still has the given ETag, else PRECONDITION_FAILED (If-Match).
pub const MPSD_WRITE_SYNCHRONIZED: u32 = 3;
/// Added to a mode: where the service refuses the write and sends the session as it is, `*result` is that session,
/// though the call fails. Its HTTP status is 412 (it changed: apply the change to this document and write again, with
/// this ETag), 403 or 409; it is NULL where none was sent. Destroy it as any other.
pub const MPSD_WRITE_RESULT_ON_REFUSAL: u32 = 256;

/// Writes a session: PUT /serviceconfigs/…/sessions/{name}. `document` is a JSON object that the service merges into
/// the session: all members optional, null removes one; at most 1 MiB and 200 levels. `mode` is MPSD_WRITE_…, to which
/// MPSD_WRITE_RESULT_ON_REFUSAL may be added; `etag` is needed by MPSD_WRITE_SYNCHRONIZED and NULL otherwise. To create
/// a session and be in it, write for instance (mpsd_session_document helps to build it)
///
///   {"constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"open"}},
///    "members":{"me":{"constants":{"system":{"initialize":true,"xuid":"<decimal XUID>"}},
///                     "properties":{"system":{"active":true}}}}}
///
/// `*result` is the session after the write, the caller's, to end with mpsd_session_destroy; on failure it is NULL,
/// except as MPSD_WRITE_RESULT_ON_REFUSAL says; `result` itself may be NULL: not wanted. Its HTTP status is 201 for a
/// session created, 200 for one updated, 204 (and the document NULL) when the write emptied the session, or when no
/// member was in a session to be created. `call` may be NULL: defaults.
///
/// Errors: PRECONDITION_FAILED, CONFLICT, FORBIDDEN, NOT_FOUND, BAD_REQUEST with the service's text, INVALID_ARGUMENT
/// (no JSON object, an unknown mode, …), INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated
/// only where the request surely was not processed. Writes of one session through one client, by its reference or by
/// one handle, take turns.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    mode: u32,
    etag: *const c_char,
    document: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        session_exchange::write(
            client,
            target,
            || call_options::call_options(call),
            Wanted::by_mode(result, mode),
            error,
            |client, target, options| client.write_session(target, &write_request(mode, etag, document)?, options),
        )
    }
}

/// Starts mpsd_write_session in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_write_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    mode: u32,
    etag: *const c_char,
    document: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let on_refusal = mode & MPSD_WRITE_RESULT_ON_REFUSAL != 0;
        let start = Start { on_refusal, ..Start::of("mpsd_write_session") };
        start.start(client, call, operation, error, |client, call| {
            client.calls().write_session(&by_reference(session)?, &write_request(mode, etag, document)?, call)
        })
    }
}

/// Gives what mpsd_write_session_start has brought: `*result` is a session object of its own for each call, the
/// caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). A refused write gives
/// the session as it is where MPSD_WRITE_RESULT_ON_REFUSAL was asked for. MPSD_PENDING while it runs; else its
/// outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another function). Any
/// thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::write_result("mpsd_write_session", operation, result, error) }
}

/// Writes the session a handle points at: PUT /handles/{handle_id}/session. As mpsd_write_session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    mode: u32,
    etag: *const c_char,
    document: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        session_exchange::write(
            client,
            target,
            || call_options::call_options(call),
            Wanted::by_mode(result, mode),
            error,
            |client, target, options| client.write_session(target, &write_request(mode, etag, document)?, options),
        )
    }
}

/// Starts mpsd_write_session_by_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_write_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    mode: u32,
    etag: *const c_char,
    document: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let on_refusal = mode & MPSD_WRITE_RESULT_ON_REFUSAL != 0;
        let start = Start { on_refusal, ..Start::of("mpsd_write_session_by_handle") };
        start.start(client, call, operation, error, |client, call| {
            client.calls().write_session(&by_handle(handle_id)?, &write_request(mode, etag, document)?, call)
        })
    }
}

/// Gives what mpsd_write_session_by_handle_start has brought: `*result` is a session object of its own for each
/// call, the caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). A refused
/// write gives the session as it is where MPSD_WRITE_RESULT_ON_REFUSAL was asked for. MPSD_PENDING while it runs;
/// else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_by_handle_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::write_result("mpsd_write_session_by_handle", operation, result, error) }
}

impl Wanted {
    fn by_mode(result: *mut *mut mpsd_session, mode: u32) -> Wanted {
        Wanted { result, on_refusal: mode & MPSD_WRITE_RESULT_ON_REFUSAL != 0 }
    }
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn write_request(mode: u32, etag: *const c_char, document: *const c_char) -> Result<WriteRequest, Error> {
    // SAFETY: the caller's promise is this function's.
    let (etag, document) = unsafe {
        let etag = text::optional(etag, "etag", text::HEADER_LIMIT)?;
        (etag, text::required(document, "document", text::DOCUMENT_LIMIT)?)
    };
    let mode = match (mode & !MPSD_WRITE_RESULT_ON_REFUSAL, etag) {
        (MPSD_WRITE_UPDATE_OR_CREATE, None) => WriteMode::UpdateOrCreate,
        (MPSD_WRITE_CREATE_NEW, None) => WriteMode::CreateNew,
        (MPSD_WRITE_UPDATE_EXISTING, None) => WriteMode::UpdateExisting,
        (MPSD_WRITE_SYNCHRONIZED, Some(etag)) => WriteMode::Synchronized(etag.to_owned()),
        (MPSD_WRITE_SYNCHRONIZED, None) => {
            return Err(Error::argument("etag", "is required by MPSD_WRITE_SYNCHRONIZED"));
        }
        (0..MPSD_WRITE_SYNCHRONIZED, Some(_)) => {
            return Err(Error::argument("etag", "must be NULL, except with MPSD_WRITE_SYNCHRONIZED"));
        }
        _ => return Err(Error::argument("mode", "must be one of MPSD_WRITE_…")),
    };
    WriteRequest::new(mode, document)
}
