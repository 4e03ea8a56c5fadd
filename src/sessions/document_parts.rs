//! What a session document is built of: constants, and a member who joins.

use super::flags::{Capabilities, ChangeTypes};
use crate::error::Error;
use crate::names::Visibility;
use crate::names::guid;

/// The system constants of a new session. What is `None` or empty is left to the template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionConstants {
    /// Version of the constants; `None`: 1, the only one there is.
    pub version: Option<u32>,
    /// Members and reservations at most.
    pub max_members_count: Option<u32>,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Who sees it: private, visible or open.
    pub visibility: Option<Visibility>,
    /// What invites to it look like, such as "game".
    pub invite_protocol: Option<String>,
}

impl SessionConstants {
    /// Most members of a large session; others have at most 100, which is the service's to check as a template may make
    /// a session large.
    const MAX_MEMBERS: u32 = 10_000;
    const MAX_PROTOCOL_BYTES: usize = 100;

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.version == Some(0) {
            return Err(Error::argument("constants.version", "must not be 0"));
        }
        let most = SessionConstants::MAX_MEMBERS;
        if self.max_members_count.is_some_and(|count| count == 0 || count > most) {
            return Err(Error::argument("constants.max_members_count", format_args!("must be 1 to {most}")));
        }
        if self.visibility == Some(Visibility::Full) {
            return Err(Error::argument("constants.visibility", "must be private, visible or open; full is told only"));
        }
        let Some(protocol) = &self.invite_protocol else {
            return Ok(());
        };
        if protocol.is_empty() || protocol.chars().any(char::is_control) {
            return Err(Error::argument("constants.invite_protocol", "must not be empty or hold control characters"));
        }
        if protocol.len() > SessionConstants::MAX_PROTOCOL_BYTES {
            let rule = format_args!("has {} bytes, at most 100 are allowed", protocol.len());
            return Err(Error::too_long("constants.invite_protocol", rule));
        }
        Ok(())
    }
}

/// The writer, who joins as an active member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberJoin {
    /// Who: the signed-in user.
    pub xuid: u64,
    /// The real-time connection that keeps the member active, a GUID.
    pub connection: Option<String>,
    /// What that connection is told of. Needs a connection.
    pub subscription: Option<Subscription>,
    /// The member's custom constants, a JSON object.
    pub custom_constants: Option<String>,
    /// The member's custom properties, a JSON object.
    pub custom_properties: Option<String>,
}

/// Changes of a session that a member is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Names it in what the connection is told: a GUID of the caller's choice.
    pub id: String,
    /// Which changes.
    pub change_types: ChangeTypes,
}

impl MemberJoin {
    /// A member with nothing but its XUID.
    pub fn new(xuid: u64) -> MemberJoin {
        MemberJoin { xuid, connection: None, subscription: None, custom_constants: None, custom_properties: None }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.xuid == 0 {
            return Err(Error::argument("join.xuid", "must not be 0"));
        }
        if let Some(connection) = &self.connection {
            guid(connection, "join.connection")?;
        }
        let Some(subscription) = &self.subscription else {
            return Ok(());
        };
        guid(&subscription.id, "join.subscription_id")?;
        if subscription.change_types.is_empty() {
            return Err(Error::argument("join.change_types", "must name at least one with a subscription_id"));
        }
        if self.connection.is_none() {
            return Err(Error::argument("join.connection", "is needed by a subscription"));
        }
        Ok(())
    }
}
