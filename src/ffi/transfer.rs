//! Transfer handles.

use super::call_options::mpsd_call_options;
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::handle_exchange;
use super::handle_info::mpsd_handle_info;
use super::nullable::{Nullable, NullableMut};
use super::operation::{MPSD_OPERATION_CREATE_TRANSFER_HANDLE, Outcome, mpsd_operation};
use super::result::mpsd_result;
use super::session_reference::{self, mpsd_session_reference};
use super::start::start;
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::handles::{HandleDetails, TransferHandle};

/// Admits those who have access to one session to another: POST /handles. A member of `origin`, such as a lobby, can
/// then join `target`, such as its game, by the handle's id (mpsd_join_session_by_handle) although `target` would
/// refuse them. The service checks `origin` when the handle is used; the handle expires with `target`, which must
/// exist (else 403).
/// Request errors. Not repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_transfer_handle(
    client: *mut mpsd_client,
    target: *const mpsd_session_reference,
    origin: *const mpsd_session_reference,
    call: Nullable<mpsd_call_options>,
    handle: NullableMut<mpsd_handle_info>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        handle_exchange::create(client, call, handle, error, &|client, call| {
            create_transfer_handle(client, call, target, origin)
        })
    }
}

/// As mpsd_create_transfer_handle, as an operation. Outcome: mpsd_operation_get_handle.
///
/// # Safety
/// As for mpsd_create_transfer_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_transfer_handle_start(
    client: *mut mpsd_client,
    target: *const mpsd_session_reference,
    origin: *const mpsd_session_reference,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(
            MPSD_OPERATION_CREATE_TRANSFER_HANDLE,
            client,
            call,
            operation,
            error,
            Outcome::Handle,
            &|client, call| create_transfer_handle(client, call, target, origin),
        )
    }
}

/// # Safety
/// As for `mpsd_create_transfer_handle`.
unsafe fn create_transfer_handle(
    client: &Client,
    call: &CallOptions,
    target: *const mpsd_session_reference,
    origin: *const mpsd_session_reference,
) -> Result<Prepared<Reply<HandleDetails>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let (target, origin) =
        unsafe { (session_reference::read(target, "target")?, session_reference::read(origin, "origin")?) };
    client.create_transfer_handle(&TransferHandle::new(target, origin), call)
}
