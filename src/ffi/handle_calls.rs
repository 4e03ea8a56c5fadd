//! What can be done with a handle of any kind.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list::{self, mpsd_handle_list};
use super::nullable::{Nullable, NullableMut};
use super::objects;
use super::operation::{MPSD_OPERATION_DELETE_HANDLE, MPSD_OPERATION_GET_HANDLE, Outcome, mpsd_operation};
use super::out::Out;
use super::result::mpsd_result;
use super::start::start;
use super::text;
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::handles::{HandleDetails, HandleId, HandleList};

/// Reads a handle of any kind: GET /handles/{id}. The list has this one handle.
/// Request errors; NOT_FOUND: unknown, expired or deleted. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_get_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: Nullable<mpsd_call_options>,
    handles: *mut *mut mpsd_handle_list,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let client = objects::get(client, "client")?;
        let reply = get_handle(&client, &call_options::plain(call)?, handle_id)?.run()?;
        handle_list::set(handles, &HandleList::of(vec![reply.value]), &reply.receipt)?;
        Ok(reply.receipt)
    })
}

/// As mpsd_get_handle, as an operation. Outcome: mpsd_operation_get_handle or _get_handles.
///
/// # Safety
/// As for mpsd_get_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_get_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_GET_HANDLE, client, call, operation, error, Outcome::Handle, &|client, call| {
            get_handle(client, call, handle_id)
        })
    }
}

/// Deletes a handle of any kind: DELETE /handles/{id}. Deleting an activity's handle clears the activity
/// (mpsd_clear_activity does so whether or not there is one); without its search handle a session is no longer found
/// by searches. A 2xx answer whose body is not a JSON object, such as a hotel network's login page, is PROTOCOL.
/// Request errors; NOT_FOUND: unknown, expired or deleted, also after a repeat whose first answer was lost;
/// FORBIDDEN: another player's handle. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_delete_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: Nullable<mpsd_call_options>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let client = objects::get(client, "client")?;
        Ok(delete_handle(&client, &call_options::plain(call)?, handle_id)?.run()?.receipt)
    })
}

/// As mpsd_delete_handle, as an operation. Outcome: mpsd_operation_get_result.
///
/// # Safety
/// As for mpsd_delete_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_delete_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_DELETE_HANDLE, client, call, operation, error, Outcome::Nothing, &|client, call| {
            delete_handle(client, call, handle_id)
        })
    }
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
unsafe fn get_handle(
    client: &Client,
    call: &CallOptions,
    handle_id: *const c_char,
) -> Result<Prepared<Reply<HandleDetails>>, Error> {
    // SAFETY: the caller's promise is this function's.
    client.get_handle(&unsafe { read_id(handle_id) }?, call)
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
unsafe fn delete_handle(
    client: &Client,
    call: &CallOptions,
    handle_id: *const c_char,
) -> Result<Prepared<Reply<()>>, Error> {
    // SAFETY: the caller's promise is this function's.
    client.delete_handle(&unsafe { read_id(handle_id) }?, call)
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
unsafe fn read_id(handle_id: *const c_char) -> Result<HandleId, Error> {
    // SAFETY: the caller's promise is this function's.
    HandleId::new(unsafe { text::required(handle_id, "handle_id", text::MAX_NAME) }?)
}
