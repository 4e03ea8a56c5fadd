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
    /// Everybody, or not told.
    #[default]
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
        let [
            visibility,
            join_restriction,
            closed,
            max_members_count,
            members_count,
            invite_protocol,
            posted_time,
            session_owners,
        ] = fields.named([
            "visibility",
            "joinRestriction",
            "closed",
            "maxMembersCount",
            "membersCount",
            "inviteProtocol",
            "postedTime",
            "sessionOwners",
        ]);
        RelatedInfo {
            visibility: visibility.text().and_then(|text| Visibility::from_wire(&text)),
            join_restriction: join_restriction
                .text()
                .map_or(JoinRestriction::None, |text| JoinRestriction::from_wire(&text)),
            closed: closed.boolean().unwrap_or_default(),
            members_count: members_count.whole(),
            max_members_count: max_members_count.whole(),
            invite_protocol: invite_protocol.string(),
            posted_at_ms: posted_time.time(),
            session_owners: session_owners.wholes(),
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
        let known = [Visibility::Private, Visibility::Visible, Visibility::Full, Visibility::Open];
        known.into_iter().find(|visibility| text.eq_ignore_ascii_case(visibility.as_str()))
    }
}

impl JoinRestriction {
    /// As the service writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            JoinRestriction::None => "none",
            JoinRestriction::Local => "local",
            JoinRestriction::Followed => "followed",
            JoinRestriction::Other => "other",
        }
    }

    pub(crate) fn from_wire(text: &str) -> JoinRestriction {
        let known = [JoinRestriction::None, JoinRestriction::Local, JoinRestriction::Followed];
        let is_it = |restriction: &JoinRestriction| text.eq_ignore_ascii_case(restriction.as_str());
        known.into_iter().find(is_it).unwrap_or(JoinRestriction::Other)
    }
}
