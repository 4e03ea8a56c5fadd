//! `mpsd_call_options`: how one call differs from its client's options.

use std::ffi::c_void;
use std::ptr;

use super::handle_list::mpsd_handle_list;
use super::nullable::{Nullable, NullableMut};
use super::operation::{
    MPSD_ANY_GROUP, MPSD_OPERATION_JOIN_SESSION, MPSD_OPERATION_JOIN_SESSION_BY_HANDLE, mpsd_operation_kind,
};
use super::out::Out;
use super::session_join::mpsd_session_join;
use super::text::duration;
use super::versioned::{self, POINTER, Versioned};
use crate::client::CallOptions;
use crate::error::Error;
use crate::pacing::Pacing;
use crate::sessions::MemberJoin;

/// What to do when the rate limit is used up: MPSD_PACING_…
pub type mpsd_pacing = u32;

/// Wait until there is room (default); see "Rate limits" above.
pub const MPSD_PACING_WAIT: mpsd_pacing = 0;
/// Fail at once with MPSD_ERROR_RATE_LIMITED and MPSD_DELIVERY_NOT_SENT, without an http_status; retry_after_ms is
/// the time until there is room.
pub const MPSD_PACING_FAIL: mpsd_pacing = 1;
/// Send regardless of the rate limit.
pub const MPSD_PACING_OFF: mpsd_pacing = 2;

/// Overrides of the client's options for one call. Zero fields keep the client's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_call_options {
    /// sizeof(mpsd_call_options).
    pub struct_size: u32,
    /// Time limit of the whole call, including token and retries; 0: the client's.
    pub deadline_ms: u32,
    /// Most attempts per request; 0: the client's; 1: no retry.
    pub max_attempts: u32,
    /// MPSD_PACING_FAIL or _OFF; 0: the client's.
    pub pacing: mpsd_pacing,
    /// The operation's group, for draining and cancelling; not MPSD_ANY_GROUP. Ignored by blocking calls.
    pub group: u32,
    /// Zero.
    pub reserved0: u32,
    /// Returned by mpsd_operation_user_data. Ignored by blocking calls.
    pub user_data: NullableMut<c_void>,
    /// Receives the created handles in full, with every field and the JSON text of the answers: for
    /// mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle and mpsd_send_invites. Other calls
    /// refuse it, and so do _start functions: use mpsd_operation_get_handles there.
    pub handles: NullableMut<*mut mpsd_handle_list>,
    /// For mpsd_join_session, mpsd_join_session_by_handle and their _start twins: the member's connection,
    /// subscription, custom constants and properties; NULL: active, nothing else. A session with the capability
    /// connectionRequiredForActiveMembers needs the connection of every active member. Its xuid is 0 or the client's;
    /// its custom_properties are NULL if the call has member_properties. Other calls refuse it.
    pub join: Nullable<mpsd_session_join>,
}

// SAFETY: integers and a pointer, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_call_options {
    const FIRST_SIZE: usize = 24 + POINTER;
}

/// The options of a call that neither creates handles nor joins.
///
/// # Safety
/// `call` is NULL or points to as many readable bytes as its `struct_size` says.
pub(super) unsafe fn plain(call: *const mpsd_call_options) -> Result<CallOptions, Error> {
    // SAFETY: the caller's promise is this function's.
    without_handles(unsafe { creating(call) }?)
}

/// The options of a call that joins; what the member says of itself, `join` reads.
///
/// # Safety
/// `call` is NULL or points to as many readable bytes as its `struct_size` says.
pub(super) unsafe fn joining(call: *const mpsd_call_options) -> Result<CallOptions, Error> {
    // SAFETY: the caller's promise is this function's.
    without_handles(unsafe { blocking(call, true) }?)
}

fn without_handles((options, handles): (CallOptions, Out<*mut mpsd_handle_list>)) -> Result<CallOptions, Error> {
    match handles.is_wanted() {
        true => Err(Error::argument("call->handles", "must be NULL: this call creates no handles")),
        false => Ok(options),
    }
}

