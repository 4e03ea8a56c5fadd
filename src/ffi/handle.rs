//! `mpsd_handle_info`: a handle as the service answered it. And what can be done with a handle of any kind.

use std::ffi::c_char;

use super::client::{CLIENTS, mpsd_client};
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list::{self, mpsd_handle_list};
use super::operation::mpsd_operation;
use super::options::{self, mpsd_call_options};
use super::out::Out;
use super::result::mpsd_result;
use super::start::{Start, result};
use super::text::{self, write_truncated};
use crate::client::Reply;
use crate::error::Error;
use crate::handles::{Handle, HandleDetails, HandleId, HandleList};

/// Bytes of a handle's id, with its NUL.
pub const MPSD_HANDLE_ID_SIZE: usize = 40;
/// Bytes of a SCID, with its NUL.
pub const MPSD_SCID_SIZE: usize = 40;
/// Bytes of a template's name, with its NUL.
pub const MPSD_TEMPLATE_NAME_SIZE: usize = 104;
/// Bytes of a session's name, with its NUL.
pub const MPSD_SESSION_NAME_SIZE: usize = 104;

/// A handle as the service answered it. Owned by the caller; nothing in it must be freed. 384 bytes, and stays so.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_handle_info {
    /// The handle's id, a GUID; empty if the service answered without a body and without a Location that tells it.
    pub id: [c_char; MPSD_HANDLE_ID_SIZE],
    /// SCID of the session the handle points at.
    pub scid: [c_char; MPSD_SCID_SIZE],
    /// Its template's name.
    pub template_name: [c_char; MPSD_TEMPLATE_NAME_SIZE],
    /// Its name: the GUID the service chose, when none was given.
    pub session_name: [c_char; MPSD_SESSION_NAME_SIZE],
    /// Whose activity it is; 0: not told.
    pub owner_xuid: u64,
    /// When it was created, in Unix time in milliseconds; 0: not told.
    pub created_at_ms: i64,
    /// When it expires, in Unix time in milliseconds; 0: not told.
    pub expires_at_ms: i64,
    /// The title it belongs to; 0: not told.
    pub title_id: u32,
    /// The HTTP status of the answer that brought it.
    pub http_status: i32,
    /// Zero.
    pub reserved: [u8; 64],
}

impl mpsd_handle_info {
    pub(super) fn new(handle: &Handle, http_status: u16) -> mpsd_handle_info {
        let mut out = mpsd_handle_info {
            id: [0; MPSD_HANDLE_ID_SIZE],
            scid: [0; MPSD_SCID_SIZE],
            template_name: [0; MPSD_TEMPLATE_NAME_SIZE],
            session_name: [0; MPSD_SESSION_NAME_SIZE],
            owner_xuid: handle.owner_xuid.unwrap_or(0),
            created_at_ms: handle.created_at_ms.unwrap_or(0),
            expires_at_ms: handle.expires_at_ms.unwrap_or(0),
            title_id: handle.title_id.unwrap_or(0),
            http_status: i32::from(http_status),
            reserved: [0; 64],
        };
        // `Handle` holds no identifier that does not fit.
        write_truncated(&mut out.id, &handle.id);
        write_truncated(&mut out.scid, &handle.session.scid);
        write_truncated(&mut out.template_name, &handle.session.template_name);
        write_truncated(&mut out.session_name, &handle.session.name);
        out
    }
}

/// Reads a handle of any kind: GET /handles/{id}. `*handles` is a list with this one handle, the caller's to end with
/// mpsd_handle_list_destroy; on failure it is NULL.
/// `call` may be NULL: defaults.
/// Errors: NOT_FOUND (unknown, expired or deleted), INVALID_ARGUMENT (`handle_id` is NULL, empty or no single segment
/// of a path), TOO_LONG (more than 39 bytes), INVALID_UTF8, INVALID_HANDLE, and all of the sending kind. Repeated on
/// network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_get_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let client = CLIENTS.get(client, "client")?;
        let reply = client.get_handle(&read_id(handle_id)?, &options::call_options(call)?)?.run()?;
        handle_list::set(handles, &HandleList::of(vec![reply.value]), &reply.receipt)?;
        Ok(reply.receipt)
    })
}

/// Starts mpsd_get_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_get_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_get_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_get_handle")
            .start(client, call, operation, error, |client, call| client.get_handle(&read_id(handle_id)?, call))
    }
}

/// Gives what mpsd_get_handle_start has brought: `*handles` is a list of its own for each call, the caller's to end
/// with mpsd_handle_list_destroy, NULL without one (`handles` NULL: not wanted). MPSD_PENDING while it runs; else
/// its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another function). Any
/// thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_get_handle_result(
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let handles = Out::optional(handles);
        let give = |reply: &Reply<HandleDetails>| {
            handle_list::set(handles, &HandleList::of(vec![reply.value.clone()]), &reply.receipt)
        };
        result("mpsd_get_handle", operation, error, |_, outcome: &Result<_, Error>| {
            outcome.as_ref().map_or(Ok(()), give)
        })
    }
}

/// Deletes a handle of any kind: DELETE /handles/{id}. Deleting an activity's handle clears the activity, deleting a
/// search handle ends that the session is found. A handle that is unknown, expired or deleted already is NOT_FOUND: to
/// end an activity whatever there is, use mpsd_clear_activity, which takes that for a success. (A repeat after an
/// answer that was lost finds the handle gone and is NOT_FOUND, too.) An answer of 2xx with a body that is no JSON object,
/// such as the page of a hotel's network, is PROTOCOL.
/// `call` may be NULL: defaults.
/// Errors: NOT_FOUND, FORBIDDEN (another's handle), INVALID_ARGUMENT (`handle_id` is NULL, empty or no single segment
/// of a path), TOO_LONG (more than 39 bytes), INVALID_UTF8, INVALID_HANDLE, and all of the sending kind. Repeated on
/// network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_delete_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let client = CLIENTS.get(client, "client")?;
        Ok(client.delete_handle(&read_id(handle_id)?, &options::call_options(call)?)?.run()?.receipt)
    })
}

/// Starts mpsd_delete_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_delete_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_delete_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_delete_handle")
            .start(client, call, operation, error, |client, call| client.delete_handle(&read_id(handle_id)?, call))
    }
}

/// Gives what mpsd_delete_handle_start has brought: its outcome alone. MPSD_PENDING while it runs; else its
/// outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another function). Any
/// thread; does not block.
///
/// # Safety
/// `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_delete_handle_result(
    operation: *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    result("mpsd_delete_handle", operation, error, |_, _: &Result<Reply<()>, Error>| Ok(()))
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
unsafe fn read_id(handle_id: *const c_char) -> Result<HandleId, Error> {
    // SAFETY: the caller's promise is this function's.
    HandleId::new(unsafe { text::required(handle_id, "handle_id", text::NAME_LIMIT) }?)
}
