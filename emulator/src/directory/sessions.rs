//! Sessions and their members, as state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::json::{Object, Value};
use crate::names::{SessionRef, Xuid};
use crate::settings::Settings;

/// A pair of `system` and `custom`, as constants and properties have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Section {
    pub(crate) system: Object,
    /// Anything that a game writes; the directory does not look inside.
    pub(crate) custom: Value,
}

impl Default for Section {
    fn default() -> Self {
        Self { system: Object::new(), custom: Value::Object(Object::new()) }
    }
}

impl Section {
    pub(crate) fn system_text(&self, field: &str) -> Option<&str> {
        self.system.get(field).and_then(Value::as_str)
    }

    pub(crate) fn system_flag(&self, field: &str) -> bool {
        self.system.get(field).and_then(Value::as_bool) == Some(true)
    }
}

/// A member of a session, or a reserved seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) xuid: Xuid,
    pub(crate) reserved: bool,
    pub(crate) joined: Timestamp,
    /// When its present status began.
    pub(crate) since: Timestamp,
    /// The title that the member was last seen in.
    pub(crate) title_id: u32,
    /// The console that the member was last seen on.
    pub(crate) device: Option<u64>,
    /// As the member was called when last seen.
    pub(crate) gamertag: Option<String>,
    pub(crate) constants: Section,
    pub(crate) properties: Section,
    pub(crate) roles: Option<Value>,
}

/// What a member is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Kept a seat by someone else.
    Reserved,
    Inactive,
    /// On the way into the game.
    Ready,
    Active,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Inactive => "inactive",
            Self::Ready => "ready",
            Self::Active => "active",
        }
    }
}

impl Member {
    pub(crate) fn new(xuid: Xuid, title_id: u32, now: Timestamp) -> Self {
        Self {
            xuid,
            reserved: false,
            joined: now,
            since: now,
            title_id,
            device: None,
            gamertag: None,
            constants: Section::default(),
            properties: Section::default(),
            roles: None,
        }
    }

    pub(crate) fn status(&self) -> Status {
        if self.reserved {
            Status::Reserved
        } else if self.properties.system_flag("active") {
            Status::Active
        } else if self.properties.system_flag("ready") {
            Status::Ready
        } else {
            Status::Inactive
        }
    }

    pub(crate) fn active(&self) -> bool {
        self.status() == Status::Active
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Session {
    /// In the creator's case.
    pub(crate) reference: SessionRef,
    pub(crate) branch: Uuid,
    pub(crate) correlation: Uuid,
    pub(crate) started: Timestamp,
    pub(crate) change_number: u64,
    /// When it last changed.
    pub(crate) changed: Timestamp,
    /// Who made the last change; nobody, when the service did.
    pub(crate) changed_by: Option<Xuid>,
    pub(crate) constants: Section,
    pub(crate) properties: Section,
    pub(crate) role_types: Option<Object>,
    /// By index; an index is never given twice. Versions of a session share the members that they have in common, so
    /// that a write to a large session is cheap.
    pub(crate) members: BTreeMap<u32, Arc<Member>>,
    pub(crate) next_index: u32,
    /// Who has left; `locked` lets only them back in.
    pub(crate) former: BTreeSet<Xuid>,
    /// The members who own the session, by index; empty without `hasOwners`.
    pub(crate) owners: BTreeSet<u32>,
    /// The id of the search handle that points here.
    pub(crate) search_handle: Option<String>,
    /// When the next timer of the session fires.
    pub(crate) next_timer: Option<Timestamp>,
    pub(crate) empty_since: Option<Timestamp>,
    /// Over: nobody may see it any more, so that it is never kept.
    #[serde(skip)]
    pub(crate) ended: bool,
}

/// Who may see or join a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Private,
    Visible,
    Open,
}

impl Visibility {
    /// Names are compared without regard to case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_lowercase().as_str() {
            "private" => Some(Self::Private),
            "visible" => Some(Self::Visible),
            "open" => Some(Self::Open),
            _ => None,
        }
    }
}

