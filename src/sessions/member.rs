//! A member of a session, as the session's document tells of it.

use crate::json::Fields;

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
    pub gamertag: Option<String>,
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
    pub connection: Option<String>,
    /// Equal for members on one device.
    pub device_token: Option<String>,
    /// The member's custom constants: JSON of any kind.
    pub custom_constants: Option<String>,
    /// The member's custom properties: JSON of any kind.
    pub custom_properties: Option<String>,
    /// All the document tells of the member, a JSON object.
    pub json: String,
}

impl SessionMember {
    /// `key` is the member's name in `members`; `reader` is the XUID of the player who reads, 0 if it is not known.
    pub(super) fn from_fields(key: &str, fields: &Fields, reader: u64) -> SessionMember {
        let mut member = SessionMember {
            id: key.parse().ok(),
            gamertag: fields.string("gamertag"),
            joined_at_ms: fields.time("joinTime"),
            reserved: fields.boolean("reserved").unwrap_or_default(),
            active_title_id: fields.whole("activeTitleId"),
            device_token: fields.string("deviceToken"),
            json: fields.text().to_owned(),
            ..SessionMember::default()
        };
        if let Some(constants) = fields.object("constants") {
            member.custom_constants = constants.any_text("custom");
            if let Some(system) = constants.object("system") {
                member.index = system.whole("index");
                member.xuid = system.whole("xuid");
            }
        }
        if let Some(properties) = fields.object("properties") {
            member.custom_properties = properties.any_text("custom");
            if let Some(system) = properties.object("system") {
                member.active = system.boolean("active").unwrap_or_default();
                member.ready = system.boolean("ready").unwrap_or_default();
                member.connection = system.string("connection");
            }
        }
        member.is_self = key == "me" || reader != 0 && member.xuid == Some(reader);
        member
    }
}
