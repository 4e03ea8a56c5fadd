//! Writing sessions.

use std::ffi::c_char;

use super::call_options::mpsd_call_options;
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::nullable::{Nullable, NullableMut};
use super::operation::{MPSD_OPERATION_WRITE_SESSION, MPSD_OPERATION_WRITE_SESSION_BY_HANDLE, Outcome, mpsd_operation};
use super::result::mpsd_result;
use super::session::mpsd_session;
use super::session_exchange::{self, Target, Write};
use super::session_reference::mpsd_session_reference;
use super::start::start;
use super::text;
use crate::client::{CallOptions, Client, Operation, Prepared, Reply};
use crate::error::Error;
use crate::sessions::{Session, WriteError, WriteMode, WriteRequest};

/// What a write requires: MPSD_WRITE_…
pub type mpsd_write_mode = u32;

/// Update the session, or create it if it does not exist.
pub const MPSD_WRITE_UPDATE_OR_CREATE: mpsd_write_mode = 0;
/// Create it; PRECONDITION_FAILED if it exists (If-None-Match: *).
pub const MPSD_WRITE_CREATE_NEW: mpsd_write_mode = 1;
/// Update it; PRECONDITION_FAILED if it does not exist (If-Match: *).
pub const MPSD_WRITE_UPDATE_EXISTING: mpsd_write_mode = 2;
/// Update it if it still has the ETag, else PRECONDITION_FAILED (If-Match).
pub const MPSD_WRITE_SYNCHRONIZED: mpsd_write_mode = 3;
/// Combined with a mode by |: if the service refuses the write and sends the current session, `*session` is that
/// session although the call fails, else NULL. Its HTTP status is 412 (it changed: apply the change to this document
/// and write again, with this ETag), 403 or 409.
pub const MPSD_WRITE_RESULT_ON_REFUSAL: mpsd_write_mode = 256;

/// Longest document.
pub const MPSD_MAX_DOCUMENT_BYTES: usize = 1048576;

/// Writes a session: PUT /serviceconfigs/…/sessions/{name}. `document` is a JSON object that the service merges into
/// the session; every member is optional, null removes one; at most MPSD_MAX_DOCUMENT_BYTES and 200 levels. `mode`
/// may include MPSD_WRITE_RESULT_ON_REFUSAL; `etag` is required by MPSD_WRITE_SYNCHRONIZED and otherwise NULL.
/// Creating a session and joining it takes for instance (mpsd_session_document builds it)
///
///   {"constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"open"}},
///    "members":{"me":{"constants":{"system":{"initialize":true,"xuid":"<decimal XUID>"}},
///                     "properties":{"system":{"active":true}}}}}
///
/// `*session` is the session after the write. Its HTTP status is 201 if created, 200 if updated, and 204 (without a
/// document) if the write emptied the session, or created none for want of a member.
/// Write errors. Not repeatable. Writes of one session through one client, by its reference or by one handle, take
/// turns.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    mode: mpsd_write_mode,
    etag: Nullable<c_char>,
    document: *const c_char,
    call: Nullable<mpsd_call_options>,
    session: NullableMut<*mut mpsd_session>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        session_exchange::write(write_of(mode), client, call, session, error, &|client, call| {
            write_session(client, call, Target::Reference(reference), mode, etag, document)
        })
    }
}

/// As mpsd_write_session, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_write_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_start(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    mode: mpsd_write_mode,
    etag: Nullable<c_char>,
    document: *const c_char,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_WRITE_SESSION, client, call, operation, error, outcome_of(mode), &|client, call| {
            write_session(client, call, Target::Reference(reference), mode, etag, document)
        })
    }
}

/// Writes the session of a handle: PUT /handles/{handle_id}/session. As mpsd_write_session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    mode: mpsd_write_mode,
    etag: Nullable<c_char>,
    document: *const c_char,
    call: Nullable<mpsd_call_options>,
    session: NullableMut<*mut mpsd_session>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        session_exchange::write(write_of(mode), client, call, session, error, &|client, call| {
            write_session(client, call, Target::Handle(handle_id), mode, etag, document)
        })
    }
}

/// As mpsd_write_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_write_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    mode: mpsd_write_mode,
    etag: Nullable<c_char>,
    document: *const c_char,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(
            MPSD_OPERATION_WRITE_SESSION_BY_HANDLE,
            client,
            call,
            operation,
            error,
            outcome_of(mode),
            &|client, call| write_session(client, call, Target::Handle(handle_id), mode, etag, document),
        )
    }
}

fn gives_session_on_refusal(mode: mpsd_write_mode) -> bool {
    mode & MPSD_WRITE_RESULT_ON_REFUSAL != 0
}

fn write_of(mode: mpsd_write_mode) -> Write {
    if gives_session_on_refusal(mode) { Write::SessionOnRefusal } else { Write::Plain }
}

fn outcome_of(mode: mpsd_write_mode) -> impl FnOnce(Operation<Reply<Session>, WriteError>) -> Outcome {
    move |operation| Outcome::Written(operation, gives_session_on_refusal(mode))
}

/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
unsafe fn write_session(
    client: &Client,
    call: &CallOptions,
    target: Target,
    mode: mpsd_write_mode,
    etag: *const c_char,
    document: *const c_char,
) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
    // SAFETY: the caller's promise is this function's.
    let (target, write) = unsafe { (target.read()?, write_request(mode, etag, document)?) };
    client.write_session(&target, &write, call)
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn write_request(
    mode: mpsd_write_mode,
    etag: *const c_char,
    document: *const c_char,
) -> Result<WriteRequest, Error> {
    // SAFETY: the caller's promise is this function's.
    let (etag, document) = unsafe {
        let etag = text::optional(etag, "etag", text::MAX_HEADER)?;
        (etag, text::required(document, "document", MPSD_MAX_DOCUMENT_BYTES)?)
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
