//! What a session document says: a summary, and the members.

use std::ffi::c_char;

use super::access::{join_restriction, mpsd_join_restriction, mpsd_visibility, visibility};
use super::lent::Lent;
use super::nullable::Nullable;
use super::result::mpsd_bool;
use crate::sessions::{SessionContents, SessionMember};

/// No member: not told, or not there.
pub const MPSD_NO_INDEX: u32 = 4294967295;

/// What a session can do: MPSD_CAPABILITY_… or-ed together.
pub type mpsd_capabilities = u32;

/// Members exchange secure device addresses.
pub const MPSD_CAPABILITY_CONNECTIVITY: mpsd_capabilities = 1;
/// Being in the session is not shown as presence.
pub const MPSD_CAPABILITY_SUPPRESS_PRESENCE_ACTIVITY_CHECK: mpsd_capabilities = 2;
/// Game play takes place in the session, as opposed to a lobby.
pub const MPSD_CAPABILITY_GAMEPLAY: mpsd_capabilities = 4;
/// The session may have more than 100 members; documents then hold the reader only.
pub const MPSD_CAPABILITY_LARGE: mpsd_capabilities = 8;
/// Players need no console to be in the session.
pub const MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE: mpsd_capabilities = 16;
/// An active member must be connected in real time.
pub const MPSD_CAPABILITY_CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS: mpsd_capabilities = 32;
/// Players of several platforms meet in the session.
pub const MPSD_CAPABILITY_CROSS_PLAY: mpsd_capabilities = 64;
/// Search handles may point at the session.
pub const MPSD_CAPABILITY_SEARCHABLE: mpsd_capabilities = 128;
/// The session has owners.
pub const MPSD_CAPABILITY_HAS_OWNERS: mpsd_capabilities = 256;

/// What a session document says. The pointers live as long as the session object. Whatever else the document holds is
/// in mpsd_session_info's text. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_summary {
    /// Another one with each life of the session: change numbers of two branches do not compare. NULL: not told, as for
    /// every text here.
    pub branch: Nullable<c_char>,
    /// Finds the session in the service's logs.
    pub correlation_id: Nullable<c_char>,
    /// Id of the search handle that points at it.
    pub search_handle_id: Nullable<c_char>,
    /// What invites to it look like, such as "game".
    pub invite_protocol: Nullable<c_char>,
    /// The host's device token: that of a member.
    pub host: Nullable<c_char>,
    /// What session queries find it by, a JSON array of strings.
    pub keywords: Nullable<c_char>,
    /// Its custom constants, JSON: an object, or whatever the title made of it (`"text"`, 5, null, []).
    pub custom_constants: Nullable<c_char>,
    /// Its custom properties, JSON of any kind as well.
    pub custom_properties: Nullable<c_char>,
    /// Grows with each change; 0: not told.
    pub change_number: u64,
    /// When it began, in Unix time in milliseconds; 0: not told.
    pub started_at_ms: i64,
    /// When the service next does something with it by itself, in Unix time in milliseconds; 0: not told.
    pub next_timer_ms: i64,
    /// The contract version it is written in; 0: not told.
    pub contract_version: u32,
    /// MPSD_VISIBILITY_…
    pub visibility: mpsd_visibility,
    /// Who may join: MPSD_JOIN_RESTRICTION_…
    pub join_restriction: mpsd_join_restriction,
    /// Who may read: MPSD_JOIN_RESTRICTION_…
    pub read_restriction: mpsd_join_restriction,
    /// MPSD_CAPABILITY_… or-ed together.
    pub capabilities: mpsd_capabilities,
    /// Members and reservations at most; 0: not told.
    pub max_members_count: u32,
    /// Members and reservations now; 0: not told.
    pub members_count: u32,
    /// Those who have joined; 0: none, or not told.
    pub accepted_count: u32,
    /// Those who play now; 0: none, or not told.
    pub active_count: u32,
    /// How many members the document lists, for mpsd_session_get_member: in a large session the reader at most.
    pub listed_members: u32,
    /// Which of them is the client's user; MPSD_NO_INDEX: none, or the client's options did not tell the XUID.
    pub self_index: u32,
    /// How many members the document lists beside listed_members that could not be read, as they are no objects.
    pub skipped_members: u32,
    /// Whether nobody may join; 0 also where the service did not say.
    pub closed: mpsd_bool,
    /// Whether only former members may join; 0 also where the service did not say.
    pub locked: mpsd_bool,
    /// Zero.
    pub reserved0: [u8; 6],
    /// Zero.
    pub reserved: [u8; 64],
}

/// One member of a session. The pointers live as long as the session object. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_session_member {
    /// NULL: not told, as for every text here.
    pub gamertag: Nullable<c_char>,
    /// The real-time connection that keeps the member active.
    pub connection: Nullable<c_char>,
    /// Equal for members on one device.
    pub device_token: Nullable<c_char>,
    /// The member's custom constants, JSON of any kind.
    pub custom_constants: Nullable<c_char>,
    /// The member's custom properties, JSON of any kind.
    pub custom_properties: Nullable<c_char>,
    /// All the document tells of the member, a JSON object. Never NULL.
    pub json: *const c_char,
    /// Who it is; 0: not told.
    pub xuid: u64,
    /// When the member joined, in Unix time in milliseconds; 0: not told.
    pub joined_at_ms: i64,
    /// The member's number in the document, which names the member in a write; MPSD_NO_INDEX: it is told as "me" only,
    /// as in a large session.
    pub id: u32,
    /// The same as the member's constants tell it; MPSD_NO_INDEX: not told.
    pub index: u32,
    /// The title the member is active in; 0: none, or not told.
    pub active_title_id: u32,
    /// Whether the member plays now.
    pub active: mpsd_bool,
    /// Whether the member is about to play.
    pub ready: mpsd_bool,
    /// Whether it is a seat kept for a player who has not joined.
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
