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

/// A session as the service answered it. Immutable: any thread may read it at once. It outlives its client.
pub struct mpsd_session {
    _opaque: (),
}

impl Opaque for mpsd_session {
    type Object = SessionView;
    const TAG: Tag = Tag::Session;
}

/// What a session object holds. The pointers live as long as the session object. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_info {
    /// The session's SCID; NULL: not told (by handle, and the service sent no Content-Location).
    pub scid: Nullable<c_char>,
    /// Its template's name; NULL: not told.
    pub template_name: Nullable<c_char>,
    /// Its name; NULL: not told.
    pub name: Nullable<c_char>,
    /// The document's ETag, for MPSD_WRITE_SYNCHRONIZED; NULL: not told.
    pub etag: Nullable<c_char>,
    /// The session document, JSON; NULL: there is no session any more (the write emptied it, HTTP status 204), or it is
    /// unchanged (304).
    pub document: Nullable<c_char>,
    /// Its length in bytes, without the NUL.
    pub document_size: usize,
    /// The HTTP status: 200 read or updated, 201 created, 204 no session any more, 304 unchanged since the given ETag;
    /// 403, 409 or 412 for the session as it is after a refused write (MPSD_WRITE_RESULT_ON_REFUSAL).
    pub http_status: i32,
    /// Zero.
    pub reserved0: i32,
    /// Zero.
    pub reserved: [u8; 64],
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
        info.set(objects::get(session, "session")?.info());
        Ok(())
    })
}

/// Reads what a session's document says. `summary` must not be NULL; it is zeroed on failure.
/// Errors: INVALID_HANDLE, INVALID_ARGUMENT (the session holds no document: HTTP status 204 or 304). Fields that are
/// absent or unknown are no error; nor are fields that cannot be read, such as a count that is a text: they are not told
/// either, and the first function that looks into the session object writes a line about each (20 at most) to the
/// client's log, with MPSD_LOG_WARN.
/// Any thread; does not block; the log callback may run in it.
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

/// Copies the member at `index`, from 0 to the summary's listed_members - 1, in the order of their numbers. `member`
/// must not be NULL; it is zeroed on failure. Errors: as mpsd_session_get_summary; INVALID_ARGUMENT also for an index
/// beyond them.
/// Any thread; does not block; the log callback may run in it.
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

/// Frees a session object and all it lent; NULL and a stale pointer do nothing. The session at the service is not
/// touched.
/// Any thread; does not block.
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
