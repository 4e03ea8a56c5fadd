//! What can be done with a handle of any kind.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list::{self, mpsd_handle_list};
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::start::{self, Start};
use super::text;
use crate::client::Reply;
use crate::error::Error;
use crate::handles::{HandleDetails, HandleId, HandleList};

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
        let client = objects::get(client, "client")?;
        let reply = client.get_handle(&read_id(handle_id)?, &call_options::call_options(call)?)?;
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
            .start(client, call, operation, error, |client, call| client.calls().get_handle(&read_id(handle_id)?, call))
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
        start::result("mpsd_get_handle", operation, error, |_, outcome: &Result<_, Error>| {
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
        let client = objects::get(client, "client")?;
        Ok(client.delete_handle(&read_id(handle_id)?, &call_options::call_options(call)?)?.receipt)
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
        Start::of("mpsd_delete_handle").start(client, call, operation, error, |client, call| {
            client.calls().delete_handle(&read_id(handle_id)?, call)
        })
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
    start::result("mpsd_delete_handle", operation, error, |_, _: &Result<Reply<()>, Error>| Ok(()))
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
unsafe fn read_id(handle_id: *const c_char) -> Result<HandleId, Error> {
    // SAFETY: the caller's promise is this function's.
    HandleId::new(unsafe { text::required(handle_id, "handle_id", text::NAME_LIMIT) }?)
}
