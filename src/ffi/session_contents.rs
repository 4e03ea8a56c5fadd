//! What a session document says: a summary, and the members.

use std::ffi::c_char;

use super::access::{join_restriction, mpsd_join_restriction, mpsd_visibility, visibility};
use super::lent::Lent;
use super::nullable::Nullable;
use super::result::mpsd_bool;
use crate::sessions::{SessionContents, SessionMember};

/// No member: unknown, or absent.
pub const MPSD_NO_INDEX: u32 = 4294967295;

/// What a session supports: MPSD_CAPABILITY_… combined with |.
pub type mpsd_capabilities = u32;

/// Members exchange secure device addresses.
pub const MPSD_CAPABILITY_CONNECTIVITY: mpsd_capabilities = 1;
/// Membership does not show as presence.
pub const MPSD_CAPABILITY_SUPPRESS_PRESENCE_ACTIVITY_CHECK: mpsd_capabilities = 2;
/// Members play in the session, as opposed to a lobby.
pub const MPSD_CAPABILITY_GAMEPLAY: mpsd_capabilities = 4;
/// More than 100 members are possible; a document then lists only its reader.
pub const MPSD_CAPABILITY_LARGE: mpsd_capabilities = 8;
/// Members need no console.
pub const MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE: mpsd_capabilities = 16;
/// Active members need a real-time connection.
pub const MPSD_CAPABILITY_CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS: mpsd_capabilities = 32;
/// Members may be on different platforms.
pub const MPSD_CAPABILITY_CROSS_PLAY: mpsd_capabilities = 64;
/// Search handles can point to the session.
pub const MPSD_CAPABILITY_SEARCHABLE: mpsd_capabilities = 128;
/// The session has owners.
pub const MPSD_CAPABILITY_HAS_OWNERS: mpsd_capabilities = 256;

/// The fields of a session document. mpsd_session_info.document has the rest.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_summary {
    /// Differs for each life of the session; change numbers compare only within a branch.
    pub branch: Nullable<c_char>,
    /// Identifies the session in the service's logs.
    pub correlation_id: Nullable<c_char>,
    /// Its search handle.
    pub search_handle_id: Nullable<c_char>,
    /// How invites look, such as "game".
    pub invite_protocol: Nullable<c_char>,
    /// The host's device token, that of a member.
    pub host: Nullable<c_char>,
    /// Keywords for session queries, a JSON array of strings.
    pub keywords: Nullable<c_char>,
    /// JSON.
    pub custom_constants: Nullable<c_char>,
    /// JSON.
    pub custom_properties: Nullable<c_char>,
    /// Increases with each change.
    pub change_number: u64,
    /// When it began.
    pub started_at_ms: i64,
    /// When the service next changes it by itself.
    pub next_timer_ms: i64,
    /// Contract version of the document.
    pub contract_version: u32,
    /// MPSD_VISIBILITY_…
    pub visibility: mpsd_visibility,
    /// Who may join: MPSD_JOIN_RESTRICTION_…
    pub join_restriction: mpsd_join_restriction,
    /// Who may read: MPSD_JOIN_RESTRICTION_…
    pub read_restriction: mpsd_join_restriction,
    /// MPSD_CAPABILITY_… combined with |.
    pub capabilities: mpsd_capabilities,
    /// Most members and reservations.
    pub max_members_count: u32,
    /// Current members and reservations.
    pub members_count: u32,
    /// Members who have joined.
    pub accepted_count: u32,
    /// Active members.
    pub active_count: u32,
    /// Members for mpsd_session_get_member: in a large session at most the reader.
    pub listed_members: u32,
    /// The client's user among them; MPSD_NO_INDEX: absent, or the client has no xuid.
    pub self_index: u32,
    /// Further members that are unreadable, as they are no objects.
    pub skipped_members: u32,
    /// Whether nobody may join; 0 also if unknown.
    pub closed: mpsd_bool,
    /// Whether only former members may join; 0 also if unknown.
    pub locked: mpsd_bool,
    /// Zero.
    pub reserved0: [u8; 6],
    /// Zero.
    pub reserved: [u8; 64],
}

/// A member of a session.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_member {
    /// The gamertag.
    pub gamertag: Nullable<c_char>,
    /// The real-time connection that keeps the member active.
    pub connection: Nullable<c_char>,
    /// Equal for members on the same device.
    pub device_token: Nullable<c_char>,
    /// JSON.
    pub custom_constants: Nullable<c_char>,
    /// JSON.
    pub custom_properties: Nullable<c_char>,
    /// The member in the document, a JSON object. Never NULL.
    pub json: *const c_char,
    /// The user.
    pub xuid: u64,
    /// When the member joined.
    pub joined_at_ms: i64,
    /// Identifies the member in the document and in writes; MPSD_NO_INDEX: listed only as "me", as in a large
    /// session.
    pub id: u32,
    /// The same, from the member's constants; MPSD_NO_INDEX: unknown.
    pub index: u32,
    /// The title the member is active in; 0: none, or unknown.
    pub active_title_id: u32,
    /// Whether the member is active.
    pub active: mpsd_bool,
    /// Whether the member is about to be active.
    pub ready: mpsd_bool,
    /// Whether it is reserved for a player who has not joined.
    pub reservation: mpsd_bool,
    /// Whether it is the client's user.
    pub is_self: mpsd_bool,
    /// Zero.
    pub reserved: [u8; 64],
}

