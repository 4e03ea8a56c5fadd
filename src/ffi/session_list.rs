//! `mpsd_session_list`: the sessions that a query found.

use std::ffi::c_char;

use super::access::{join_restriction, visibility};
use super::guard::{guarded_code, guarded_quiet};
use super::lent::Lent;
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::skipped::SkippedView;
use crate::error::Error;
use crate::sessions::{FoundSession, SeatStatus, SessionList};

/// The answer to a session query. Immutable: any thread may read it at once. It outlives its client.
pub struct mpsd_session_list {
    _opaque: (),
}

impl Opaque for mpsd_session_list {
    type Object = ListView;
    const TAG: Tag = Tag::SessionList;
}

/// The service did not tell, or told what this library does not know.
pub const MPSD_SEAT_UNKNOWN: u32 = 0;
/// The user plays in the session.
pub const MPSD_SEAT_ACTIVE: u32 = 1;
/// The user has joined, and does not play now.
pub const MPSD_SEAT_INACTIVE: u32 = 2;
/// A seat is kept for the user.
pub const MPSD_SEAT_RESERVED: u32 = 3;

/// One session that a query found. The pointers live as long as the list. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_found_session {
    /// The session's reference, for further calls. Never NULL; what the service did not tell is empty.
    pub scid: *const c_char,
    /// Its template's name.
    pub template_name: *const c_char,
    /// Its name.
    pub name: *const c_char,
    /// What queries find it by, a JSON array of strings; NULL: not told.
    pub keywords: *const c_char,
    /// The user because of whom it was found; 0: not told.
    pub xuid: u64,
    /// When it began, in Unix time in milliseconds; 0: not told.
    pub started_at_ms: i64,
    /// What that user does in it: MPSD_SEAT_…
    pub status: u32,
    /// MPSD_VISIBILITY_…
    pub visibility: u32,
    /// MPSD_JOIN_RESTRICTION_…
    pub join_restriction: u32,
    /// Members who have joined; 0: not told.
    pub accepted_count: u32,
    /// 1: it is that user's turn.
    pub my_turn: u32,
    /// Zero.
    pub reserved0: u32,
    /// Zero.
    pub reserved: [u8; 64],
}

/// How many sessions the list has. INVALID_HANDLE, or INVALID_ARGUMENT (`count` is NULL). Any thread; does not block.
///
/// # Safety
/// `count` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_list_count(sessions: *mut mpsd_session_list, count: *mut usize) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let count = Out::required(count, "count")?;
        count.set(objects::get(sessions, "sessions")?.found.len());
        Ok(())
    })
}

/// Copies the session at `index`. INVALID_HANDLE, or INVALID_ARGUMENT (`session` is NULL, no such index; `*session`
/// is then zeroed). Any thread; does not block.
///
/// # Safety
/// `session` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_list_get(
    sessions: *mut mpsd_session_list,
    index: usize,
    session: *mut mpsd_found_session,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let session = Out::required(session, "session")?;
        let list = objects::get(sessions, "sessions")?;
        let found = list.found.get(index);
        session.set(*found.ok_or_else(|| Error::argument("index", "is beyond the list's count"))?);
        Ok(())
    })
}

/// Lends the whole answer as the service sent it, JSON. `*json` lives as long as the list. INVALID_HANDLE, or
/// INVALID_ARGUMENT (`json` is NULL). Any thread; does not block.
///
/// # Safety
/// `json` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_list_json(
    sessions: *mut mpsd_session_list,
    json: *mut *const c_char,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let json = Out::required(json, "json")?;
        json.set(objects::get(sessions, "sessions")?.json);
        Ok(())
    })
}

/// Tells of rows of the answer that are not in the list, as they could not be read: what is no object, or has no
/// reference with a name. They never cost the others. `*count` is how many; `*reason` why the one at `index` (of the first
/// 100) was passed over, NULL beyond. It lives as long as the list. `reason` may be NULL. INVALID_HANDLE, or
/// INVALID_ARGUMENT (`count` is NULL). Any thread; does not block.
///
/// # Safety
/// `count` and `reason` are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_list_skipped(
    sessions: *mut mpsd_session_list,
    index: usize,
    count: *mut usize,
    reason: *mut *const c_char,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let (count, reason) = (Out::required(count, "count"), Out::optional(reason));
        objects::get(sessions, "sessions")?.skipped.tell(index, count?, reason);
        Ok(())
    })
}

/// Frees a list and all it lent; NULL and a stale pointer do nothing. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_session_list_destroy(sessions: *mut mpsd_session_list) {
    guarded_quiet(|| {
        objects::remove(sessions);
    });
}

/// A list as C sees it.
pub(super) struct ListView {
    found: Vec<mpsd_found_session>,
    skipped: SkippedView,
    json: *const c_char,
    _texts: Lent,
}

// SAFETY: the pointers lead into the texts beside them, which nothing changes.
unsafe impl Send for ListView {}
// SAFETY: as for Send.
unsafe impl Sync for ListView {}

impl ListView {
    pub(super) fn new(list: &SessionList) -> ListView {
        let mut texts = Lent::default();
        let found = list.sessions.iter().map(|each| found_session(each, &mut texts)).collect();
        let skipped = SkippedView::new(&list.skipped);
        ListView { found, skipped, json: texts.lend(Some(&list.json)), _texts: texts }
    }
}

fn found_session(found: &FoundSession, texts: &mut Lent) -> mpsd_found_session {
    mpsd_found_session {
        scid: texts.lend(Some(&found.scid)),
        template_name: texts.lend(Some(&found.template_name)),
        name: texts.lend(Some(&found.name)),
        keywords: texts.lend(found.keywords.as_deref()),
        xuid: found.xuid.unwrap_or(0),
        started_at_ms: found.started_at_ms.unwrap_or(0),
        status: match found.status {
            None => MPSD_SEAT_UNKNOWN,
            Some(SeatStatus::Active) => MPSD_SEAT_ACTIVE,
            Some(SeatStatus::Inactive) => MPSD_SEAT_INACTIVE,
            Some(SeatStatus::Reserved) => MPSD_SEAT_RESERVED,
        },
        visibility: visibility(found.visibility),
        join_restriction: join_restriction(found.join_restriction),
        accepted_count: found.accepted_count.unwrap_or(0),
        my_turn: u32::from(found.my_turn),
        reserved0: 0,
        reserved: [0; 64],
    }
}
