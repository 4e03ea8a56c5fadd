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

/// Makes a session the player's current activity: POST /handles. Friends then see it and can join through it. A player has
/// one activity for each SCID: a new one replaces the old, whose handle id the service then no longer knows.
/// The player should be an active member of the session first (mpsd_write_session or mpsd_join_session), else the service
/// answers 403. `reference->name` may be NULL: the service then chooses a GUID, in `handle->session_name`.
/// `call->handles` gets the new handle in full. `handle` is optional; its id is empty if the service answered without a
/// body.
/// Errors: argument and request errors. Repeated on network errors, 408, 429 and 5xx: setting it twice is harmless.
/// Blocks; the token callback may run in it.
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

/// Starts mpsd_set_activity in the background. The outcome: mpsd_operation_get_handle.
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

/// Clears the player's current activity in a SCID, a GUID: DELETE /handles/{id}. Where there is nothing to clear it succeeds
/// with `*cleared` 0 instead of 1 (optional). The client remembers the handle it set; where it knows none, or the service no
/// longer knows that one, it asks once for the player's activities (needs the client's xuid).
/// Errors: argument and request errors. Repeated where that is safe.
/// Blocks; the token callback may run in it.
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

/// Starts mpsd_clear_activity in the background. The outcome: mpsd_operation_get_count.
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

/// XUIDs of one call at most.
pub const MPSD_MAX_XUIDS: usize = 10000;

/// Whose activities to ask for: of some users, or of a social group. Start from MPSD_ACTIVITY_QUERY_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_activity_query {
    /// sizeof(mpsd_activity_query).
    pub struct_size: u32,
    /// What the response says beside the handles; 0: all that there is of activities.
    pub include: mpsd_includes,
    /// Whose social group; 0: the client's xuid. Only with `social_group`.
    pub social_group_owner_xuid: u64,
    /// Service configuration id, a GUID: only handles of it. NULL or empty: of any that the player may see.
    pub scid: Nullable<c_char>,
    /// The users: 1 to MPSD_MAX_XUIDS XUIDs, none of them zero, none twice. NULL with `social_group`.
    pub xuids: Nullable<u64>,
    /// How many.
    pub xuid_count: usize,
    /// "people" (whom the owner follows) or "favorites", in any case; NULL with `xuids`.
    pub social_group: Nullable<c_char>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_activity_query {
    const FIRST_SIZE: usize = 16 + 4 * POINTER;
}

/// Asks for current activities: POST /handles/query, once for each hundred users, concurrently over the network's
/// connections. The responses become one list: in the order of the hundreds, each handle once. Users without an activity,
/// or whose session the player may not see, do not appear. Of a social group the service returns 100 at most. Each
/// request counts against the service's limit of 30 calls in 15 s: ask for thousands rarely, and for more than 3000 with a
/// deadline_ms of 15 s for each further 3000.
/// Release `*handles` with mpsd_handle_list_destroy. Where one of the requests fails, the call fails.
/// Errors: argument and request errors. Repeated on network errors, 408, 429 and 5xx.
/// Blocks; the token callback may run in it.
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

/// Starts mpsd_query_activities in the background. The outcome: mpsd_operation_get_handles.
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
