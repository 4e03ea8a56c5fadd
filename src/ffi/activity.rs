//! The activity calls: set, clear, query.

use std::ffi::{CString, c_char};
use std::ptr;

use super::client::{CLIENTS, mpsd_client};
use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::handle::mpsd_handle_info;
use super::options::{self, POINTER, Versioned, mpsd_call_options};
use super::out::Out;
use super::reference::mpsd_session_reference;
use super::result::mpsd_result;
use super::table::{Table, Tag};
use super::text;
use crate::error::Error;
use crate::handles::{Activity, ActivityHandle, ActivityQuery, JoinRestriction, Visibility};

/// Makes a session the player's current activity: POST /handles. Friends then see it and can join through it. One
/// activity per player and SCID: a new one replaces the old, whose handle id is then unknown to the service.
/// The player should be an active member of the session first (join it with mpsd_write_session or mpsd_join_session),
/// else the service answers 403. `session->name` may be NULL: the service then fills in a GUID, told in
/// `handle->session_name`.
/// `call` may be NULL: defaults. `handle` may be NULL: not wanted; its id is empty if the service answered without a
/// body.
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
        let client = CLIENTS.get(client, "client")?;
        let Some(session) = session.as_ref() else {
            return Err(Error::argument("session", "must not be NULL"));
        };
        let parts = session.parts()?;
        let activity = ActivityHandle::new(parts.scid, parts.template_name, parts.name)?;
        let reply = client.set_activity(&activity, &options::call_options(call)?)?;
        handle.set(mpsd_handle_info::new(&reply.value, reply.receipt.http_status));
        Ok(reply.receipt)
    })
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
        let client = CLIENTS.get(client, "client")?;
        let scid = text::required(scid, "scid", text::NAME_LIMIT)?;
        let reply = client.clear_activity(scid, &options::call_options(call)?)?;
        cleared.set(u8::from(reply.value));
        Ok(reply.receipt)
    })
}

/// Whose activities to ask for. Start from MPSD_ACTIVITY_QUERY_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_activity_query {
    /// sizeof(mpsd_activity_query).
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Service configuration id: a GUID.
    pub scid: *const c_char,
    /// The users: 1 to 100 XUIDs, none of them zero, none twice.
    pub xuids: *const u64,
    /// How many.
    pub xuid_count: usize,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_activity_query {
    const FIRST_SIZE: usize = 8 + 3 * POINTER;
}

/// Sets every field to its default. `query` may be NULL; `struct_size` is sizeof(mpsd_activity_query).
/// Any thread; does not block.
///
/// # Safety
/// `query` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_activity_query_init(query: *mut mpsd_activity_query, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { options::init(query, struct_size) }
}

/// The answer to an activity query. Immutable: any thread may read it at once. It outlives its client.
pub struct mpsd_activity_list {
    _opaque: (),
}

static ACTIVITY_LISTS: Table<ActivityList> = Table::new(Tag::ActivityList);

/// The service did not tell.
pub const MPSD_VISIBILITY_UNKNOWN: u32 = 0;
/// Only joined and invited players see the session.
pub const MPSD_VISIBILITY_PRIVATE: u32 = 1;
/// Everybody sees the session, only joined and invited players may join.
pub const MPSD_VISIBILITY_VISIBLE: u32 = 2;
/// Visible and full.
pub const MPSD_VISIBILITY_FULL: u32 = 3;
/// Everybody may see and join the session.
pub const MPSD_VISIBILITY_OPEN: u32 = 4;

/// Joining is not restricted, or the service did not tell.
pub const MPSD_JOIN_RESTRICTION_NONE: u32 = 0;
/// Only players on the same device as a member may join.
pub const MPSD_JOIN_RESTRICTION_LOCAL: u32 = 1;
/// Only players whom a member follows, or local ones, may join.
pub const MPSD_JOIN_RESTRICTION_FOLLOWED: u32 = 2;
/// A restriction this library does not know.
pub const MPSD_JOIN_RESTRICTION_OTHER: u32 = 3;

/// One player's current activity. Owned by the caller; what it points to belongs to the list. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_activity {
    /// The handle: `owner_xuid` is the player, `id` is what mpsd_join_session_by_handle takes.
    pub handle: mpsd_handle_info,
    /// The session's custom properties, a JSON object; NULL: not told. Lives as long as the list.
    pub custom_properties: *const c_char,
    /// MPSD_VISIBILITY_…
    pub visibility: u32,
    /// MPSD_JOIN_RESTRICTION_…
    pub join_restriction: u32,
    /// 1: the session is closed to joins; 0: it is not, or the service did not tell.
    pub closed: u32,
    /// Members now; 0: not told.
    pub members_count: u32,
    /// Members at most; 0: not told.
    pub max_members_count: u32,
    /// Zero.
    pub reserved0: u32,
    /// Zero.
    pub reserved: [u8; 64],
}

