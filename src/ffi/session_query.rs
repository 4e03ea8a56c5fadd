//! Asking for sessions by who is in them, or by keyword.

use std::ffi::c_char;

use super::access::{mpsd_visibility, visibility_from};
use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::nullable::{Nullable, NullableMut};
use super::objects;
use super::operation::{MPSD_OPERATION_QUERY_SESSIONS, Outcome, mpsd_operation};
use super::out::Out;
use super::result::{mpsd_bool, mpsd_result};
use super::session_list::{self, mpsd_session_list};
use super::start::start;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::sessions::{SessionFilter, SessionList, SessionQuery};

/// Most sessions that a query returns.
pub const MPSD_MAX_FOUND_SESSIONS: u32 = 100;

/// The sessions to query: of users, with a keyword, or both.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_query {
    /// sizeof(mpsd_session_query).
    pub struct_size: u32,
    /// Most sessions to return, up to MPSD_MAX_FOUND_SESSIONS; 0: the service's default.
    pub take: u32,
    /// A GUID.
    pub scid: *const c_char,
    /// Only sessions of this template.
    pub template_name: Nullable<c_char>,
    /// Only sessions of these users: at most MPSD_MAX_XUIDS, no zero, no duplicates; NULL only with `keyword`. They
    /// are sent in one request; the service's limit is unknown (the emulator's is 100).
    pub xuids: Nullable<u64>,
    /// Number of `xuids`.
    pub xuid_count: usize,
    /// Only sessions with this keyword. Required without users.
    pub keyword: Nullable<c_char>,
    /// Only sessions of this MPSD_VISIBILITY_…; 0: any.
    pub visibility: mpsd_visibility,
    /// Only sessions of at most this contract version; 0: any.
    pub contract_version: u32,
    /// Whether to include sessions that are private to others.
    pub include_private: mpsd_bool,
    /// Whether to include sessions in which a user only has a reservation. Needs users.
    pub include_reservations: mpsd_bool,
    /// Whether to include sessions in which a user is inactive. Needs users.
    pub include_inactive: mpsd_bool,
    /// Zero.
    pub reserved0: [u8; 5],
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_query {
    const FIRST_SIZE: usize = 24 + 5 * POINTER;
}

/// Queries sessions: GET /serviceconfigs/{scid}[/sessionTemplates/{template}]/sessions?… for one user or only a
/// keyword, POST …/batch?… for several users. A session appears once per user in it.
/// Request errors. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_sessions(
    client: *mut mpsd_client,
    query: *const mpsd_session_query,
    call: Nullable<mpsd_call_options>,
    sessions: *mut *mut mpsd_session_list,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let sessions = Out::required(sessions, "sessions")?;
        let client = objects::get(client, "client")?;
        let reply = query_sessions(&client, &call_options::plain(call)?, query)?.run()?;
        session_list::set(sessions, &reply.value)?;
        Ok(reply.receipt)
    })
}

/// As mpsd_query_sessions, as an operation. Outcome: mpsd_operation_get_sessions.
///
/// # Safety
/// As for mpsd_query_sessions; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_query_sessions_start(
    client: *mut mpsd_client,
    query: *const mpsd_session_query,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_QUERY_SESSIONS, client, call, operation, error, Outcome::Sessions, &|client, call| {
            query_sessions(client, call, query)
        })
    }
}

/// # Safety
/// `query` is NULL or points to what its type says, whose array and strings are what their types say.
unsafe fn query_sessions(
    client: &Client,
    call: &CallOptions,
    query: *const mpsd_session_query,
) -> Result<Prepared<Reply<SessionList>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let query = unsafe { versioned::read(query, "query")?.checked() }?;
    client.query_sessions(&query, call)
}

impl mpsd_session_query {
    /// # Safety
    /// `xuids` points to `xuid_count` elements; strings are NULL or NUL-terminated.
    unsafe fn checked(&self) -> Result<SessionQuery, Error> {
        // SAFETY: the caller's promise is this function's.
        let (scid, template_name, xuids, keyword) = unsafe {
            let scid = text::required(self.scid, "query->scid", text::MAX_NAME)?;
            let template_name = text::optional(self.template_name, "query->template_name", text::MAX_NAME)?;
            let xuids = text::array(self.xuids, self.xuid_count, "query->xuids")?;
            (scid, template_name, xuids, text::optional(self.keyword, "query->keyword", text::MAX_NAME)?)
        };
        if self.reserved0 != [0; 5] {
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
