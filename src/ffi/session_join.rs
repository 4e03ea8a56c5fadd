//! `mpsd_session_join`: a member who joins.

use std::ffi::c_char;

use super::nullable::Nullable;
use super::text;
use super::versioned::{POINTER, Versioned};
use crate::error::Error;
use crate::sessions::{ChangeTypes, MemberJoin, Subscription};

/// Longest custom constants or properties.
pub const MPSD_MAX_CUSTOM_JSON_BYTES: usize = 1048576;

/// Changes that a real-time connection is notified of: MPSD_CHANGE_… combined with |.
pub type mpsd_change_types = u32;

/// All changes.
pub const MPSD_CHANGE_EVERYTHING: mpsd_change_types = 1;
/// The host.
pub const MPSD_CHANGE_HOST: mpsd_change_types = 2;
/// The initialization.
pub const MPSD_CHANGE_INITIALIZATION: mpsd_change_types = 4;
/// Matchmaking.
pub const MPSD_CHANGE_MATCHMAKING_STATUS: mpsd_change_types = 8;
/// Who is in the session.
pub const MPSD_CHANGE_MEMBERS_LIST: mpsd_change_types = 16;
/// Who is active.
pub const MPSD_CHANGE_MEMBERS_STATUS: mpsd_change_types = 32;
/// Who may join.
pub const MPSD_CHANGE_JOINABILITY: mpsd_change_types = 64;
/// The session's custom properties.
pub const MPSD_CHANGE_CUSTOM_PROPERTY: mpsd_change_types = 128;
/// A member's custom properties.
pub const MPSD_CHANGE_MEMBERS_CUSTOM_PROPERTY: mpsd_change_types = 256;

/// The writing player as an active member.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_join {
    /// sizeof(mpsd_session_join).
    pub struct_size: u32,
    /// Notifications for the connection: MPSD_CHANGE_… combined with |; 0 without subscription_id.
    pub change_types: mpsd_change_types,
    /// The XUID of the client that writes.
    pub xuid: u64,
    /// The real-time connection that keeps the member active, a GUID.
    pub connection: Nullable<c_char>,
    /// Identifies the subscription in notifications: any GUID; NULL: no subscription.
    pub subscription_id: Nullable<c_char>,
    /// A JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES.
    pub custom_constants: Nullable<c_char>,
    /// A JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES.
    pub custom_properties: Nullable<c_char>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_session_join {
    const FIRST_SIZE: usize = 16 + 4 * POINTER;
}

impl mpsd_session_join {
    /// # Safety
    /// Strings are NULL or NUL-terminated.
    pub(super) unsafe fn checked(&self) -> Result<MemberJoin, Error> {
        // SAFETY: the caller's promise is this function's.
        let read = |pointer, name, limit| unsafe { text::optional(pointer, name, limit) };
        let id = read(self.subscription_id, "join->subscription_id", text::MAX_NAME)?;
        let change_types = ChangeTypes::from_bits(self.change_types, "join->change_types")?;
        if id.is_none() && !change_types.is_empty() {
            return Err(Error::argument("join->subscription_id", "is needed by change_types"));
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Ok(MemberJoin {
            xuid: self.xuid,
            connection: owned(read(self.connection, "join->connection", text::MAX_NAME)?),
            subscription: id.map(|id| Subscription { id: id.to_owned(), change_types }),
            custom_constants: owned(read(self.custom_constants, "join->custom_constants", MPSD_MAX_CUSTOM_JSON_BYTES)?),
            custom_properties: owned(read(
                self.custom_properties,
                "join->custom_properties",
                MPSD_MAX_CUSTOM_JSON_BYTES,
            )?),
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
