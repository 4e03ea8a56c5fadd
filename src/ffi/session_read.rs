//! Reading sessions.

use super::call_options::mpsd_call_options;
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::operation::mpsd_operation;
use super::result::mpsd_result;
use super::session::mpsd_session;
use super::session_exchange::{self, by_handle, by_reference};
use super::session_reference::mpsd_session_reference;
use super::start::Start;
use super::text;
use std::ffi::c_char;

/// Reads a session: GET /serviceconfigs/{scid}/sessionTemplates/{template}/sessions/{name}.
/// `*result` is the caller's, to end with mpsd_session_destroy; on failure it is NULL. `call` may be NULL: defaults.
/// Errors: NOT_FOUND (there is no such session, HTTP status 204; or no such SCID or template, 404), INVALID_ARGUMENT,
/// INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated on network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        session_exchange::read(client, target, call, result, error, |client, target, options| {
            client.read_session(target, options)
        })
    }
}

/// Starts mpsd_read_session in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_read_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_read_session").start(client, call, operation, error, |client, call| {
            client.calls().read_session(&by_reference(session)?, call)
        })
    }
}

/// Gives what mpsd_read_session_start has brought: `*result` is a session object of its own for each call, the
/// caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING while it
/// runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::read_result("mpsd_read_session", operation, result, error) }
}

/// Reads the session a handle points at: GET /handles/{handle_id}/session. `handle_id` is 1 to 39 bytes (the service's
/// ids are GUIDs), without control characters and `/`, not `.` or `..`. As mpsd_read_session; NOT_FOUND also when the
/// handle is unknown, expired or replaced (404).
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        session_exchange::read(client, target, call, result, error, |client, target, options| {
            client.read_session(target, options)
        })
    }
}

/// Starts mpsd_read_session_by_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_read_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_read_session_by_handle").start(client, call, operation, error, |client, call| {
            client.calls().read_session(&by_handle(handle_id)?, call)
        })
    }
}

/// Gives what mpsd_read_session_by_handle_start has brought: `*result` is a session object of its own for each
/// call, the caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING
/// while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by
/// another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::read_result("mpsd_read_session_by_handle", operation, result, error) }
}

/// Reads a session unless it still has the given ETag: If-None-Match. `etag` is that of an earlier result. A session
/// that has not changed since is MPSD_OK, too: `*result` then has the HTTP status 304 and no document, and
/// the caller goes on with the one it has. Otherwise as mpsd_read_session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_if_changed(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    etag: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        session_exchange::read(client, target, call, result, error, |client, target, options| {
            let etag = text::required(etag, "etag", text::HEADER_LIMIT)?;
            client.read_session_if_changed(target, etag, options)
        })
    }
}

/// Starts mpsd_read_session_if_changed in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_read_session_if_changed; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_if_changed_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    etag: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_read_session_if_changed").start(client, call, operation, error, |client, call| {
            let target = by_reference(session)?;
            client.calls().read_session_if_changed(&target, text::required(etag, "etag", text::HEADER_LIMIT)?, call)
        })
    }
}

/// Gives what mpsd_read_session_if_changed_start has brought: `*result` is a session object of its own for each
/// call, the caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING
/// while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by
/// another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_if_changed_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::read_result("mpsd_read_session_if_changed", operation, result, error) }
}

/// Reads the session a handle points at, unless it still has the given ETag. As mpsd_read_session_if_changed;
/// `handle_id` as for mpsd_read_session_by_handle.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle_if_changed(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    etag: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        session_exchange::read(client, target, call, result, error, |client, target, options| {
            let etag = text::required(etag, "etag", text::HEADER_LIMIT)?;
            client.read_session_if_changed(target, etag, options)
        })
    }
}

/// Starts mpsd_read_session_by_handle_if_changed in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_read_session_by_handle_if_changed; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle_if_changed_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    etag: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_read_session_by_handle_if_changed").start(client, call, operation, error, |client, call| {
            let target = by_handle(handle_id)?;
            client.calls().read_session_if_changed(&target, text::required(etag, "etag", text::HEADER_LIMIT)?, call)
        })
    }
}

/// Gives what mpsd_read_session_by_handle_if_changed_start has brought: `*result` is a session object of its own
/// for each call, the caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted).
/// MPSD_PENDING while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT
/// (started by another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle_if_changed_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::read_result("mpsd_read_session_by_handle_if_changed", operation, result, error) }
}
