//! What the calls that give handles share.

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_info::mpsd_handle_info;
use super::handle_list::{self, mpsd_handle_list};
use super::objects;
use super::out::Out;
use super::result::mpsd_result;
use super::start::Prepare;
use crate::client::Reply;
use crate::handles::{HandleDetails, HandleList};

/// Makes a call that creates a handle.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn create(
    client: *mut mpsd_client,
    call: *const mpsd_call_options,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
    prepare: Prepare<Reply<HandleDetails>>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handle = Out::optional(handle);
        let (call, handles) = call_options::creating(call)?;
        let client = objects::get(client, "client")?;
        let reply = prepare(&client, &call)?.run()?;
        handle_list::set_created(handles, &[&reply])?;
        handle.set(mpsd_handle_info::new(&reply.value.handle, reply.receipt.http_status));
        Ok(reply.receipt)
    })
}

/// Makes a call that finds handles.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn find(
    client: *mut mpsd_client,
    call: *const mpsd_call_options,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
    prepare: Prepare<Reply<HandleList>>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let client = objects::get(client, "client")?;
        let reply = prepare(&client, &call_options::plain(call)?)?.run()?;
        handle_list::set(handles, &reply.value, &reply.receipt)?;
        Ok(reply.receipt)
    })
}
