//! `mpsd_session_reference`: which session.

use std::ffi::c_char;

use super::text;
use crate::error::Error;
use crate::sessions::SessionReference;

/// Which session: its three-part name. Frozen. The strings are copied before a call returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_reference {
    /// Service configuration id (SCID): a GUID of 36 characters, in either case.
    pub scid: *const c_char,
    /// Name of the session template: 1 to 100 bytes of UTF-8 without control characters, `/` and `~`, not `.` or `..`.
    pub template_name: *const c_char,
    /// Name of the session; the same rules. A call says whether it may be NULL.
    pub name: *const c_char,
}

pub(super) struct ReferenceParts<'a> {
    pub scid: &'a str,
    pub template_name: &'a str,
    pub name: Option<&'a str>,
}

impl mpsd_session_reference {
    /// # Safety
    /// Each string is NULL or NUL-terminated.
    pub(super) unsafe fn parts<'a>(&self) -> Result<ReferenceParts<'a>, Error> {
        // SAFETY: the caller's promise is this function's.
        unsafe {
            Ok(ReferenceParts {
                scid: text::required(self.scid, "session.scid", text::NAME_LIMIT)?,
                template_name: text::required(self.template_name, "session.template_name", text::NAME_LIMIT)?,
                name: text::optional(self.name, "session.name", text::NAME_LIMIT)?,
            })
        }
    }

    /// # Safety
    /// Each string is NULL or NUL-terminated.
    pub(super) unsafe fn complete(&self) -> Result<SessionReference, Error> {
        // SAFETY: the caller's promise is this function's.
        let parts = unsafe { self.parts() }?;
        let name = parts.name.ok_or_else(|| Error::argument("session.name", "must not be NULL"))?;
        SessionReference::new(parts.scid, parts.template_name, name)
    }
}

/// # Safety
/// `session` is NULL or points to a reference whose strings are NULL or NUL-terminated.
pub(super) unsafe fn read(session: *const mpsd_session_reference) -> Result<SessionReference, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        match session.as_ref() {
            Some(session) => session.complete(),
            None => Err(Error::argument("session", "must not be NULL")),
        }
    }
}

/// As `read`, for an argument of another name.
///
/// # Safety
/// As for `read`.
pub(super) unsafe fn read_named(session: *const mpsd_session_reference, name: &str) -> Result<SessionReference, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe { read(session) }.map_err(|mut error| {
        if let Some(rest) = error.message.strip_prefix("session") {
            error.message = format!("{name}{rest}");
        }
        error
    })
}
