//! `mpsd_session_properties`: what a write sets of a session's properties.

use std::ffi::c_char;

use super::access::{mpsd_join_restriction, restriction};
use super::nullable::Nullable;
use super::session_join::MPSD_MAX_CUSTOM_JSON_BYTES;
use super::text;
use super::versioned::{POINTER, Versioned};
use crate::error::Error;
use crate::sessions::SessionDocument;

/// How a write changes a Boolean: MPSD_FLAG_…
pub type mpsd_flag = u32;

/// Not written.
pub const MPSD_FLAG_UNCHANGED: mpsd_flag = 0;
/// Set to false.
pub const MPSD_FLAG_OFF: mpsd_flag = 1;
/// Set to true.
pub const MPSD_FLAG_ON: mpsd_flag = 2;

/// Properties of a session; zero fields are not written, so the session keeps them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_properties {
    /// sizeof(mpsd_session_properties).
    pub struct_size: u32,
    /// Who may join an open session: MPSD_JOIN_RESTRICTION_NONE (refused with
    /// MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE in the document), _LOCAL or _FOLLOWED (refused with
    /// MPSD_CAPABILITY_LARGE).
    pub join_restriction: mpsd_join_restriction,
    /// Who may read the session; as join_restriction.
    pub read_restriction: mpsd_join_restriction,
    /// Whether nobody may join.
    pub closed: mpsd_flag,
    /// Whether only former members may join.
    pub locked: mpsd_flag,
    /// Zero.
    pub reserved0: u32,
    /// A JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES, which the service merges into the session's; null removes
    /// a member.
    pub custom_properties: Nullable<c_char>,
}

// SAFETY: integers and a pointer, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_properties {
    const FIRST_SIZE: usize = 24 + POINTER;
}

impl mpsd_session_properties {
    /// Sets them in a document.
    ///
    /// # Safety
    /// Strings are NULL or NUL-terminated.
    pub(super) unsafe fn set(&self, document: &mut SessionDocument) -> Result<(), Error> {
        if self.reserved0 != 0 {
            return Err(Error::argument("properties->reserved0", "must be 0"));
        }
        if let Some(value) = restriction(self.join_restriction, "properties->join_restriction")? {
            document.set_join_restriction(value)?;
        }
        if let Some(value) = restriction(self.read_restriction, "properties->read_restriction")? {
            document.set_read_restriction(value)?;
        }
        if let Some(closed) = flag(self.closed, "properties->closed")? {
            document.set_closed(closed)?;
        }
        if let Some(locked) = flag(self.locked, "properties->locked")? {
            document.set_locked(locked)?;
        }
        let (custom, name) = (self.custom_properties, "properties->custom_properties");
        // SAFETY: the caller's promise is this function's.
        match unsafe { text::optional(custom, name, MPSD_MAX_CUSTOM_JSON_BYTES) }? {
            Some(json) => document.set_custom_properties(json),
            None => Ok(()),
        }
    }
}

/// `None`: not written.
fn flag(value: mpsd_flag, name: &str) -> Result<Option<bool>, Error> {
    match value {
        MPSD_FLAG_UNCHANGED => Ok(None),
        MPSD_FLAG_OFF => Ok(Some(false)),
        MPSD_FLAG_ON => Ok(Some(true)),
        _ => Err(Error::argument(name, "must be MPSD_FLAG_UNCHANGED, _OFF or _ON")),
    }
}
