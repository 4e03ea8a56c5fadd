//! What a session document is built of: constants, and a member who joins.

use std::ffi::c_char;

use super::access::visibility_from;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::error::Error;
use crate::sessions::{Capabilities, SessionConstants};

/// System constants of a new session; zero fields are left to the template. Start from MPSD_SESSION_CONSTANTS_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_constants {
    /// sizeof(mpsd_session_constants).
    pub struct_size: u32,
    /// Version of the constants; 0: 1, the only one there is.
    pub version: u32,
    /// Members and reservations at most: up to 10000, and 100 where the session is not large.
    pub max_members_count: u32,
    /// MPSD_VISIBILITY_PRIVATE, _VISIBLE or _OPEN; 0: the template's.
    pub visibility: u32,
    /// MPSD_CAPABILITY_… added up: those the session has beside the template's.
    pub capabilities: u32,
    /// Zero.
    pub reserved0: u32,
    /// What invites look like, such as "game", "party" or "chat"; NULL: the template's. At most 100 bytes.
    pub invite_protocol: *const c_char,
}

// SAFETY: integers and a pointer, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_constants {
    const FIRST_SIZE: usize = 24 + POINTER;
}

/// Sets every field to its default. `constants` may be NULL; `struct_size` is sizeof(mpsd_session_constants).
/// Any thread; does not block.
///
/// # Safety
/// `constants` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_constants_init(constants: *mut mpsd_session_constants, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { versioned::init(constants, struct_size) }
}

impl mpsd_session_constants {
    /// # Safety
    /// Strings are NULL or NUL-terminated.
    pub(super) unsafe fn checked(&self) -> Result<SessionConstants, Error> {
        if self.reserved0 != 0 {
            return Err(Error::argument("constants->reserved0", "must be 0"));
        }
        // SAFETY: the caller's promise is this function's.
        let protocol = unsafe { text::optional(self.invite_protocol, "constants->invite_protocol", text::NAME_LIMIT) }?;
        Ok(SessionConstants {
            version: (self.version != 0).then_some(self.version),
            max_members_count: (self.max_members_count != 0).then_some(self.max_members_count),
            capabilities: Capabilities::from_bits(self.capabilities, "constants->capabilities")?,
            visibility: visibility_from(self.visibility, "constants->visibility")?,
            invite_protocol: protocol.map(str::to_owned),
        })
    }
}
