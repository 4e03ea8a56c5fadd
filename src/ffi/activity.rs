//! The activity calls: set, clear, query.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_exchange;
use super::handle_info::mpsd_handle_info;
use super::handle_list::mpsd_handle_list;
use super::include::{self, mpsd_includes};
use super::nullable::{Nullable, NullableMut};
use super::objects;
use super::operation::{
    MPSD_OPERATION_CLEAR_ACTIVITY, MPSD_OPERATION_QUERY_ACTIVITIES, MPSD_OPERATION_SET_ACTIVITY, Outcome,
    mpsd_operation,
};
use super::out::Out;
use super::result::{mpsd_bool, mpsd_result};
use super::session_reference::{self, mpsd_session_reference};
use super::start::start;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::handles::{ActivityHandle, ActivityQuery, HandleDetails, HandleList, SocialGroup};

/// Sets the player's current activity to a session: POST /handles. Friends can then see and join it. A player has one
/// activity per SCID: a new one replaces the old, whose handle id becomes unknown to the service. The service answers
/// 403 unless the player is an active member of the session (mpsd_write_session or mpsd_join_session). If
/// `reference->name` is NULL, the service chooses a GUID, returned in `handle->session_name`.
/// Request errors. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_set_activity(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    call: Nullable<mpsd_call_options>,
    handle: NullableMut<mpsd_handle_info>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        handle_exchange::create(client, call, handle, error, &|client, call| set_activity(client, call, reference))
    }
}

/// As mpsd_set_activity, as an operation. Outcome: mpsd_operation_get_handle.
///
/// # Safety
/// As for mpsd_set_activity; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_set_activity_start(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_SET_ACTIVITY, client, call, operation, error, Outcome::Handle, &|client, call| {
            set_activity(client, call, reference)
        })
    }
}

/// Clears the player's current activity in a SCID, a GUID: DELETE /handles/{id}. `*cleared` is 1, or 0 if there was
/// no activity, which is a success. The client remembers the handle that it set; if it has none, or the service no
/// longer knows that one, it queries the player's activities once (this needs the client's xuid).
/// Request errors. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_clear_activity(
    client: *mut mpsd_client,
    scid: *const c_char,
    call: Nullable<mpsd_call_options>,
    cleared: NullableMut<mpsd_bool>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let cleared = Out::optional(cleared);
        let client = objects::get(client, "client")?;
        let reply = clear_activity(&client, &call_options::plain(call)?, scid)?.run()?;
        cleared.set(mpsd_bool::from(reply.value));
        Ok(reply.receipt)
    })
}

/// As mpsd_clear_activity, as an operation. Outcome: mpsd_operation_get_count.
///
/// # Safety
/// As for mpsd_clear_activity; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_clear_activity_start(
    client: *mut mpsd_client,
    scid: *const c_char,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_CLEAR_ACTIVITY, client, call, operation, error, Outcome::Cleared, &|client, call| {
            clear_activity(client, call, scid)
        })
    }
}

/// Most XUIDs in one call.
pub const MPSD_MAX_XUIDS: usize = 10000;

/// The users whose activities are queried: a list, or a social group.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_activity_query {
    /// sizeof(mpsd_activity_query).
    pub struct_size: u32,
    /// What the response contains besides handles; 0: everything available for activities.
    pub include: mpsd_includes,
    /// The social group's owner; 0: the client's xuid. Only with `social_group`.
    pub social_group_owner_xuid: u64,
    /// Only handles of this SCID; NULL or empty: of any that the player may see.
    pub scid: Nullable<c_char>,
    /// 1 to MPSD_MAX_XUIDS users, no zero, no duplicates. NULL with `social_group`.
    pub xuids: Nullable<u64>,
    /// Number of `xuids`.
    pub xuid_count: usize,
    /// "people" (whom the owner follows) or "favorites", case-insensitive; NULL with `xuids`.
    pub social_group: Nullable<c_char>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_activity_query {
    const FIRST_SIZE: usize = 16 + 4 * POINTER;
}

/// Queries current activities: POST /handles/query, once per hundred users, concurrently over the network's
/// connections. Several responses are merged into one list, in the order of the users' hundreds, each handle once.
/// Users who have no activity, or whose session the player may not see, are absent. For a social group the service
/// returns at most 100. Each request counts against the limit of 30 in 15 s: query thousands rarely, and add 15 s to
/// deadline_ms for each 3000 users beyond the first 3000. If one request fails, the call fails.
/// Request errors. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_activities(
    client: *mut mpsd_client,
    query: *const mpsd_activity_query,
    call: Nullable<mpsd_call_options>,
    handles: *mut *mut mpsd_handle_list,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        handle_exchange::find(client, call, handles, error, &|client, call| query_activities(client, call, query))
    }
}

/// As mpsd_query_activities, as an operation. Outcome: mpsd_operation_get_handles.
///
/// # Safety
/// As for mpsd_query_activities; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_activities_start(
    client: *mut mpsd_client,
    query: *const mpsd_activity_query,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_QUERY_ACTIVITIES, client, call, operation, error, Outcome::Handles, &|client, call| {
            query_activities(client, call, query)
        })
    }
}

/// # Safety
/// `reference` is NULL or points to a reference whose strings are NULL or NUL-terminated.
unsafe fn set_activity(
    client: &Client,
    call: &CallOptions,
    reference: *const mpsd_session_reference,
) -> Result<Prepared<Reply<HandleDetails>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let activity = unsafe { session_reference::parts(reference) }
        .and_then(|parts| ActivityHandle::new(parts.scid, parts.template_name, parts.name));
    client.set_activity(&activity.map_err(|error| session_reference::named(error, "reference"))?, call)
}

/// # Safety
/// `scid` is NULL or NUL-terminated.
unsafe fn clear_activity(
    client: &Client,
    call: &CallOptions,
    scid: *const c_char,
) -> Result<Prepared<Reply<bool>>, Error> {
    // SAFETY: the caller's promise is this function's.
    client.clear_activity(unsafe { text::required(scid, "scid", text::MAX_NAME) }?, call)
}

/// # Safety
/// `query` is NULL or points to what its type says, whose array and strings are what their types say.
unsafe fn query_activities(
    client: &Client,
    call: &CallOptions,
    query: *const mpsd_activity_query,
) -> Result<Prepared<Reply<HandleList>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let query = unsafe { read_query(&versioned::read(query, "query")?) }?;
    client.query_activities(&query, call)
}

/// # Safety
/// As for `mpsd_query_activities`.
unsafe fn read_query(given: &mpsd_activity_query) -> Result<ActivityQuery, Error> {
    // SAFETY: the caller's promise is this function's.
    let (scid, xuids, group) = unsafe {
        (
            text::optional(given.scid, "query->scid", text::MAX_NAME)?.filter(|scid| !scid.is_empty()),
            text::array(given.xuids, given.xuid_count, "query->xuids")?,
            text::optional(given.social_group, "query->social_group", text::MAX_NAME)?,
        )
    };
    let mut query = match group {
        Some(_) if !xuids.is_empty() => {
            return Err(Error::argument("query->social_group", "must be NULL where xuids are given"));
        }
        Some(group) => {
            let group = SocialGroup::from_moniker(group)?;
            ActivityQuery::of_social_group(scid, group, given.social_group_owner_xuid)?
        }
        None if given.social_group_owner_xuid != 0 => {
            return Err(Error::argument("query->social_group_owner_xuid", "must be 0 without a social group"));
        }
        None => ActivityQuery::new(scid, xuids)?,
    };
    if let Some(include) = include::read(given.include)? {
        query.set_include(include)?;
    }
    Ok(query)
}
