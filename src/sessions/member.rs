//! A member of a session, as the session's document tells of it.

use crate::json::{Fields, Text};

/// One member. What the document does not tell is `None`, or false.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionMember {
    /// The member's number in the document; `None` where it is told as "me" only, as in large sessions.
    pub id: Option<u32>,
    /// `constants.system.index`: the same number, which others refer to.
    pub index: Option<u32>,
    /// Who it is.
    pub xuid: Option<u64>,
    /// The member's gamertag.
    pub gamertag: Option<Text>,
    /// When the member joined, in Unix time in milliseconds.
    pub joined_at_ms: Option<i64>,
    /// Whether the member plays now.
    pub active: bool,
    /// Whether the member is about to.
    pub ready: bool,
    /// Whether the seat is kept for a player who has not joined.
    pub reserved: bool,
    /// Whether it is the player who reads.
    pub is_self: bool,
    /// The title the member is active in.
    pub active_title_id: Option<u32>,
    /// The member's real-time connection.
    pub connection: Option<Text>,
    /// Equal for members on one device.
    pub device_token: Option<Text>,
    /// The member's custom constants: JSON of any kind.
    pub custom_constants: Option<Text>,
    /// The member's custom properties: JSON of any kind.
    pub custom_properties: Option<Text>,
    /// All the document tells of the member, a JSON object.
    pub json: Text,
}

impl SessionMember {
    /// `key` is the member's name in `members`; `reader` is the XUID of the player who reads, 0 if it is not known.
    pub(super) fn from_fields(key: &str, fields: &Fields, reader: u64) -> SessionMember {
        let [gamertag, join_time, reserved, active_title_id, device_token, constants, properties] = fields.named([
            "gamertag",
            "joinTime",
            "reserved",
            "activeTitleId",
            "deviceToken",
            "constants",
            "properties",
        ]);
        let mut member = SessionMember {
            id: key.parse().ok(),
            gamertag: gamertag.string(),
            joined_at_ms: join_time.time(),
            reserved: reserved.boolean().unwrap_or_default(),
            active_title_id: active_title_id.whole(),
            device_token: device_token.string(),
            json: fields.text(),
            ..SessionMember::default()
        };
        if let Some(constants) = constants.object() {
            let [system, custom] = constants.named(["system", "custom"]);
            member.custom_constants = custom.any_text();
            if let Some(system) = system.object() {
                let [index, xuid] = system.named(["index", "xuid"]);
                member.index = index.whole();
                member.xuid = xuid.whole();
            }
        }
        if let Some(properties) = properties.object() {
            let [system, custom] = properties.named(["system", "custom"]);
            member.custom_properties = custom.any_text();
            if let Some(system) = system.object() {
                let [active, ready, connection] = system.named(["active", "ready", "connection"]);
                member.active = active.boolean().unwrap_or_default();
                member.ready = ready.boolean().unwrap_or_default();
                member.connection = connection.string();
            }
        }
        member.is_self = key == "me" || reader != 0 && member.xuid == Some(reader);
        member
    }
}
