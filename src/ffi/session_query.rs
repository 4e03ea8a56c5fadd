//! Asking for sessions by who is in them, or by keyword.

use std::ffi::c_char;

use super::access::visibility_from;
use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::session_list::{ListView, mpsd_session_list};
use super::start::{self, Start};
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::Reply;
use crate::error::Error;
use crate::sessions::{SessionFilter, SessionList, SessionQuery};

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
    unsafe { versioned::init(query, struct_size) }
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
        let client = objects::get(client, "client")?;
        let query = versioned::read(query, "query")?.checked()?;
        let reply = client.query_sessions(&query, &call_options::call_options(call)?)?;
        sessions.set(objects::insert(ListView::new(&reply.value).into())?);
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
            client.calls().query_sessions(&versioned::read(query, "query")?.checked()?, call)
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
        start::result("mpsd_query_sessions", operation, error, |_, outcome: &Result<Reply<SessionList>, Error>| {
            match outcome {
                Ok(reply) if sessions.is_wanted() => {
                    sessions.set(objects::insert(ListView::new(&reply.value).into())?);
                    Ok(())
                }
                _ => Ok(()),
            }
        })
    }
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
