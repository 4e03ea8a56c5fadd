//! `mpsd_session_list`: the sessions that a query found.

use std::ffi::c_char;

use super::access::{join_restriction, mpsd_join_restriction, mpsd_visibility, visibility};
use super::guard::{guarded_code, guarded_quiet};
use super::lent::Lent;
use super::nullable::{Nullable, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::{mpsd_bool, mpsd_result};
use super::skipped::SkippedView;
use crate::error::Error;
use crate::sessions::{FoundSession, SeatStatus, SessionList};

/// Sessions from a query.
pub struct mpsd_session_list {
    _opaque: (),
}

impl Opaque for mpsd_session_list {
    type Object = ListView;
    const TAG: Tag = Tag::SessionList;
}

/// A user's status in a session: MPSD_MEMBER_STATUS_…
pub type mpsd_member_status = u32;

/// A status that the service did not report or this library does not know.
pub const MPSD_MEMBER_STATUS_UNKNOWN: mpsd_member_status = 0;
/// The user is playing.
pub const MPSD_MEMBER_STATUS_ACTIVE: mpsd_member_status = 1;
/// The user has joined, but is not playing.
pub const MPSD_MEMBER_STATUS_INACTIVE: mpsd_member_status = 2;
/// The user has a reservation.
pub const MPSD_MEMBER_STATUS_RESERVED: mpsd_member_status = 3;

/// A session from a query. The three names are never NULL; unknown ones are empty.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_found_session {
    /// Its SCID.
    pub scid: *const c_char,
    /// Its template's name.
    pub template_name: *const c_char,
    /// Its name.
    pub name: *const c_char,
    /// Keywords for session queries, a JSON array of strings.
    pub keywords: Nullable<c_char>,
    /// The user for whom it was found.
    pub xuid: u64,
    /// When it began.
    pub started_at_ms: i64,
    /// That user's MPSD_MEMBER_STATUS_…
    pub status: mpsd_member_status,
    /// MPSD_VISIBILITY_…
    pub visibility: mpsd_visibility,
    /// MPSD_JOIN_RESTRICTION_…
    pub join_restriction: mpsd_join_restriction,
    /// Members who have joined.
    pub accepted_count: u32,
    /// Whether it is that user's turn.
    pub my_turn: mpsd_bool,
    /// Zero.
    pub reserved0: [u8; 7],
    /// Zero.
    pub reserved: [u8; 64],
}

/// The contents of a list.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_list_info {
    /// Number of sessions.
    pub count: usize,
    /// Rows of the response that are unreadable and therefore missing: no object, or no reference with a name.
    pub skipped_count: usize,
    /// The response's JSON from the service. Never NULL.
    pub json: *const c_char,
    /// Its length.
    pub json_size: usize,
    /// Zero.
    pub reserved: [u8; 32],
}

/// Gets the contents of a list.
///
/// # Safety
/// `info` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_list_get_info(
    sessions: *mut mpsd_session_list,
    info: *mut mpsd_session_list_info,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let info = Out::required(info, "info")?;
        info.set(objects::get(sessions, "sessions")?.info());
        Ok(())
    })
}

/// Gets the session at `index`. INVALID_ARGUMENT if there is none.
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

/// As mpsd_handle_list_get_skipped.
///
/// # Safety
/// `reason` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_list_get_skipped(
    sessions: *mut mpsd_session_list,
    index: usize,
    reason: *mut *const c_char,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let reason = Out::required(reason, "reason")?;
        reason.set(objects::get(sessions, "sessions")?.skipped.reason(index)?);
        Ok(())
    })
}

/// Destroys the list.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_session_list_destroy(sessions: NullableMut<mpsd_session_list>) {
    guarded_quiet(|| {
        objects::remove(sessions);
    });
}

/// A list as C sees it.
pub(super) struct ListView {
    found: Vec<mpsd_found_session>,
    skipped: SkippedView,
    json: *const c_char,
    json_size: usize,
    _texts: Lent,
}

// SAFETY: the pointers lead into the texts beside them, which nothing changes.
unsafe impl Send for ListView {}
// SAFETY: as for Send.
unsafe impl Sync for ListView {}

impl ListView {
    fn new(list: &SessionList) -> ListView {
        let mut texts = Lent::default();
        let found = list.sessions.iter().map(|each| found_session(each, &mut texts)).collect();
        let skipped = SkippedView::new(&list.skipped);
        let (json, json_size) = (texts.keep(&list.json), list.json.len());
        ListView { found, skipped, json, json_size, _texts: texts }
    }

    fn info(&self) -> mpsd_session_list_info {
        mpsd_session_list_info {
            count: self.found.len(),
            skipped_count: self.skipped.count,
            json: self.json,
            json_size: self.json_size,
            reserved: [0; 32],
        }
    }
}

/// Makes the list an object and gives it to the caller.
pub(super) fn set(out: Out<*mut mpsd_session_list>, list: &SessionList) -> Result<(), Error> {
    out.set(objects::insert(ListView::new(list).into())?);
    Ok(())
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
            None => MPSD_MEMBER_STATUS_UNKNOWN,
            Some(SeatStatus::Active) => MPSD_MEMBER_STATUS_ACTIVE,
            Some(SeatStatus::Inactive) => MPSD_MEMBER_STATUS_INACTIVE,
            Some(SeatStatus::Reserved) => MPSD_MEMBER_STATUS_RESERVED,
        },
        visibility: visibility(found.visibility),
        join_restriction: join_restriction(found.join_restriction),
        accepted_count: found.accepted_count.unwrap_or(0),
        my_turn: mpsd_bool::from(found.my_turn),
        reserved0: [0; 7],
        reserved: [0; 64],
    }
}
