//! What the service tells of the session that a handle points at, when asked for it.

use crate::json::{Fields, Text};
use crate::names::{JoinRestriction, Visibility};

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
    pub invite_protocol: Option<Text>,
    /// When it was posted, in Unix time in milliseconds.
    pub posted_at_ms: Option<i64>,
    /// Its owners, told of search handles.
    pub session_owners: Vec<u64>,
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
            join_restriction: join_restriction.text().map(|text| JoinRestriction::from_wire(&text)).unwrap_or_default(),
            closed: closed.boolean().unwrap_or_default(),
            members_count: members_count.whole(),
            max_members_count: max_members_count.whole(),
            invite_protocol: invite_protocol.string(),
            posted_at_ms: posted_time.time(),
            session_owners: session_owners.wholes(),
        }
    }
}
