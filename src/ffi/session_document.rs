//! Building the document of a session write.

use std::ffi::{CStr, CString, c_char};
use std::sync::{Mutex, PoisonError};

use super::error::mpsd_error;
use super::guard::{guarded, guarded_quiet};
use super::nullable::NullableMut;
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::session_constants::mpsd_session_constants;
use super::session_join::{MPSD_MAX_CUSTOM_JSON_BYTES, mpsd_session_join};
use super::session_properties::mpsd_session_properties;
use super::text;
use super::versioned;
use crate::client::Receipt;
use crate::error::Error;
use crate::sessions::SessionDocument;

/// A session document in the making, for mpsd_write_session. What is not set is not written, so the session keeps it.
/// Any thread may use it at once, but its text is the text of one moment.
pub struct mpsd_session_document {
    _opaque: (),
}

impl Opaque for mpsd_session_document {
    type Object = Mutex<Building>;
    const TAG: Tag = Tag::SessionDocument;
}

/// Makes an empty document. `*document` is the caller's, to end with mpsd_session_document_destroy; on failure it is
/// NULL. A call that sets something, below, refuses what breaks a rule with INVALID_ARGUMENT and a message that names
/// argument and rule, and changes nothing then; it replaces what the same call set before. A document has at most 1 MiB,
/// and so has all the JSON merged into one: TOO_LONG. JSON that is given nests at most 196 levels, and goes out as it was
/// written.
/// INVALID_ARGUMENT: `document` is NULL. Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_create(
    document: *mut *mut mpsd_session_document,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let document = Out::required(document, "document")?;
        document.set(objects::insert(Mutex::new(Building::default()).into())?);
        Ok(Receipt::default())
    })
}

/// Sets the constants of a session to be created; the service refuses to change those of one that exists.
/// Errors: argument errors.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_set_constants(
    document: *mut mpsd_session_document,
    constants: *const mpsd_session_constants,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { change(document, error, |document| versioned::read(constants, "constants")?.set(document)) }
}

/// Sets properties of the session. A field that is not zero replaces what was set before, a zero one changes nothing.
/// Errors: argument errors.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_set_properties(
    document: *mut mpsd_session_document,
    properties: *const mpsd_session_properties,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { change(document, error, |document| versioned::read(properties, "properties")?.set(document)) }
}

/// Makes the writing player an active member: "me". Needed to create a session, as one without members is none. Not in
/// one document with mpsd_session_document_leave, nor with a seat kept for the same player.
/// Errors: INVALID_ARGUMENT (struct_size, xuid 0, connection or subscription_id no GUID, a subscription without
/// connection or change types, no JSON object), INVALID_UTF8, TOO_LONG, UNSUPPORTED_VERSION, INVALID_HANDLE.
/// Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_join(
    document: *mut mpsd_session_document,
    join: *const mpsd_session_join,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { change(document, error, |document| document.join(&versioned::read(join, "join")?.checked()?)) }
}

/// Sets the writing player's own custom properties, also in a later write; the service merges them into those the
/// member has. `member_properties` is a JSON object of at most 1 MiB.
/// Errors: INVALID_ARGUMENT (no JSON object), INVALID_UTF8, TOO_LONG, INVALID_HANDLE.
/// Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_set_member_properties(
    document: *mut mpsd_session_document,
    member_properties: *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        change(document, error, |document| {
            document.set_member_properties(text::required(
                member_properties,
                "member_properties",
                MPSD_MAX_CUSTOM_JSON_BYTES,
            )?)
        })
    }
}

/// Keeps seats for players, in addition to those of earlier calls. None of the XUIDs may be zero, come twice, or be the
/// one that joins.
/// Errors: INVALID_ARGUMENT (the message names the index), INVALID_HANDLE. Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_reserve(
    document: *mut mpsd_session_document,
    xuids: *const u64,
    xuid_count: usize,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { change(document, error, |document| document.reserve(text::array(xuids, xuid_count, "xuids")?)) }
}

/// Makes the writing player leave. Errors: INVALID_ARGUMENT (it joins, or sets its properties, in the same document),
/// INVALID_HANDLE. Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_leave(
    document: *mut mpsd_session_document,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    change(document, error, SessionDocument::leave)
}

/// Lays JSON over all that is set, now or later: whatever has no function of its own. Objects are merged member by
/// member, everything else is replaced, and null stays: it tells the service to remove a member. `json` is a JSON
/// object of at most 1 MiB.
/// Errors: INVALID_ARGUMENT (no JSON object), INVALID_UTF8, TOO_LONG, INVALID_HANDLE.
/// Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_merge(
    document: *mut mpsd_session_document,
    json: *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        change(document, error, |document| document.merge(text::required(json, "json", MPSD_MAX_CUSTOM_JSON_BYTES)?))
    }
}

/// Lends the document as JSON, for mpsd_write_session. Its members come in a fixed order, whatever was set first.
/// `*text` lives until the document is destroyed, and does not change with it: each text that differs is kept until then,
/// so make a document for each write rather than changing one for ever. `size` is its length in bytes without the
/// NUL; it may be NULL.
/// Errors: INVALID_ARGUMENT (`text` is NULL), INVALID_HANDLE. Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_document_get_text(
    document: *mut mpsd_session_document,
    text: *mut *const c_char,
    size: NullableMut<usize>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let size = Out::optional(size);
        let target = Out::required(text, "text")?;
        let building = objects::get(document, "document")?;
        let mut building = building.lock().unwrap_or_else(PoisonError::into_inner);
        let text = building.text();
        target.set(text.as_ptr());
        size.set(text.count_bytes());
        Ok(Receipt::default())
    })
}

/// Frees a document and the texts it lent; NULL and a stale pointer do nothing. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_session_document_destroy(document: NullableMut<mpsd_session_document>) {
    guarded_quiet(|| {
        objects::remove(document);
    });
}

/// A document and the texts that were lent of it; a caller may hold any of them.
#[derive(Default)]
pub(super) struct Building {
    document: SessionDocument,
    lent: Vec<CString>,
}

impl Building {
    /// The document's text. Texts stay where they are, whatever becomes of the document.
    fn text(&mut self) -> &CStr {
        let text = text::answer_text(&self.document.text());
        if self.lent.last() != Some(&text) {
            self.lent.push(text);
        }
        self.lent.last().map_or(c"", CString::as_c_str)
    }
}

fn change(
    document: *mut mpsd_session_document,
    error: *mut mpsd_error,
    set: impl FnOnce(&mut SessionDocument) -> Result<(), Error>,
) -> mpsd_result {
    guarded(error, || {
        let building = objects::get(document, "document")?;
        let mut building = building.lock().unwrap_or_else(PoisonError::into_inner);
        // All of it, or nothing.
        let mut changed = building.document.clone();
        set(&mut changed)?;
        building.document = changed;
        Ok(Receipt::default())
    })
}
