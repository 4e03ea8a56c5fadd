//! The activity calls: set, clear, query.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_info::mpsd_handle_info;
use super::handle_list::{self, mpsd_handle_list};
use super::include;
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::session_reference::mpsd_session_reference;
use super::start::{self, Start};
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::Reply;
use crate::error::Error;
use crate::handles::{ActivityHandle, ActivityQuery, SocialGroup};

/// Makes a session the player's current activity: POST /handles. Friends then see it and can join through it. One
/// activity per player and SCID: a new one replaces the old, whose handle id is then unknown to the service.
/// The player should be an active member of the session first (join it with mpsd_write_session or mpsd_join_session),
/// else the service answers 403. `session->name` may be NULL: the service then fills in a GUID, told in
/// `handle->session_name`.
/// `call` may be NULL: defaults; its `handles` gets the new handle in full. `handle` may be NULL: not wanted; its id is
/// empty if the service answered without a body.
/// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG (a part of the reference breaks its rule, nothing was sent),
/// INVALID_HANDLE, and all of the sending kind. Repeated on network errors, 408, 429 and 5xx: setting it twice is
/// harmless.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_set_activity(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handle = Out::optional(handle);
        let (call, handles) = call_options::creating(call)?;
        let client = objects::get(client, "client")?;
        let reply = client.set_activity(&read_activity(session)?, &call)?;
        handle_list::set_created(handles, &[&reply])?;
        handle.set(mpsd_handle_info::new(&reply.value.handle, reply.receipt.http_status));
        Ok(reply.receipt)
    })
}

/// Starts mpsd_set_activity in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_set_activity; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_set_activity_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_set_activity").start(client, call, operation, error, |client, call| {
            client.calls().set_activity(&read_activity(session)?, call)
        })
    }
}

/// Gives what mpsd_set_activity_start has brought: `*handle` is the new handle, zeroed without one (NULL: not
/// wanted). MPSD_PENDING while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or
/// INVALID_ARGUMENT (started by another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_set_activity_result(
    operation: *mut mpsd_operation,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { start::handle_result("mpsd_set_activity", operation, handle, error) }
}

/// Clears the player's current activity in a SCID: DELETE /handles/{id}. Idempotent: where there is nothing to clear it
/// succeeds, and `*cleared` says 0 instead of 1 (`cleared` may be NULL). The client remembers the handle it set; where
/// it knows none, or the service no longer knows that one, it asks once for the player's activities (needs the client's
/// xuid).
/// `scid` is a GUID. `call` may be NULL: defaults.
/// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated where that
/// is safe.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_clear_activity(
    client: *mut mpsd_client,
    scid: *const c_char,
    call: *const mpsd_call_options,
    cleared: *mut u8,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let cleared = Out::optional(cleared);
        let client = objects::get(client, "client")?;
        let scid = text::required(scid, "scid", text::NAME_LIMIT)?;
        let reply = client.clear_activity(scid, &call_options::call_options(call)?)?;
        cleared.set(u8::from(reply.value));
        Ok(reply.receipt)
    })
}

/// Starts mpsd_clear_activity in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_clear_activity; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_clear_activity_start(
    client: *mut mpsd_client,
    scid: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_clear_activity").start(client, call, operation, error, |client, call| {
            client.calls().clear_activity(text::required(scid, "scid", text::NAME_LIMIT)?, call)
        })
    }
}

/// Gives what mpsd_clear_activity_start has brought: `*cleared` is 1 where there was an activity, else 0 (NULL: not
/// wanted). MPSD_PENDING while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or
/// INVALID_ARGUMENT (started by another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_clear_activity_result(
    operation: *mut mpsd_operation,
    cleared: *mut u8,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let cleared = Out::optional(cleared);
        start::result("mpsd_clear_activity", operation, error, |_, outcome: &Result<Reply<bool>, Error>| {
            if let Ok(reply) = outcome {
                cleared.set(u8::from(reply.value));
            }
            Ok(())
        })
    }
}

