//! `mpsd_session_reference`: which session.

use std::ffi::c_char;

use super::nullable::Nullable;
use super::text;
use crate::error::Error;
use crate::sessions::SessionReference;

/// Longest name of a session or template.
pub const MPSD_MAX_NAME_BYTES: usize = 100;

/// A session's three-part name.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_reference {
    /// Service configuration id (SCID): a GUID of 36 characters.
    pub scid: *const c_char,
    /// The session template: 1 to MPSD_MAX_NAME_BYTES bytes without control characters, `/` and `~`, and not `.` or
    /// `..`.
    pub template_name: *const c_char,
    /// The session; the same rules. NULL only for calls that allow it.
    pub name: Nullable<c_char>,
}

pub(super) struct ReferenceParts<'a> {
    pub scid: &'a str,
    pub template_name: &'a str,
    pub name: Option<&'a str>,
}

/// The parts of a reference that the service may complete.
///
/// # Safety
/// `reference` is NULL or points to a reference whose strings are NULL or NUL-terminated.
pub(super) unsafe fn parts<'a>(reference: *const mpsd_session_reference) -> Result<ReferenceParts<'a>, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let reference = reference.as_ref().ok_or_else(|| Error::argument("session", "must not be NULL"))?;
        Ok(ReferenceParts {
            scid: text::required(reference.scid, "session.scid", text::MAX_NAME)?,
            template_name: text::required(reference.template_name, "session.template_name", text::MAX_NAME)?,
            name: text::optional(reference.name, "session.name", text::MAX_NAME)?,
        })
    }
}

/// A reference that has a name, from an argument of this name.
///
/// # Safety
/// As for `parts`.
pub(super) unsafe fn read(reference: *const mpsd_session_reference, argument: &str) -> Result<SessionReference, Error> {
    // SAFETY: the caller's promise is this function's.
    let parts = unsafe { parts(reference) };
    parts.and_then(complete).map_err(|error| named(error, argument))
}

fn complete(parts: ReferenceParts) -> Result<SessionReference, Error> {
    let name = parts.name.ok_or_else(|| Error::argument("session.name", "must not be NULL"))?;
    SessionReference::new(parts.scid, parts.template_name, name)
}

/// An error of a reference, with the name of the argument it came in.
pub(super) fn named(mut error: Error, argument: &str) -> Error {
    if let Some(rest) = error.message.strip_prefix("session") {
        error.message = format!("{argument}{rest}");
    }
    error
}
