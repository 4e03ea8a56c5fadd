//! The operations of a client that are over, and the groups they are in.

use std::ptr;
use std::time::Instant;

use super::client::mpsd_client;
use super::guard::{guarded_code, guarded_quiet};
use super::nullable::NullableMut;
use super::objects;
use super::operation::{MPSD_ANY_GROUP, mpsd_operation, still_running, timeout};
use super::out::Out;
use super::result::mpsd_result;
use crate::error::Error;

/// Returns the next finished operation of the client, or NULL: the pointer from its _start function, still owned by
/// the caller. Each is returned once, in the order of finishing; drain them once a frame. `group` is the group from
/// the call options (0 by default), or MPSD_ANY_GROUP, so that the systems of an engine do not drain each other's
/// operations. Works after mpsd_client_close; after mpsd_client_destroy it returns NULL, and the operations stay
/// valid.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_next_finished(client: *mut mpsd_client, group: u32) -> NullableMut<mpsd_operation> {
    let mut next = ptr::null_mut();
    guarded_quiet(|| {
        if let Ok(client) = objects::get(client, "client") {
            next = drained(|| Ok(client.next_finished(chosen(group)))).ok().flatten().unwrap_or(ptr::null_mut());
        }
    });
    next
}

/// As mpsd_client_next_finished, but blocks for at most `timeout_ms` (0: does not; MPSD_NO_TIMEOUT: no limit).
/// MPSD_PENDING: none finished. MPSD_ERROR_CLOSED: the client is closed and none is left. `*operation` is NULL in
/// both cases.
///
/// # Safety
/// `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_wait_finished(
    client: *mut mpsd_client,
    group: u32,
    timeout_ms: u32,
    operation: *mut *mut mpsd_operation,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let operation = Out::required(operation, "operation")?;
        let client = objects::get(client, "client")?;
        let until = timeout(timeout_ms).map(|timeout| Instant::now() + timeout);
        let left = || until.map(|until| until.saturating_duration_since(Instant::now()));
        let next = drained(|| client.wait_finished(chosen(group), left()))?;
        operation.set(next.ok_or_else(still_running)?);
        Ok(())
    })
}

/// Cancels the client's operations of a group (MPSD_ANY_GROUP: all), as mpsd_operation_cancel.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_cancel_group(client: *mut mpsd_client, group: u32) -> mpsd_result {
    guarded_code(|| {
        objects::get(client, "client")?.cancel_group(chosen(group));
        Ok(())
    })
}

/// The next operation that `next` gives and that nobody has destroyed.
fn drained(mut next: impl FnMut() -> Result<Option<u64>, Error>) -> Result<Option<*mut mpsd_operation>, Error> {
    while let Some(tag) = next()? {
        // It was the pointer's address.
        let pointer = ptr::without_provenance_mut(usize::try_from(tag).unwrap_or_default());
        if objects::get(pointer, "operation").is_ok() {
            return Ok(Some(pointer));
        }
    }
    Ok(None)
}

fn chosen(group: u32) -> Option<u32> {
    (group != MPSD_ANY_GROUP).then_some(group)
}
