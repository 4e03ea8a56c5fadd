//! The session object: what the service said of a session, lent to C.

use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::{Arc, OnceLock};

use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::nullable::{Nullable, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::session_contents::{ContentsView, mpsd_session_member, mpsd_session_summary};
use super::text;
use crate::client::{Client, Receipt};
use crate::error::Error;
use crate::sessions::{Session, SessionContents, SessionReference};
use crate::watch::Watch;

/// A session as the service returned it.
pub struct mpsd_session {
    _opaque: (),
}

impl Opaque for mpsd_session {
    type Object = SessionView;
    const TAG: Tag = Tag::Session;
}

/// The contents of a session object.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_info {
    /// NULL if read by handle and the service sent no Content-Location; so are the names.
    pub scid: Nullable<c_char>,
    /// Its template's name.
    pub template_name: Nullable<c_char>,
    /// Its name.
    pub name: Nullable<c_char>,
    /// For MPSD_WRITE_SYNCHRONIZED and mpsd_read_session.
    pub etag: Nullable<c_char>,
    /// The session document, JSON; NULL with http_status 204 or 304.
    pub document: Nullable<c_char>,
    /// Its length.
    pub document_size: usize,
    /// 200 read or updated, 201 created, 204 the session no longer exists (the write emptied it), 304 unchanged since
    /// the ETag; 403, 409 or 412: the current session after a refused write (MPSD_WRITE_RESULT_ON_REFUSAL).
    pub http_status: i32,
    /// Zero.
    pub reserved0: i32,
    /// Zero.
    pub reserved: [u8; 64],
}

/// Gets the contents of a session object.
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
        info.set(objects::get(session, "session")?.info());
        Ok(())
    })
}

/// Gets the fields of a session's document. INVALID_ARGUMENT if there is no document (HTTP status 204 or 304). Fields
/// that cannot be read, such as text for a count, are unknown; the first function that parses the document logs each
/// (at most 20) with MPSD_LOG_WARN. The log callback may run in it.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_get_summary(
    session: *mut mpsd_session,
    summary: *mut mpsd_session_summary,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let summary = Out::required(summary, "summary")?;
        summary.set(contents(session)?.get()?.summary);
        Ok(Receipt::default())
    })
}

/// Gets the member at `index`, below listed_members, in the order of their ids. INVALID_ARGUMENT if there is none.
/// Otherwise as mpsd_session_get_summary.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_get_member(
    session: *mut mpsd_session,
    index: usize,
    member: *mut mpsd_session_member,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let member = Out::required(member, "member")?;
        let contents = contents(session)?;
        let found = contents.get()?.members.get(index);
        member.set(*found.ok_or_else(|| Error::argument("index", "is beyond the summary's listed_members"))?);
        Ok(Receipt::default())
    })
}

/// Destroys the session object. The session at the service is unaffected.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_session_destroy(session: NullableMut<mpsd_session>) {
    guarded_quiet(|| {
        objects::remove(session);
    });
}

/// Makes a session object.
pub(super) fn new_session(session: &Session, http_status: u16, reader: &Reader) -> Result<*mut mpsd_session, Error> {
    objects::insert(SessionView::new(session, http_status, reader.clone()).into())
}

/// Who reads what a session says: the client's user, and its log.
#[derive(Clone)]
pub(super) struct Reader {
    xuid: u64,
    watch: Arc<Watch>,
}

impl Reader {
    pub(super) fn of(client: &Client) -> Reader {
        Reader { xuid: client.xuid(), watch: client.watch().clone() }
    }
}

/// What the document of a session object says.
pub(super) fn contents(session: *mut mpsd_session) -> Result<Contents, Error> {
    Ok(Contents(objects::get(session, "session")?))
}

/// A session object whose document was read.
pub(super) struct Contents(Arc<SessionView>);

impl Contents {
    pub(super) fn get(&self) -> Result<&ContentsView, Error> {
        let mut unread = Vec::new();
        let contents = self.0.contents.get_or_init(|| self.0.read(&mut unread));
        // The log may call the game, which may ask for the same session.
        self.0.reader.watch.unread(&unread);
        contents.as_ref().map_err(Error::clone)
    }
}

/// A session as C sees it: its texts as C strings, made once.
pub(super) struct SessionView {
    reference: Option<[CString; 3]>,
    etag: Option<CString>,
    document: Option<CString>,
    http_status: i32,
    reader: Reader,
    /// What the document says, once somebody has asked.
    contents: OnceLock<Result<ContentsView, Error>>,
}

impl SessionView {
    fn new(session: &Session, http_status: u16, reader: Reader) -> SessionView {
        let parts = |reference: &SessionReference| {
            [reference.scid(), reference.template_name(), reference.name()].map(text::answer_text)
        };
        SessionView {
            reference: session.reference.as_ref().map(parts),
            etag: session.etag.as_deref().map(text::answer_text),
            document: session.document.as_deref().map(text::answer_text),
            http_status: i32::from(http_status),
            reader,
            contents: OnceLock::new(),
        }
    }

    fn read(&self, unread: &mut Vec<String>) -> Result<ContentsView, Error> {
        let Some(document) = &self.document else {
            let status = self.http_status;
            return Err(Error::argument("session", format_args!("holds no document (HTTP status {status})")));
        };
        // It was a Rust string.
        let document = str::from_utf8(document.as_bytes()).unwrap_or_default();
        let contents = SessionContents::parse(document, self.reader.xuid)?;
        *unread = contents.unread.clone();
        Ok(ContentsView::new(&contents))
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