/// What the member says of itself in the options of a call that joins.
///
/// # Safety
/// `call` is NULL or points to as many readable bytes as its `struct_size` says, and so does its `join`, whose strings
/// are NULL or NUL-terminated.
pub(super) unsafe fn join(call: *const mpsd_call_options) -> Result<Option<MemberJoin>, Error> {
    if call.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and the caller vouches for the rest.
    let call = unsafe { versioned::read(call, "call") }?;
    if call.join.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller vouches for it.
    unsafe { versioned::read(call.join, "call->join")?.checked() }.map(Some)
}

/// The options of a call of this kind in the background, with its group and user data.
///
/// # Safety
/// `call` is NULL or points to as many readable bytes as its `struct_size` says.
pub(super) unsafe fn starting(
    call: *const mpsd_call_options,
    kind: mpsd_operation_kind,
) -> Result<(CallOptions, u32, *mut c_void), Error> {
    if call.is_null() {
        return Ok((CallOptions::default(), 0, ptr::null_mut()));
    }
    // SAFETY: not NULL, and the caller vouches for the rest.
    let given = unsafe { versioned::read(call, "call") }?;
    if !given.handles.is_null() {
        return Err(Error::argument("call->handles", "must be NULL in a _start; see mpsd_operation_get_handles"));
    }
    if given.group == MPSD_ANY_GROUP {
        return Err(Error::argument("call->group", "must not be MPSD_ANY_GROUP"));
    }
    let joins = matches!(kind, MPSD_OPERATION_JOIN_SESSION | MPSD_OPERATION_JOIN_SESSION_BY_HANDLE);
    Ok((checked(&given, joins)?, given.group, given.user_data))
}

/// The options of a call that creates handles, and where these go.
///
/// # Safety
/// `call` is NULL or points to as many readable bytes as its `struct_size` says; its `handles` is NULL or valid for a
/// write.
pub(super) unsafe fn creating(
    call: *const mpsd_call_options,
) -> Result<(CallOptions, Out<*mut mpsd_handle_list>), Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe { blocking(call, false) }
}

/// # Safety
/// As for `creating`.
unsafe fn blocking(
    call: *const mpsd_call_options,
    joins: bool,
) -> Result<(CallOptions, Out<*mut mpsd_handle_list>), Error> {
    if call.is_null() {
        // SAFETY: NULL.
        return Ok((CallOptions::default(), unsafe { Out::optional(ptr::null_mut()) }));
    }
    // SAFETY: not NULL, and the caller vouches for the rest.
    let call = unsafe { versioned::read(call, "call") }?;
    // SAFETY: the caller vouches for it.
    let handles = unsafe { Out::optional(call.handles) };
    Ok((checked(&call, joins)?, handles))
}

fn checked(call: &mpsd_call_options, joins: bool) -> Result<CallOptions, Error> {
    if !joins && !call.join.is_null() {
        return Err(Error::argument("call->join", "must be NULL: this call does not join"));
    }
    if call.reserved0 != 0 {
        return Err(Error::argument("call->reserved0", "must be 0"));
    }
    let pacing = pacing(call.pacing, "call->pacing")?;
    Ok(CallOptions {
        deadline: duration(call.deadline_ms),
        max_attempts: (call.max_attempts != 0).then_some(call.max_attempts),
        pacing: (call.pacing != 0).then_some(pacing),
        journal: None,
    })
}

pub(super) fn pacing(value: mpsd_pacing, name: &str) -> Result<Pacing, Error> {
    match value {
        MPSD_PACING_WAIT => Ok(Pacing::Wait),
        MPSD_PACING_FAIL => Ok(Pacing::Fail),
        MPSD_PACING_OFF => Ok(Pacing::Off),
        _ => Err(Error::argument(name, "must be MPSD_PACING_WAIT, _FAIL or _OFF")),
    }
}
