//! Sessions as JSON documents: read, write, join, leave.

use std::ffi::{CString, c_char};
use std::ptr;

use super::client::{CLIENTS, mpsd_client};
use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::options::{self, mpsd_call_options};
use super::out::Out;
use super::reference::{self, mpsd_session_reference};
use super::result::mpsd_result;
use super::table::{Table, Tag};
use super::text;
use crate::client::{CallOptions, Client, Receipt, Reply};
use crate::error::Error;
use crate::handles::HandleId;
use crate::sessions::{JoinRequest, Session, SessionReference, SessionTarget, WriteMode, WriteRequest};

/// Update the session, or create it where it does not exist.
pub const MPSD_WRITE_UPDATE_OR_CREATE: u32 = 0;
/// Create the session; PRECONDITION_FAILED if it exists (If-None-Match: *).
pub const MPSD_WRITE_CREATE_NEW: u32 = 1;
/// Update the session; PRECONDITION_FAILED if it does not exist (If-Match: *).
pub const MPSD_WRITE_UPDATE_EXISTING: u32 = 2;
/// Update the session only if it still has the given ETag, else PRECONDITION_FAILED (If-Match).
pub const MPSD_WRITE_SYNCHRONIZED: u32 = 3;

/// A session as the service answered it. Immutable: any thread may read it at once. It outlives its client.
pub struct mpsd_session {
    _opaque: (),
}

static SESSIONS: Table<SessionView> = Table::new(Tag::Session);

/// What a session object holds. The pointers live as long as the session object. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_info {
    /// The session's SCID; NULL: not told (by handle, and the service sent no Content-Location).
    pub scid: *const c_char,
    /// Its template's name; NULL: not told.
    pub template_name: *const c_char,
    /// Its name; NULL: not told.
    pub name: *const c_char,
    /// The document's ETag, for MPSD_WRITE_SYNCHRONIZED; NULL: not told.
    pub etag: *const c_char,
    /// The session document, JSON; NULL: there is no session any more (the write emptied it).
    pub document: *const c_char,
    /// Its length in bytes, without the NUL.
    pub document_size: usize,
    /// The HTTP status: 200 read or updated, 201 created, 204 no session any more.
    pub http_status: i32,
    /// Zero.
    pub reserved0: i32,
    /// Zero.
    pub reserved: [u8; 64],
}

/// Reads a session: GET /serviceconfigs/{scid}/sessionTemplates/{template}/sessions/{name}.
/// `*result` is the caller's, to end with mpsd_session_destroy; on failure it is NULL. `call` may be NULL: defaults.
/// Errors: NOT_FOUND (there is no such session, HTTP status 204; or no such SCID or template, 404), INVALID_ARGUMENT,
/// INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated on network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        exchange(client, target, call, result, error, |client, target, options| client.read_session(target, options))
    }
}

/// Reads the session a handle points at: GET /handles/{handle_id}/session. `handle_id` is 1 to 39 bytes (the service's
/// ids are GUIDs), without control characters and `/`, not `.` or `..`. As mpsd_read_session; NOT_FOUND also when the
/// handle is unknown, expired or replaced (404).
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_read_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        exchange(client, target, call, result, error, |client, target, options| client.read_session(target, options))
    }
}

/// Writes a session: PUT /serviceconfigs/…/sessions/{name}. `document` is a JSON object that the service merges into
/// the session: all members optional, null removes one; at most 1 MiB. `mode` is MPSD_WRITE_…; `etag` is needed by
/// MPSD_WRITE_SYNCHRONIZED and NULL otherwise. To create a session and be in it, write for instance
///   {"constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"open"}},
///    "members":{"me":{"constants":{"system":{"initialize":true,"xuid":"<decimal XUID>"}},"properties":{"system":{"active":true}}}}}
/// `*result` is the session after the write, the caller's, to end with mpsd_session_destroy; on failure it is NULL;
/// `result` itself may be NULL: not wanted. Its document is NULL (HTTP status 204) when the write emptied the session,
/// or when no member was in a session to be created. `call` may be NULL: defaults.
/// Errors: PRECONDITION_FAILED, CONFLICT, FORBIDDEN, NOT_FOUND, BAD_REQUEST with the service's text, INVALID_ARGUMENT
/// (no JSON object, an unknown mode, …), INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and all of the sending kind. Repeated
/// only where the request surely was not processed. Writes of one session through one client, by its reference or by
/// one handle, take turns.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    mode: u32,
    etag: *const c_char,
    document: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        exchange_optional(client, target, call, result, error, |client, target, options| {
            client.write_session(target, &write_request(mode, etag, document)?, options)
        })
    }
}