/// Asks for the current activities of users: POST /handles/query. Users without an activity, or whose session the
/// player may not see, do not appear. `*activities` is the caller's, to end with mpsd_activity_list_destroy; on failure
/// it is NULL.
/// `call` may be NULL: defaults.
/// Errors: INVALID_ARGUMENT (no XUID, more than 100, a zero or repeated one: the message names the index),
/// INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated on network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_activities(
    client: *mut mpsd_client,
    query: *const mpsd_activity_query,
    call: *const mpsd_call_options,
    activities: *mut *mut mpsd_activity_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let activities = Out::required(activities, "activities")?;
        let client = CLIENTS.get(client, "client")?;
        let query = options::read(query, "query")?;
        if query.reserved0 != 0 {
            return Err(Error::argument("query->reserved0", "must be 0"));
        }
        let scid = text::required(query.scid, "query->scid", text::NAME_LIMIT)?;
        let xuids = text::xuids(query.xuids, query.xuid_count, "query->xuids")?;
        let query = ActivityQuery::new(scid, xuids)?;
        let reply = client.query_activities(&query, &options::call_options(call)?)?;
        let list = ActivityList::new(&reply.value, reply.receipt.http_status);
        activities.set(ACTIVITY_LISTS.insert(list.into())?);
        Ok(reply.receipt)
    })
}

/// How many activities the list has. INVALID_HANDLE, or INVALID_ARGUMENT (`count` is NULL). Any thread; does not block.
///
/// # Safety
/// `count` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_activity_list_count(
    activities: *mut mpsd_activity_list,
    count: *mut usize,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let count = Out::required(count, "count")?;
        count.set(ACTIVITY_LISTS.get(activities, "activities")?.elements.len());
        Ok(())
    })
}

/// Copies the activity at `index`. INVALID_HANDLE, or INVALID_ARGUMENT (`activity` is NULL, no such index; `*activity`
/// is then zeroed). Any thread; does not block.
///
/// # Safety
/// `activity` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_activity_list_get(
    activities: *mut mpsd_activity_list,
    index: usize,
    activity: *mut mpsd_activity,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let activity = Out::required(activity, "activity")?;
        let list = ACTIVITY_LISTS.get(activities, "activities")?;
        let element = list.elements.get(index);
        activity.set(element.ok_or_else(|| Error::argument("index", "is beyond the list's count"))?.view());
        Ok(())
    })
}

/// Frees a list and all it lent; NULL and a stale pointer do nothing. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_activity_list_destroy(activities: *mut mpsd_activity_list) {
    guarded_quiet(|| {
        ACTIVITY_LISTS.remove(activities);
    });
}

struct ActivityList {
    elements: Vec<Element>,
}

struct Element {
    activity: mpsd_activity,
    custom_properties: Option<CString>,
}

// SAFETY: the only pointer in `activity` is NULL until `view` sets it in a copy.
unsafe impl Send for Element {}
// SAFETY: as for Send; nothing in it changes.
unsafe impl Sync for Element {}

impl ActivityList {
    fn new(activities: &[Activity], http_status: u16) -> ActivityList {
        ActivityList { elements: activities.iter().map(|activity| Element::new(activity, http_status)).collect() }
    }
}

impl Element {
    fn new(activity: &Activity, http_status: u16) -> Element {
        let related = &activity.related_info;
        Element {
            activity: mpsd_activity {
                handle: mpsd_handle_info::new(&activity.handle, http_status),
                custom_properties: ptr::null(),
                visibility: visibility(related.visibility),
                join_restriction: join_restriction(related.join_restriction),
                closed: u32::from(related.closed),
                members_count: related.members_count.unwrap_or(0),
                max_members_count: related.max_members_count.unwrap_or(0),
                reserved0: 0,
                reserved: [0; 64],
            },
            custom_properties: activity.custom_properties.as_deref().map(text::answer_text),
        }
    }

    fn view(&self) -> mpsd_activity {
        let custom_properties = self.custom_properties.as_ref().map_or(ptr::null(), |text| text.as_ptr());
        mpsd_activity { custom_properties, ..self.activity }
    }
}

pub(super) fn visibility(value: Option<Visibility>) -> u32 {
    match value {
        None => MPSD_VISIBILITY_UNKNOWN,
        Some(Visibility::Private) => MPSD_VISIBILITY_PRIVATE,
        Some(Visibility::Visible) => MPSD_VISIBILITY_VISIBLE,
        Some(Visibility::Full) => MPSD_VISIBILITY_FULL,
        Some(Visibility::Open) => MPSD_VISIBILITY_OPEN,
    }
}

/// `None` is MPSD_VISIBILITY_UNKNOWN: not set.
pub(super) fn visibility_from(value: u32, name: &str) -> Result<Option<Visibility>, Error> {
    Ok(Some(match value {
        MPSD_VISIBILITY_UNKNOWN => return Ok(None),
        MPSD_VISIBILITY_PRIVATE => Visibility::Private,
        MPSD_VISIBILITY_VISIBLE => Visibility::Visible,
        MPSD_VISIBILITY_FULL => Visibility::Full,
        MPSD_VISIBILITY_OPEN => Visibility::Open,
        _ => return Err(Error::argument(name, "must be one of MPSD_VISIBILITY_…")),
    }))
}

pub(super) fn join_restriction(value: JoinRestriction) -> u32 {
    match value {
        JoinRestriction::None => MPSD_JOIN_RESTRICTION_NONE,
        JoinRestriction::Local => MPSD_JOIN_RESTRICTION_LOCAL,
        JoinRestriction::Followed => MPSD_JOIN_RESTRICTION_FOLLOWED,
        JoinRestriction::Other => MPSD_JOIN_RESTRICTION_OTHER,
    }
}
