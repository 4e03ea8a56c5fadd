//! `mpsd_session_join`: a member who joins.

use std::ffi::c_char;

use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::error::Error;
use crate::sessions::{ChangeTypes, MemberJoin, Subscription};

/// All changes.
pub const MPSD_CHANGE_EVERYTHING: u32 = 1;
/// The session has another host.
pub const MPSD_CHANGE_HOST: u32 = 2;
/// The session's initialization.
pub const MPSD_CHANGE_INITIALIZATION: u32 = 4;
/// The session's matchmaking.
pub const MPSD_CHANGE_MATCHMAKING_STATUS: u32 = 8;
/// Who is in the session.
pub const MPSD_CHANGE_MEMBERS_LIST: u32 = 16;
/// Who is active.
pub const MPSD_CHANGE_MEMBERS_STATUS: u32 = 32;
/// Who may join.
pub const MPSD_CHANGE_JOINABILITY: u32 = 64;
/// The session's custom properties.
pub const MPSD_CHANGE_CUSTOM_PROPERTY: u32 = 128;
/// A member's custom properties.
pub const MPSD_CHANGE_MEMBERS_CUSTOM_PROPERTY: u32 = 256;

/// The writing player as an active member. Start from MPSD_SESSION_JOIN_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_join {
    /// sizeof(mpsd_session_join).
    pub struct_size: u32,
    /// MPSD_CHANGE_… added up: what the connection is told of; 0 without subscription_id.
    pub change_types: u32,
    /// The player's XUID: that of the client that writes.
    pub xuid: u64,
    /// The real-time connection that keeps the member active, a GUID; NULL: none.
    pub connection: *const c_char,
    /// Names the subscription in what the connection is told: a GUID of the caller's choice; NULL: no subscription.
    pub subscription_id: *const c_char,
    /// The member's custom constants, a JSON object; NULL: none. At most 1 MiB.
    pub custom_constants: *const c_char,
    /// The member's custom properties, a JSON object; NULL: none. At most 1 MiB.
    pub custom_properties: *const c_char,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_join {
    const FIRST_SIZE: usize = 16 + 4 * POINTER;
}

/// Sets every field to its default. `join` may be NULL; `struct_size` is sizeof(mpsd_session_join).
/// Any thread; does not block.
///
/// # Safety
/// `join` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_session_join_init(join: *mut mpsd_session_join, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { versioned::init(join, struct_size) }
}

impl mpsd_session_join {
    /// # Safety
    /// Strings are NULL or NUL-terminated.
    pub(super) unsafe fn checked(&self) -> Result<MemberJoin, Error> {
        // SAFETY: the caller's promise is this function's.
        let read = |pointer, name, limit| unsafe { text::optional(pointer, name, limit) };
        let id = read(self.subscription_id, "join->subscription_id", text::NAME_LIMIT)?;
        let change_types = ChangeTypes::from_bits(self.change_types, "join->change_types")?;
        if id.is_none() && !change_types.is_empty() {
            return Err(Error::argument("join->subscription_id", "is needed by change_types"));
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Ok(MemberJoin {
            xuid: self.xuid,
            connection: owned(read(self.connection, "join->connection", text::NAME_LIMIT)?),
            subscription: id.map(|id| Subscription { id: id.to_owned(), change_types }),
            custom_constants: owned(read(self.custom_constants, "join->custom_constants", text::DOCUMENT_LIMIT)?),
            custom_properties: owned(read(self.custom_properties, "join->custom_properties", text::DOCUMENT_LIMIT)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_types_have_the_same_bits_on_both_sides() {
        for (bits, set) in [
            (MPSD_CHANGE_EVERYTHING, ChangeTypes::EVERYTHING),
            (MPSD_CHANGE_HOST, ChangeTypes::HOST),
            (MPSD_CHANGE_INITIALIZATION, ChangeTypes::INITIALIZATION),
            (MPSD_CHANGE_MATCHMAKING_STATUS, ChangeTypes::MATCHMAKING_STATUS),
            (MPSD_CHANGE_MEMBERS_LIST, ChangeTypes::MEMBERS_LIST),
            (MPSD_CHANGE_MEMBERS_STATUS, ChangeTypes::MEMBERS_STATUS),
            (MPSD_CHANGE_JOINABILITY, ChangeTypes::JOINABILITY),
            (MPSD_CHANGE_CUSTOM_PROPERTY, ChangeTypes::CUSTOM_PROPERTY),
            (MPSD_CHANGE_MEMBERS_CUSTOM_PROPERTY, ChangeTypes::MEMBERS_CUSTOM_PROPERTY),
        ] {
            assert_eq!(bits, set.bits());
        }
    }
}