/// Whose activities to ask for: of some users, or of a social group. Start from MPSD_ACTIVITY_QUERY_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_activity_query {
    /// sizeof(mpsd_activity_query).
    pub struct_size: u32,
    /// What the answer says beside the handles: MPSD_INCLUDE_… or-ed together; 0: all that there is of activities.
    pub include: u32,
    /// Whose social group; 0: the client's xuid. Only with `social_group`.
    pub social_group_owner_xuid: u64,
    /// Service configuration id, a GUID: only handles of it. NULL or empty: of any that the player may see.
    pub scid: *const c_char,
    /// The users: 1 to 10000 XUIDs, none of them zero, none twice. NULL with `social_group`.
    pub xuids: *const u64,
    /// How many.
    pub xuid_count: usize,
    /// "people" (whom the owner follows) or "favorites", in any case; NULL with `xuids`.
    pub social_group: *const c_char,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_activity_query {
    const FIRST_SIZE: usize = 16 + 4 * POINTER;
}

/// Sets every field to its default. `query` may be NULL; `struct_size` is sizeof(mpsd_activity_query).
/// Any thread; does not block.
///
/// # Safety
/// `query` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_activity_query_init(query: *mut mpsd_activity_query, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { versioned::init(query, struct_size) }
}

/// Asks for current activities: POST /handles/query, once for each hundred users, concurrently over the network's
/// connections. The answers become one list: in the order of the hundreds, each handle once. Users without an activity,
/// or whose session the player may not see, do not appear. Of a social group the service returns 100 at most. Each
/// request counts against the service's limit of 30 calls in 15 s: ask for thousands rarely, and for more than 3000 with a
/// deadline_ms of 15 s for each further 3000.
/// `*handles` is the caller's, to end with mpsd_handle_list_destroy; on failure it is NULL. Where one of the requests
/// fails, the call fails.
/// `call` may be NULL: defaults.
/// Errors: INVALID_ARGUMENT (no XUID and no group, or both; more than 10000; a zero or repeated XUID: the message names
/// the index; an unknown group; MPSD_INCLUDE_ROLE_INFO), INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending
/// kind. Repeated on network errors, 408, 429 and 5xx.
/// Any thread; blocks until the last answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_activities(
    client: *mut mpsd_client,
    query: *const mpsd_activity_query,
    call: *const mpsd_call_options,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let client = objects::get(client, "client")?;
        let query = read_query(&versioned::read(query, "query")?)?;
        let reply = client.query_activities(&query, &call_options::call_options(call)?)?;
        handle_list::set(handles, &reply.value, &reply.receipt)?;
        Ok(reply.receipt)
    })
}

/// Starts mpsd_query_activities in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_query_activities; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_activities_start(
    client: *mut mpsd_client,
    query: *const mpsd_activity_query,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_query_activities").start(client, call, operation, error, |client, call| {
            client.calls().query_activities(&read_query(&versioned::read(query, "query")?)?, call)
        })
    }
}

/// Gives what mpsd_query_activities_start has brought: `*handles` is a list of its own for each call, the caller's
/// to end with mpsd_handle_list_destroy, NULL without one (`handles` NULL: not wanted). MPSD_PENDING while it runs;
/// else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_activities_result(
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { start::handles_result("mpsd_query_activities", operation, handles, error) }
}

/// # Safety
/// `session` is NULL or points to a reference whose strings are NULL or NUL-terminated.
unsafe fn read_activity(session: *const mpsd_session_reference) -> Result<ActivityHandle, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let session = session.as_ref().ok_or_else(|| Error::argument("session", "must not be NULL"))?;
        let parts = session.parts()?;
        ActivityHandle::new(parts.scid, parts.template_name, parts.name)
    }
}

/// # Safety
/// As for `mpsd_query_activities`.
unsafe fn read_query(given: &mpsd_activity_query) -> Result<ActivityQuery, Error> {
    // SAFETY: the caller's promise is this function's.
    let (scid, xuids, group) = unsafe {
        (
            text::optional(given.scid, "query->scid", text::NAME_LIMIT)?.filter(|scid| !scid.is_empty()),
            text::array(given.xuids, given.xuid_count, "query->xuids")?,
            text::optional(given.social_group, "query->social_group", text::NAME_LIMIT)?,
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