impl Session {
    /// A session that nobody has seen yet: its GUIDs are still nil.
    pub(crate) fn new(reference: SessionRef, now: Timestamp) -> Self {
        Self {
            reference,
            branch: Uuid::nil(),
            correlation: Uuid::nil(),
            started: now,
            change_number: 0,
            changed: now,
            changed_by: None,
            constants: Section::default(),
            properties: Section::default(),
            role_types: None,
            members: BTreeMap::new(),
            next_index: 0,
            former: BTreeSet::new(),
            owners: BTreeSet::new(),
            search_handle: None,
            next_timer: None,
            empty_since: None,
            ended: false,
        }
    }

    /// Opaque, and different after each change, also across a re-creation
    /// under the same name.
    pub(crate) fn etag(&self) -> String {
        format!("\"{}-{}\"", self.branch.simple(), self.change_number)
    }

    /// Counts a change. Without a user, the service made it.
    pub(crate) fn count_change(&mut self, now: Timestamp, by: Option<Xuid>) {
        self.change_number += 1;
        self.changed = now;
        self.changed_by = by;
    }

    pub(crate) fn seat(&self, xuid: Xuid) -> Option<(u32, &Member)> {
        self.members.iter().find(|(_, member)| member.xuid == xuid).map(|(index, member)| (*index, &**member))
    }

    /// Whether the user has joined; a reserved seat is not enough.
    pub(crate) fn has_joined(&self, xuid: Xuid) -> bool {
        self.seat(xuid).is_some_and(|(_, member)| !member.reserved)
    }

    pub(crate) fn has_active(&self, xuid: Xuid) -> bool {
        self.seat(xuid).is_some_and(|(_, member)| member.active())
    }

    /// Takes the next seat.
    pub(crate) fn add(&mut self, member: Member) -> u32 {
        let index = self.next_index;
        self.next_index += 1;
        self.members.insert(index, Arc::new(member));
        index
    }

    pub(crate) fn remove(&mut self, xuid: Xuid) {
        if let Some((index, member)) = self.seat(xuid) {
            if !member.reserved {
                self.former.insert(xuid);
            }
            self.members.remove(&index);
            self.owners.remove(&index);
        }
    }

    /// The members without the reserved seats.
    pub(crate) fn joined(&self) -> impl Iterator<Item = (u32, &Member)> {
        self.members.iter().filter(|(_, member)| !member.reserved).map(|(index, member)| (*index, &**member))
    }

    pub(crate) fn accepted(&self) -> usize {
        self.joined().count()
    }

    /// Whether it is the turn of the member with this index.
    pub(crate) fn has_turn(&self, index: u32) -> bool {
        let turns = self.properties.system.get("turn").and_then(Value::as_array);
        turns.is_some_and(|turns| turns.iter().any(|turn| turn.as_u64() == Some(u64::from(index))))
    }

    /// A flag of `constants.system.capabilities`.
    pub(crate) fn capability(&self, name: &str) -> bool {
        let capabilities = self.constants.system.get("capabilities");
        capabilities.and_then(|all| all.get(name)).and_then(Value::as_bool) == Some(true)
    }

    pub(crate) fn keywords(&self) -> impl Iterator<Item = &str> {
        let keywords = self.properties.system.get("keywords").and_then(Value::as_array);
        keywords.into_iter().flatten().filter_map(Value::as_str)
    }

    pub(crate) fn visibility(&self, settings: &Settings) -> Visibility {
        self.constants
            .system_text("visibility")
            .or(Some(&settings.default_visibility))
            .and_then(Visibility::parse)
            .unwrap_or(Visibility::Open)
    }

    pub(crate) fn max_members(&self, settings: &Settings) -> u64 {
        self.constants
            .system
            .get("maxMembersCount")
            .and_then(Value::as_u64)
            .unwrap_or(u64::from(settings.default_max_members))
    }

    /// Whether every seat is taken or reserved.
    pub(crate) fn is_full(&self, settings: &Settings) -> bool {
        self.members.len() as u64 >= self.max_members(settings)
    }

    pub(crate) fn invite_protocol(&self) -> Option<&str> {
        self.constants.system_text("inviteProtocol")
    }

    /// `joinRestriction` or `readRestriction`, in lower case. The default is
    /// the MPSD documentation's.
    pub(crate) fn restriction(&self, field: &str) -> String {
        let default = if self.capability("userAuthorizationStyle") { "local" } else { "none" };
        self.properties.system_text(field).unwrap_or(default).to_lowercase()
    }
}