/// Writes the session a handle points at: PUT /handles/{handle_id}/session. As mpsd_write_session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_write_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    mode: u32,
    etag: *const c_char,
    document: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        exchange_optional(client, target, call, result, error, |client, target, options| {
            client.write_session(target, &write_request(mode, etag, document)?, options)
        })
    }
}

/// Joins an existing session as an active member: a write with If-Match: * of the member "me" (needs the client's
/// xuid).
/// `member_properties` is a JSON object, the member's custom properties; NULL: none. At most 1 MiB.
/// Otherwise as mpsd_write_session; PRECONDITION_FAILED when there is no such session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    member_properties: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        exchange_optional(client, target, call, result, error, |client, target, options| {
            client.join_session(target, &join_request(member_properties)?, options)
        })
    }
}

/// Joins the session a handle points at, an invite's or an activity's: PUT /handles/{handle_id}/session. An invite's
/// handle lets its recipient into a session that would refuse others. As mpsd_join_session; NOT_FOUND when the handle
/// is unknown, expired or replaced. The result tells the session's reference: use that from then on, a handle may die
/// before its session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    member_properties: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        exchange_optional(client, target, call, result, error, |client, target, options| {
            client.join_session(target, &join_request(member_properties)?, options)
        })
    }
}

/// Leaves a session: a write of the member "me" as null. The player's activity in it ends too. Succeeds with HTTP
/// status 204 and no document where the player was the last member. PRECONDITION_FAILED when there is no such session.
/// Otherwise as mpsd_write_session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        exchange_optional(client, target, call, result, error, |client, target, options| {
            client.leave_session(target, options)
        })
    }
}

/// Leaves the session a handle points at: PUT /handles/{handle_id}/session. As mpsd_leave_session; NOT_FOUND when the
/// handle is unknown, expired or replaced.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        exchange_optional(client, target, call, result, error, |client, target, options| {
            client.leave_session(target, options)
        })
    }
}

/// Tells what a session object holds. `info` must not be NULL; it is zeroed on failure. INVALID_HANDLE for an object
/// that is destroyed already. Any thread; does not block.
///
/// # Safety
/// `info` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_get_info(
    session: *mut mpsd_session,
    info: *mut mpsd_session_info,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let info = Out::required(info, "info")?;
        info.set(SESSIONS.get(session, "session")?.info());
        Ok(())
    })
}

/// Frees a session object and all it lent; NULL and a stale pointer do nothing. The session at the service is not
/// touched.
/// Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_session_destroy(session: *mut mpsd_session) {
    guarded_quiet(|| {
        SESSIONS.remove(session);
    });
}

/// # Safety
/// `session` is NULL or points to a reference whose strings are NULL or NUL-terminated.
unsafe fn by_reference(session: *const mpsd_session_reference) -> Result<SessionTarget, Error> {
    // SAFETY: the caller's promise is this function's.
    Ok(SessionTarget::Reference(unsafe { reference::read(session) }?))
}

