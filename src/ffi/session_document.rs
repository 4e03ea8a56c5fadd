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

/// A session document under construction, for mpsd_write_session. What is not set is not written and stays as it is
/// in the session. A function that sets something replaces what it set before; on an error it changes nothing, and
/// INVALID_ARGUMENT names the argument and the rule. The document, and all of its merged JSON together, have at most
/// MPSD_MAX_DOCUMENT_BYTES (TOO_LONG). JSON arguments are objects with at most 196 levels and are sent as written.
pub struct mpsd_session_document {
    _opaque: (),
}

impl Opaque for mpsd_session_document {
    type Object = Mutex<Building>;
    const TAG: Tag = Tag::SessionDocument;
}

/// Creates an empty document.
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

/// Sets the constants of a new session; the service refuses changes to those of an existing one.
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

/// Sets properties of the session. Zero fields change nothing.
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

/// Makes the writing player ("me") an active member. Required to create a session, as a session without members does
/// not exist. Excludes mpsd_session_document_leave and a reservation for the same player.
/// Errors: INVALID_ARGUMENT includes xuid 0, a connection or subscription_id that is not a GUID, and a subscription
/// without connection or change types.
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

/// Sets the writing player's custom properties, also in a later write. The service merges them into the member's. At
/// most MPSD_MAX_CUSTOM_JSON_BYTES.
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

/// Reserves places for players, in addition to earlier calls. INVALID_ARGUMENT names the index of an XUID that is 0,
/// a duplicate, or the one that joins.
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

/// Makes the writing player leave. INVALID_ARGUMENT if the document joins or sets member properties.
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

/// Merges JSON over everything set now or later, for what has no function of its own. Objects are merged member by
/// member, everything else is replaced, and null stays: it makes the service remove a member. At most 1 MiB.
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

/// Gets the document as JSON for mpsd_write_session, with its members in a fixed order. The text does not change with
/// the document: each distinct text is kept until the document is destroyed, so create a document per write.
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

/// Destroys the document and its texts.
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
