//! What a session document is built of: constants, and a member who joins.

use std::ffi::c_char;

use super::access::{mpsd_visibility, visibility_from};
use super::nullable::Nullable;
use super::session_contents::mpsd_capabilities;
use super::session_join::MPSD_MAX_CUSTOM_JSON_BYTES;
use super::text;
use super::versioned::{POINTER, Versioned};
use crate::error::Error;
use crate::sessions::{Capabilities, SessionConstants, SessionDocument};

/// Most members of a session.
pub const MPSD_MAX_MEMBERS: u32 = 10000;

/// Constants of a new session; zero fields keep the template's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_constants {
    /// sizeof(mpsd_session_constants).
    pub struct_size: u32,
    /// Version of the constants; 0: 1, the only one.
    pub version: u32,
    /// Most members and reservations: up to MPSD_MAX_MEMBERS, or 100 unless the session is large.
    pub max_members_count: u32,
    /// MPSD_VISIBILITY_PRIVATE, _VISIBLE or _OPEN.
    pub visibility: mpsd_visibility,
    /// MPSD_CAPABILITY_… combined with |, in addition to the template's.
    pub capabilities: mpsd_capabilities,
    /// Zero.
    pub reserved0: u32,
    /// How invites look, such as "game", "party" or "chat". At most 100 bytes.
    pub invite_protocol: Nullable<c_char>,
    /// The title's own constants, a JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES.
    pub custom_constants: Nullable<c_char>,
}

// SAFETY: integers and a pointer, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_constants {
    const FIRST_SIZE: usize = 24 + 2 * POINTER;
}

impl mpsd_session_constants {
    /// Sets them in a document.
    ///
    /// # Safety
    /// Strings are NULL or NUL-terminated.
    pub(super) unsafe fn set(&self, document: &mut SessionDocument) -> Result<(), Error> {
        // SAFETY: the caller's promise is this function's.
        let custom = unsafe {
            document.set_constants(&self.checked()?)?;
            text::optional(self.custom_constants, "constants->custom_constants", MPSD_MAX_CUSTOM_JSON_BYTES)?
        };
        custom.map_or(Ok(()), |json| document.set_custom_constants(json))
    }

    /// # Safety
    /// Strings are NULL or NUL-terminated.
    unsafe fn checked(&self) -> Result<SessionConstants, Error> {
        if self.reserved0 != 0 {
            return Err(Error::argument("constants->reserved0", "must be 0"));
        }
        // SAFETY: the caller's promise is this function's.
        let protocol = unsafe { text::optional(self.invite_protocol, "constants->invite_protocol", text::MAX_NAME) }?;
        Ok(SessionConstants {
            version: (self.version != 0).then_some(self.version),
            max_members_count: (self.max_members_count != 0).then_some(self.max_members_count),
            capabilities: Capabilities::from_bits(self.capabilities, "constants->capabilities")?,
            visibility: visibility_from(self.visibility, "constants->visibility")?,
            invite_protocol: protocol.map(str::to_owned),
        })
    }
}
