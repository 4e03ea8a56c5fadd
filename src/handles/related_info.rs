//! What the service tells of the session that a handle points at, when asked for it.

use crate::json::Fields;

/// What the service tells of a handle's session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelatedInfo {
    /// Who sees the session; `None`: not told, or not known here.
    pub visibility: Option<Visibility>,
    /// Who may join it.
    pub join_restriction: JoinRestriction,
    /// Whether it is closed to joins.
    pub closed: bool,
    /// Members now.
    pub members_count: Option<u32>,
    /// Members at most.
    pub max_members_count: Option<u32>,
    /// How its invites are shown, such as `game`.
    pub invite_protocol: Option<String>,
    /// When it was posted, in Unix time in milliseconds.
    pub posted_at_ms: Option<i64>,
    /// Its owners, told of search handles.
    pub session_owners: Vec<u64>,
}

/// Who sees a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Members and reserved players.
    Private,
    /// Everybody, but only members and reserved players may join.
    Visible,
    /// As visible: it is full.
    Full,
    /// Everybody, who may also join.
    Open,
}

/// Who may join an open session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JoinRestriction {
    /// The service did not say.
    #[default]
    Unknown,
    /// Everybody.
    None,
    /// Players on the same device.
    Local,
    /// Players whom a member follows.
    Followed,
    /// A restriction not known here.
    Other,
}

impl RelatedInfo {
    pub(super) fn from_fields(fields: &Fields) -> RelatedInfo {
        let restriction = fields.string("joinRestriction");
        RelatedInfo {
            visibility: fields.string("visibility").and_then(|text| Visibility::from_wire(&text)),
            join_restriction: restriction.map_or(JoinRestriction::Unknown, |text| JoinRestriction::from_wire(&text)),
            closed: fields.boolean("closed").unwrap_or_default(),
            members_count: fields.whole("membersCount"),
            max_members_count: fields.whole("maxMembersCount"),
            invite_protocol: fields.string("inviteProtocol"),
            posted_at_ms: fields.time("postedTime"),
            session_owners: fields.wholes("sessionOwners"),
        }
    }
}

impl Visibility {
    /// As the service writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Visibility::Private => "private",
            Visibility::Visible => "visible",
            Visibility::Full => "full",
            Visibility::Open => "open",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Visibility> {
        match text.to_ascii_lowercase().as_str() {
            "private" => Some(Visibility::Private),
            "visible" => Some(Visibility::Visible),
            "full" => Some(Visibility::Full),
            "open" => Some(Visibility::Open),
            _ => None,
        }
    }
}

impl JoinRestriction {
    /// As the service writes it; nothing where it does not.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            JoinRestriction::Unknown => "",
            JoinRestriction::None => "none",
            JoinRestriction::Local => "local",
            JoinRestriction::Followed => "followed",
            JoinRestriction::Other => "other",
        }
    }

    pub(crate) fn from_wire(text: &str) -> JoinRestriction {
        match text.to_ascii_lowercase().as_str() {
            "none" => JoinRestriction::None,
            "local" => JoinRestriction::Local,
            "followed" => JoinRestriction::Followed,
            _ => JoinRestriction::Other,
        }
    }
}
