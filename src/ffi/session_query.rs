//! Asking for sessions by who is in them, or by keyword.

use std::ffi::c_char;

use super::client::{CLIENTS, mpsd_client};
use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::handle_list::{join_restriction, visibility, visibility_from};
use super::lent::Lent;
use super::operation::mpsd_operation;
use super::options::{self, POINTER, Versioned, mpsd_call_options};
use super::out::Out;
use super::result::mpsd_result;
use super::skipped::SkippedView;
use super::start::{Start, result};
use super::table::{Table, Tag};
use super::text;
use crate::client::Reply;
use crate::error::Error;
use crate::sessions::{FoundSession, SeatStatus, SessionFilter, SessionList, SessionQuery};

/// Which sessions to ask for: those of users, or those with a keyword, or both. Start from MPSD_SESSION_QUERY_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_query {
    /// sizeof(mpsd_session_query).
    pub struct_size: u32,
    /// Sessions at most, up to 100; 0: the service's default.
    pub take: u32,
    /// Service configuration id: a GUID.
    pub scid: *const c_char,
    /// Only sessions of this template; NULL: of all.
    pub template_name: *const c_char,
    /// The users whose sessions are asked for: at most 10000, none of them zero, none twice; may be NULL where there is
    /// a keyword. They go in one request: how many the service takes is not known, and the emulator takes 100.
    pub xuids: *const u64,
    /// How many.
    pub xuid_count: usize,
    /// Only sessions with this keyword; NULL: any. Needed where there are no users.
    pub keyword: *const c_char,
    /// Only sessions of this MPSD_VISIBILITY_…; MPSD_VISIBILITY_UNKNOWN: any.
    pub visibility: u32,
    /// Only sessions of this contract version and below; 0: any.
    pub contract_version: u32,
    /// 1: also sessions that are private to others.
    pub include_private: u32,
    /// 1: also sessions where a user has a reservation only. Needs users.
    pub include_reservations: u32,
    /// 1: also sessions where a user is not active. Needs users.
    pub include_inactive: u32,
    /// Zero.
    pub reserved0: u32,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_query {
    const FIRST_SIZE: usize = 32 + 5 * POINTER;
}

/// Sets every field to its default. `query` may be NULL; `struct_size` is sizeof(mpsd_session_query).
/// Any thread; does not block.
///
/// # Safety
/// `query` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_query_init(query: *mut mpsd_session_query, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { options::init(query, struct_size) }
}

/// The answer to a session query. Immutable: any thread may read it at once. It outlives its client.
pub struct mpsd_session_list {
    _opaque: (),
}

pub(super) static SESSION_LISTS: Table<ListView> = Table::new(Tag::SessionList);

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

/// Asks for sessions: GET /serviceconfigs/{scid}[/sessionTemplates/{template}]/sessions?… for one user or a keyword
/// alone, POST …/batch?… for several users. A session is found once for each of the users who is in it. `*sessions` is
/// the caller's, to end with mpsd_session_list_destroy; on failure it is NULL. `call` may be NULL: defaults.
/// Errors: INVALID_ARGUMENT (neither users nor keyword, a zero or repeated XUID, take above 100, …), INVALID_UTF8,
/// TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated on network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_sessions(
    client: *mut mpsd_client,
    query: *const mpsd_session_query,
    call: *const mpsd_call_options,
    sessions: *mut *mut mpsd_session_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let sessions = Out::required(sessions, "sessions")?;
        let client = CLIENTS.get(client, "client")?;
        let query = options::read(query, "query")?.checked()?;
        let reply = client.query_sessions(&query, &options::call_options(call)?)?.run()?;
        sessions.set(SESSION_LISTS.insert(ListView::new(&reply.value).into())?);
        Ok(reply.receipt)
    })
}

/// Starts mpsd_query_sessions in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_query_sessions; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_sessions_start(
    client: *mut mpsd_client,
    query: *const mpsd_session_query,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_query_sessions").start(client, call, operation, error, |client, call| {
            client.query_sessions(&options::read(query, "query")?.checked()?, call)
        })
    }
}

/// Gives what mpsd_query_sessions_start has brought: `*sessions` is a list of its own for each call, the caller's
/// to end with mpsd_session_list_destroy, NULL without one (`sessions` NULL: not wanted). MPSD_PENDING while it
/// runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_sessions_result(
    operation: *mut mpsd_operation,
    sessions: *mut *mut mpsd_session_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let sessions = Out::optional(sessions);
        result(
            "mpsd_query_sessions",
            operation,
            error,
            |_, outcome: &Result<Reply<SessionList>, Error>| match outcome {
                Ok(reply) if sessions.is_wanted() => {
                    sessions.set(SESSION_LISTS.insert(ListView::new(&reply.value).into())?);
                    Ok(())
                }
                _ => Ok(()),
            },
        )
    }
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
        count.set(SESSION_LISTS.get(sessions, "sessions")?.found.len());
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
        let list = SESSION_LISTS.get(sessions, "sessions")?;
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
        json.set(SESSION_LISTS.get(sessions, "sessions")?.json);
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
        SESSION_LISTS.get(sessions, "sessions")?.skipped.tell(index, count?, reason);
        Ok(())
    })
}

/// Frees a list and all it lent; NULL and a stale pointer do nothing. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_session_list_destroy(sessions: *mut mpsd_session_list) {
    guarded_quiet(|| {
        SESSION_LISTS.remove(sessions);
    });
}

impl mpsd_session_query {
    /// # Safety
    /// `xuids` points to `xuid_count` elements; strings are NULL or NUL-terminated.
    unsafe fn checked(&self) -> Result<SessionQuery, Error> {
        // SAFETY: the caller's promise is this function's.
        let (scid, template_name, xuids, keyword) = unsafe {
            let scid = text::required(self.scid, "query->scid", text::NAME_LIMIT)?;
            let template_name = text::optional(self.template_name, "query->template_name", text::NAME_LIMIT)?;
            let xuids = text::array(self.xuids, self.xuid_count, "query->xuids")?;
            (scid, template_name, xuids, text::optional(self.keyword, "query->keyword", text::NAME_LIMIT)?)
        };
        if self.reserved0 != 0 {
            return Err(Error::argument("query->reserved0", "must be 0"));
        }
        let filter = SessionFilter {
            visibility: visibility_from(self.visibility, "query->visibility")?,
            contract_version: (self.contract_version != 0).then_some(self.contract_version),
            private: text::flag(self.include_private, "query->include_private")?,
            reservations: text::flag(self.include_reservations, "query->include_reservations")?,
            inactive: text::flag(self.include_inactive, "query->include_inactive")?,
            take: (self.take != 0).then_some(self.take),
        };
        SessionQuery::new(scid, template_name, xuids, keyword, filter)
    }
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
    fn new(list: &SessionList) -> ListView {
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
