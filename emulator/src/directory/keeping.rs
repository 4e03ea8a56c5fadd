//! The directory as a value that can be written down, and made from it again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Directory;
use super::handle_store::HandleStore;
use super::handles::{Handle, HandleKind};
use super::history::History;
use super::naming::TokenUsers;
use super::session_store::SessionStore;
use super::sessions::Session;
use super::templates::Templates;
use super::users::Users;
use crate::clock::Clock;
use crate::ids::Ids;
use crate::limits::Limits;
use crate::settings::Settings;
use crate::sign_in::RevokedTokens;

/// Everything in a directory.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Kept {
    settings: Settings,
    clock: Clock,
    ids: Ids,
    users: Users,
    revoked_tokens: RevokedTokens,
    /// Snapshots of former versions have none.
    #[serde(default)]
    token_users: TokenUsers,
    templates: Templates,
    sessions: Vec<KeptSession>,
    handles: Vec<Handle>,
    limits: Limits,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeptSession {
    present: Session,
    /// Its former versions, oldest first.
    history: Vec<Session>,
}

impl Directory {
    pub(crate) fn keep(&self) -> Kept {
        let sessions = self.sessions.iter().map(|(key, session)| KeptSession {
            present: session.clone(),
            history: self.history.of(key).cloned().collect(),
        });
        Kept {
            settings: self.settings.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            users: self.users.clone(),
            revoked_tokens: self.revoked.clone(),
            token_users: self.token_users.clone(),
            templates: self.templates.clone(),
            sessions: sessions.collect(),
            handles: self.handles.in_order().into_iter().cloned().collect(),
            limits: self.limits.running(self.clock.now(), &self.settings),
        }
    }

    /// The directory that was kept; the error names what cannot be.
    pub(crate) fn restore(kept: Kept) -> Result<Self, String> {
        kept.templates.check().map_err(|why| format!("templates{why}"))?;
        let (sessions, history) = restore_sessions(kept.sessions)?;
        let handles = restore_handles(kept.handles)?;
        check_search_handles(&sessions, &handles)?;
        Ok(Self {
            settings: kept.settings,
            clock: kept.clock,
            ids: kept.ids,
            sessions,
            history,
            handles,
            users: kept.users,
            revoked: kept.revoked_tokens,
            token_users: kept.token_users,
            templates: kept.templates,
            limits: kept.limits,
        })
    }
}

fn restore_sessions(kept: Vec<KeptSession>) -> Result<(SessionStore, History), String> {
    let (mut sessions, mut history) = (SessionStore::default(), History::default());
    for (position, KeptSession { present, history: former }) in kept.into_iter().enumerate() {
        let key = present.reference.key();
        check(&present).map_err(|why| format!("sessions[{position}].present.{why}"))?;
        for (number, version) in former.iter().enumerate() {
            let wrong = |why: &str| format!("sessions[{position}].history[{number}].{why}");
            check(version).map_err(|why| wrong(&why))?;
            if version.reference.key() != key {
                return Err(wrong(&format!("reference: {} is another session", version.reference)));
            }
        }
        history.restore(key.clone(), former);
        if let Some(twin) = sessions.insert(present) {
            return Err(format!("sessions[{position}].present.reference: {} is there twice", twin.reference));
        }
    }
    Ok((sessions, history))
}

/// Counters begin far enough below their type's end to go on for ever.
const MAX_INDEX: u32 = u32::MAX / 2;
const MAX_CHANGES: u64 = u64::MAX / 2;

/// Checks what the operations on a session rely on.
fn check(session: &Session) -> Result<(), String> {
    if session.next_index > MAX_INDEX {
        return Err(format!("nextIndex: {} is more than {MAX_INDEX}", session.next_index));
    }
    if session.change_number > MAX_CHANGES {
        return Err(format!("changeNumber: {} is more than {MAX_CHANGES}", session.change_number));
    }
    let mut xuids = BTreeSet::new();
    for (index, member) in &session.members {
        if *index >= session.next_index {
            return Err(format!("members.{index}: is not below nextIndex {}", session.next_index));
        }
        if !xuids.insert(member.xuid) {
            return Err(format!("members.{index}.xuid: {} has another seat already", member.xuid));
        }
    }
    match session.owners.iter().find(|owner| !session.members.contains_key(owner)) {
        Some(owner) => Err(format!("owners: there is no member {owner}")),
        None => Ok(()),
    }
}

fn restore_handles(kept: Vec<Handle>) -> Result<HandleStore, String> {
    let mut handles = HandleStore::default();
    for (position, handle) in kept.into_iter().enumerate() {
        let id = handle.id.clone();
        handles.add(handle);
        // Ids are unique, and an activity takes the place of another one.
        if handles.len() != position + 1 {
            return Err(format!("handles[{position}]: {id} has the place of an earlier handle"));
        }
    }
    Ok(handles)
}

/// Search handles and sessions name each other.
fn check_search_handles(sessions: &SessionStore, handles: &HandleStore) -> Result<(), String> {
    let named = sessions.values().filter(|session| session.search_handle.is_some()).count();
    let searches = handles.in_order().into_iter().filter(|handle| matches!(handle.kind, HandleKind::Search { .. }));
    let searches: Vec<&Handle> = searches.collect();
    for handle in &searches {
        let session = sessions.get(&handle.session.key());
        if session.and_then(|session| session.search_handle.as_ref()) != Some(&handle.id) {
            return Err(format!("handles: session {} does not name its search handle {}", handle.session, handle.id));
        }
    }
    if named == searches.len() { Ok(()) } else { Err("sessions: a searchHandle does not exist".to_owned()) }
}
