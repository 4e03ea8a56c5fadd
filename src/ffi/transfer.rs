//! Transfer handles.

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_info::mpsd_handle_info;
use super::handle_list;
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::session_reference::{self, mpsd_session_reference};
use super::start::{self, Start};
use crate::error::Error;
use crate::handles::TransferHandle;

/// Lets those who have access to one session into another: POST /handles. Who is a member of `origin`, such as a lobby,
/// can then join `target`, such as its game, by the handle's id (mpsd_join_session_by_handle), though `target` would
/// refuse them. The service looks at `origin` when the handle is used; the handle ends with `target`. `target` must
/// exist, else the service answers 403.
/// `call` may be NULL: defaults; its `handles` gets the new handle in full. `handle` may be NULL: not wanted; its id is
/// empty if the service answered without a body.
/// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG (a part of a reference breaks its rule, nothing was sent),
/// INVALID_HANDLE, and all of the sending kind. Repeated only where it surely was not processed.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_transfer_handle(
    client: *mut mpsd_client,
    target: *const mpsd_session_reference,
    origin: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handle = Out::optional(handle);
        let (call, handles) = call_options::creating(call)?;
        let client = objects::get(client, "client")?;
        let reply = client.create_transfer_handle(&read_transfer(target, origin)?, &call)?;
        handle_list::set_created(handles, &[&reply])?;
        handle.set(mpsd_handle_info::new(&reply.value.handle, reply.receipt.http_status));
        Ok(reply.receipt)
    })
}

/// Starts mpsd_create_transfer_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_create_transfer_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_transfer_handle_start(
    client: *mut mpsd_client,
    target: *const mpsd_session_reference,
    origin: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_create_transfer_handle").start(client, call, operation, error, |client, call| {
            client.calls().create_transfer_handle(&read_transfer(target, origin)?, call)
        })
    }
}

/// Gives what mpsd_create_transfer_handle_start has brought: `*handle` is the new handle, zeroed without one (NULL:
/// not wanted). MPSD_PENDING while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or
/// INVALID_ARGUMENT (started by another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_transfer_handle_result(
    operation: *mut mpsd_operation,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { start::handle_result("mpsd_create_transfer_handle", operation, handle, error) }
}

/// # Safety
/// As for `mpsd_create_transfer_handle`.
unsafe fn read_transfer(
    target: *const mpsd_session_reference,
    origin: *const mpsd_session_reference,
) -> Result<TransferHandle, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = session_reference::read_named(target, "target")?;
        Ok(TransferHandle::new(target, session_reference::read_named(origin, "origin")?))
    }
}