/// Contents as C sees them.
pub(super) struct ContentsView {
    pub(super) summary: mpsd_session_summary,
    pub(super) members: Vec<mpsd_session_member>,
    _texts: Lent,
}

// SAFETY: the pointers lead into the texts beside them, which nothing changes.
unsafe impl Send for ContentsView {}
// SAFETY: as for Send.
unsafe impl Sync for ContentsView {}

impl ContentsView {
    pub(super) fn new(contents: &SessionContents) -> ContentsView {
        let mut texts = Lent::default();
        ContentsView {
            summary: summary(contents, &mut texts),
            members: contents.members.iter().map(|each| member(each, &mut texts)).collect(),
            _texts: texts,
        }
    }
}

fn summary(contents: &SessionContents, texts: &mut Lent) -> mpsd_session_summary {
    let index = |index: usize| u32::try_from(index).unwrap_or(MPSD_NO_INDEX);
    mpsd_session_summary {
        branch: texts.lend(contents.branch.as_deref()),
        correlation_id: texts.lend(contents.correlation_id.as_deref()),
        search_handle_id: texts.lend(contents.search_handle_id.as_deref()),
        invite_protocol: texts.lend(contents.invite_protocol.as_deref()),
        host: texts.lend(contents.host.as_deref()),
        keywords: texts.lend(contents.keywords.as_deref()),
        custom_constants: texts.lend(contents.custom_constants.as_deref()),
        custom_properties: texts.lend(contents.custom_properties.as_deref()),
        change_number: contents.change_number.unwrap_or(0),
        started_at_ms: contents.started_at_ms.unwrap_or(0),
        next_timer_ms: contents.next_timer_ms.unwrap_or(0),
        contract_version: contents.contract_version.unwrap_or(0),
        visibility: visibility(contents.visibility),
        join_restriction: join_restriction(contents.join_restriction),
        read_restriction: join_restriction(contents.read_restriction),
        capabilities: contents.capabilities.bits(),
        max_members_count: contents.max_members_count.unwrap_or(0),
        members_count: contents.members_count.unwrap_or(0),
        accepted_count: contents.accepted_count.unwrap_or(0),
        active_count: contents.active_count.unwrap_or(0),
        listed_members: index(contents.members.len()),
        self_index: contents.self_index().map_or(MPSD_NO_INDEX, index),
        skipped_members: index(contents.skipped_members.count),
        closed: mpsd_bool::from(contents.closed),
        locked: mpsd_bool::from(contents.locked),
        reserved0: [0; 6],
        reserved: [0; 64],
    }
}

fn member(member: &SessionMember, texts: &mut Lent) -> mpsd_session_member {
    mpsd_session_member {
        gamertag: texts.lend(member.gamertag.as_deref()),
        connection: texts.lend(member.connection.as_deref()),
        device_token: texts.lend(member.device_token.as_deref()),
        custom_constants: texts.lend(member.custom_constants.as_deref()),
        custom_properties: texts.lend(member.custom_properties.as_deref()),
        json: texts.lend(Some(&member.json)),
        xuid: member.xuid.unwrap_or(0),
        joined_at_ms: member.joined_at_ms.unwrap_or(0),
        id: member.id.unwrap_or(MPSD_NO_INDEX),
        index: member.index.unwrap_or(MPSD_NO_INDEX),
        active_title_id: member.active_title_id.unwrap_or(0),
        active: mpsd_bool::from(member.active),
        ready: mpsd_bool::from(member.ready),
        reservation: mpsd_bool::from(member.reserved),
        is_self: mpsd_bool::from(member.is_self),
        reserved: [0; 64],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::Capabilities;

    #[test]
    fn capabilities_have_the_same_bits_on_both_sides() {
        for (bits, set) in [
            (MPSD_CAPABILITY_CONNECTIVITY, Capabilities::CONNECTIVITY),
            (MPSD_CAPABILITY_SUPPRESS_PRESENCE_ACTIVITY_CHECK, Capabilities::SUPPRESS_PRESENCE_ACTIVITY_CHECK),
            (MPSD_CAPABILITY_GAMEPLAY, Capabilities::GAMEPLAY),
            (MPSD_CAPABILITY_LARGE, Capabilities::LARGE),
            (MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE, Capabilities::USER_AUTHORIZATION_STYLE),
            (
                MPSD_CAPABILITY_CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS,
                Capabilities::CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS,
            ),
            (MPSD_CAPABILITY_CROSS_PLAY, Capabilities::CROSS_PLAY),
            (MPSD_CAPABILITY_SEARCHABLE, Capabilities::SEARCHABLE),
            (MPSD_CAPABILITY_HAS_OWNERS, Capabilities::HAS_OWNERS),
        ] {
            assert_eq!(bits, set.bits());
        }
    }
}
