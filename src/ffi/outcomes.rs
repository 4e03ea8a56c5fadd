//! What an operation has brought.

use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list::{self, mpsd_handle_list};
use super::objects;
use super::operation::{mpsd_operation, still_running};
use super::out::Out;
use super::result::mpsd_result;
use super::start::created;

/// Gives the handles that the operation created, with all that the service told of them: what a call that blocks puts
/// where its options' `handles` points. Of mpsd_set_activity_start, mpsd_create_search_handle_start,
/// mpsd_create_transfer_handle_start and mpsd_send_invites_start, there in the order of the recipients that were delivered
/// to. Each call gives a list of its own, the caller's, to end with mpsd_handle_list_destroy; NULL when none was created.
/// The operation's outcome; MPSD_PENDING while it runs; INVALID_HANDLE; INVALID_ARGUMENT (`handles` is NULL, or the call
/// creates no handles). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_handles(
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let started = objects::get(operation, "operation")?;
        let created = created(&started)?;
        let Some(outcome) = started.operation.summary() else { return Err(still_running()) };
        handle_list::set_created(handles, &created)?;
        outcome
    })
}