/// # Safety
/// `handle_id` is NULL or NUL-terminated.
unsafe fn by_handle(handle_id: *const c_char) -> Result<SessionTarget, Error> {
    // SAFETY: the caller's promise is this function's.
    let id = unsafe { text::required(handle_id, "handle_id", text::NAME_LIMIT) }?;
    Ok(SessionTarget::Handle(HandleId::new(id)?))
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn write_request(mode: u32, etag: *const c_char, document: *const c_char) -> Result<WriteRequest, Error> {
    // SAFETY: the caller's promise is this function's.
    let (etag, document) = unsafe {
        let etag = text::optional(etag, "etag", text::HEADER_LIMIT)?;
        (etag, text::required(document, "document", text::DOCUMENT_LIMIT)?)
    };
    let mode = match (mode, etag) {
        (MPSD_WRITE_UPDATE_OR_CREATE, None) => WriteMode::UpdateOrCreate,
        (MPSD_WRITE_CREATE_NEW, None) => WriteMode::CreateNew,
        (MPSD_WRITE_UPDATE_EXISTING, None) => WriteMode::UpdateExisting,
        (MPSD_WRITE_SYNCHRONIZED, Some(etag)) => WriteMode::synchronized(etag)?,
        (MPSD_WRITE_SYNCHRONIZED, None) => {
            return Err(Error::argument("etag", "is required by MPSD_WRITE_SYNCHRONIZED"));
        }
        (0..MPSD_WRITE_SYNCHRONIZED, Some(_)) => {
            return Err(Error::argument("etag", "must be NULL, except with MPSD_WRITE_SYNCHRONIZED"));
        }
        _ => return Err(Error::argument("mode", "must be one of MPSD_WRITE_…")),
    };
    WriteRequest::new(mode, document)
}

/// # Safety
/// `member_properties` is NULL or NUL-terminated.
unsafe fn join_request(member_properties: *const c_char) -> Result<JoinRequest, Error> {
    // SAFETY: the caller's promise is this function's.
    let properties = unsafe { text::optional(member_properties, "member_properties", text::DOCUMENT_LIMIT) }?;
    JoinRequest::new(properties)
}

type SessionReply = Result<Reply<Session>, Error>;

/// # Safety
/// Pointers are NULL or point to what their types say.
unsafe fn exchange(
    client: *mut mpsd_client,
    target: impl FnOnce() -> Result<SessionTarget, Error>,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
    send: impl FnOnce(&Client, &SessionTarget, &CallOptions) -> SessionReply,
) -> mpsd_result {
    if result.is_null() {
        return guarded(error, || Err(Error::argument("result", "must not be NULL")));
    }
    // SAFETY: the caller's promise is this function's.
    unsafe { exchange_optional(client, target, call, result, error, send) }
}

/// # Safety
/// Pointers are NULL or point to what their types say.
unsafe fn exchange_optional(
    client: *mut mpsd_client,
    target: impl FnOnce() -> Result<SessionTarget, Error>,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
    send: impl FnOnce(&Client, &SessionTarget, &CallOptions) -> SessionReply,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let wanted = !result.is_null();
        let out = Out::optional(result);
        let client = CLIENTS.get(client, "client")?;
        let reply = send(&client, &target()?, &options::call_options(call)?)?;
        if wanted {
            out.set(SESSIONS.insert(SessionView::new(&reply).into())?);
        }
        Ok::<Receipt, Error>(reply.receipt)
    })
}

/// A session as C sees it: its texts as C strings, made once.
struct SessionView {
    reference: Option<[CString; 3]>,
    etag: Option<CString>,
    document: Option<CString>,
    http_status: i32,
}

impl SessionView {
    fn new(reply: &Reply<Session>) -> SessionView {
        let session = &reply.value;
        let parts = |reference: &SessionReference| {
            [reference.scid(), reference.template_name(), reference.name()].map(text::answer_text)
        };
        SessionView {
            reference: session.reference.as_ref().map(parts),
            etag: session.etag.as_deref().map(text::answer_text),
            document: session.document.as_deref().map(text::answer_text),
            http_status: i32::from(reply.receipt.http_status),
        }
    }

    fn info(&self) -> mpsd_session_info {
        let pointer = |text: Option<&CString>| text.map_or(ptr::null(), |text| text.as_ptr());
        let part = |index: usize| pointer(self.reference.as_ref().map(|parts| &parts[index]));
        mpsd_session_info {
            scid: part(0),
            template_name: part(1),
            name: part(2),
            etag: pointer(self.etag.as_ref()),
            document: pointer(self.document.as_ref()),
            document_size: self.document.as_ref().map_or(0, |text| text.as_bytes().len()),
            http_status: self.http_status,
            reserved0: 0,
            reserved: [0; 64],
        }
    }
}
