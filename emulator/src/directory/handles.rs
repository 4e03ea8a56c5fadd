//! Handles: immutable pointers to sessions with typed data, and their store.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::wire_time;
use crate::json::Object;
use crate::names::{SessionKey, SessionRef, Xuid};

/// A handle.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    pub(crate) id: String,
    pub(crate) session: SessionRef,
    /// Who made it: the owner of an activity, the sender of an invite.
    pub(crate) maker: Xuid,
    pub(crate) title_id: u32,
    pub(crate) created: Timestamp,
    pub(crate) invite_protocol: String,
    pub(crate) platform: String,
    pub(crate) kind: HandleKind,
}

/// What a handle is for.
#[derive(Debug, Clone)]
pub(crate) enum HandleKind {
    Activity,
    Invite {
        invited: Xuid,
        /// `inviteAttributes` as sent, with the title filled in.
        attributes: Object,
        expires: Timestamp,
    },
}

impl Handle {
    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        match &self.kind {
            HandleKind::Activity => false,
            HandleKind::Invite { expires, .. } => *expires <= now,
        }
    }

    pub(crate) fn invites(&self, xuid: Xuid) -> bool {
        matches!(&self.kind, HandleKind::Invite { invited, .. } if *invited == xuid)
    }

    /// The handle as the service writes it.
    pub(crate) fn to_json(&self) -> Object {
        let title = self.title_id.to_string();
        let mut handle = Object::new();
        let mut put = |name: &str, value: Value| handle.insert(name.to_owned(), value);
        put("id", json!(self.id));
        put("version", json!(1));
        put("sessionRef", session_ref_json(&self.session));
        put("createTime", json!(wire_time(self.created)));
        put("inviteProtocol", json!(self.invite_protocol));
        put("gameTypes", json!({ &self.platform: { "titleId": title } }));
        match &self.kind {
            HandleKind::Activity => {
                put("type", json!("activity"));
                put("titleId", json!(title));
                put("ownerXuid", json!(self.maker.to_string()));
            }
            HandleKind::Invite { invited, attributes, expires } => {
                put("type", json!("invite"));
                put("senderXuid", json!(self.maker.to_string()));
                put("invitedXuid", json!(invited.to_string()));
                put("inviteAttributes", Value::Object(attributes.clone()));
                put("expiration", json!(wire_time(*expires)));
            }
        }
        handle
    }
}

pub(crate) fn session_ref_json(session: &SessionRef) -> Value {
    json!({
        "scid": session.scid,
        "templateName": session.template,
        "name": session.name,
    })
}

/// All handles, with the ways to find them.
///
/// Ids are compared without regard to case.
#[derive(Debug, Default)]
pub(crate) struct HandleStore {
    handles: HashMap<String, Handle>,
    /// owner → scid → the one live activity.
    activities: HashMap<Xuid, BTreeMap<String, String>>,
    /// invitee → invites, oldest first.
    inboxes: HashMap<Xuid, Vec<String>>,
    /// session → its activities.
    session_activities: HashMap<SessionKey, Vec<String>>,
}

impl HandleStore {
    pub(crate) fn len(&self) -> usize {
        self.handles.len()
    }

    /// Adds a handle; an activity takes the place of its owner's former one
    /// in the same scid.
    pub(crate) fn add(&mut self, handle: Handle) {
        let id = handle.id.to_lowercase();
        match &handle.kind {
            HandleKind::Activity => {
                if let Some(former) = self.activity_id(handle.maker, &handle.session.scid) {
                    self.remove(&former);
                }
                let scid = handle.session.scid.to_lowercase();
                let owned = self.activities.entry(handle.maker).or_default();
                owned.insert(scid, id.clone());
                let listed = self.session_activities.entry(handle.session.key());
                listed.or_default().push(id.clone());
            }
            HandleKind::Invite { invited, .. } => {
                self.drop_expired(*invited, handle.created);
                let inbox = self.inboxes.entry(*invited).or_default();
                inbox.push(id.clone());
            }
        }
        self.handles.insert(id, handle);
    }

    pub(crate) fn get(&self, id: &str, now: Timestamp) -> Option<&Handle> {
        let handle = self.handles.get(&id.to_lowercase())?;
        (!handle.expired(now)).then_some(handle)
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Handle> {
        let id = id.to_lowercase();
        let handle = self.handles.remove(&id)?;
        match &handle.kind {
            HandleKind::Activity => self.unlist_activity(&handle, &id),
            HandleKind::Invite { invited, .. } => {
                if let Some(inbox) = self.inboxes.get_mut(invited) {
                    inbox.retain(|other| *other != id);
                    if inbox.is_empty() {
                        self.inboxes.remove(invited);
                    }
                }
            }
        }
        Some(handle)
    }

    fn unlist_activity(&mut self, handle: &Handle, id: &str) {
        if let Some(owned) = self.activities.get_mut(&handle.maker) {
            owned.retain(|_, other| other != id);
            if owned.is_empty() {
                self.activities.remove(&handle.maker);
            }
        }
        let key = handle.session.key();
        if let Some(listed) = self.session_activities.get_mut(&key) {
            listed.retain(|other| other != id);
            if listed.is_empty() {
                self.session_activities.remove(&key);
            }
        }
    }

    /// Forgets the expired invites of one inbox.
    fn drop_expired(&mut self, invited: Xuid, now: Timestamp) {
        let Some(inbox) = self.inboxes.get_mut(&invited) else {
            return;
        };
        let handles = &mut self.handles;
        inbox.retain(|id| {
            let expired = handles.get(id).is_none_or(|handle| handle.expired(now));
            if expired {
                handles.remove(id);
            }
            !expired
        });
    }

    fn activity_id(&self, owner: Xuid, scid: &str) -> Option<String> {
        let owned = self.activities.get(&owner)?;
        owned.get(&scid.to_lowercase()).cloned()
    }

    /// A user's activity in `scid`, or all of them without a scid.
    pub(crate) fn activities(&self, owner: Xuid, scid: Option<&str>) -> Vec<&Handle> {
        let Some(owned) = self.activities.get(&owner) else {
            return Vec::new();
        };
        let wanted = scid.map(str::to_lowercase);
        let matching = owned.iter().filter(|(scid, _)| wanted.as_ref().is_none_or(|wanted| wanted == *scid));
        matching.filter_map(|(_, id)| self.handles.get(id)).collect()
    }

    /// The live invites of a user, oldest first.
    pub(crate) fn inbox(&self, invited: Xuid, now: Timestamp) -> Vec<&Handle> {
        let ids = self.inboxes.get(&invited).into_iter().flatten();
        ids.filter_map(|id| self.handles.get(id)).filter(|handle| !handle.expired(now)).collect()
    }

    /// Whether a live invite asks `invited` into the session.
    pub(crate) fn is_invited(&self, invited: Xuid, session: &SessionKey, now: Timestamp) -> bool {
        let inbox = self.inbox(invited, now);
        inbox.iter().any(|handle| handle.session.key() == *session)
    }

    /// Removes the activity that binds `owner` to the session.
    pub(crate) fn remove_activity(&mut self, owner: Xuid, session: &SessionRef) {
        let key = session.key();
        let Some(id) = self.activity_id(owner, &session.scid) else {
            return;
        };
        if self.handles.get(&id).is_some_and(|handle| handle.session.key() == key) {
            self.remove(&id);
        }
    }

    /// Removes every activity that points to a session that is gone.
    pub(crate) fn remove_activities_of(&mut self, session: &SessionKey) {
        for id in self.session_activities.remove(session).unwrap_or_default() {
            self.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    fn handle(id: &str, maker: &str, name: &str, kind: HandleKind) -> Handle {
        Handle {
            id: id.to_owned(),
            session: SessionRef::new(SCID, "t", name).unwrap(),
            maker: Xuid::parse(maker).unwrap(),
            title_id: 7,
            created: Timestamp::UNIX_EPOCH,
            invite_protocol: "game".to_owned(),
            platform: "win32".to_owned(),
            kind,
        }
    }

    fn invite(invited: &str, expires: i64) -> HandleKind {
        HandleKind::Invite {
            invited: Xuid::parse(invited).unwrap(),
            attributes: Object::new(),
            expires: Timestamp::new(expires, 0).unwrap(),
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 0).unwrap()
    }

    #[test]
    fn one_activity_per_owner_and_scid() {
        let mut store = HandleStore::default();
        let owner = Xuid::parse("1").unwrap();
        store.add(handle("A1", "1", "one", HandleKind::Activity));
        store.add(handle("A2", "1", "two", HandleKind::Activity));
        assert!(store.get("a1", at(0)).is_none());
        assert!(store.get("a2", at(0)).is_some());
        assert_eq!(store.activities(owner, Some(&SCID.to_uppercase())).len(), 1);
        assert_eq!(store.activities(owner, None).len(), 1);
        assert_eq!(store.len(), 1);
    }

    #[test]
    fn an_activity_goes_with_its_session_only() {
        let mut store = HandleStore::default();
        let owner = Xuid::parse("1").unwrap();
        store.add(handle("A1", "1", "one", HandleKind::Activity));
        let other = SessionRef::new(SCID, "t", "two").unwrap();
        store.remove_activity(owner, &other);
        store.remove_activities_of(&other.key());
        assert_eq!(store.len(), 1);
        let own = SessionRef::new(SCID, "T", "ONE").unwrap();
        store.remove_activity(owner, &own);
        assert_eq!(store.len(), 0);
        assert!(store.session_activities.is_empty() && store.activities.is_empty());
    }

    #[test]
    fn inboxes_hold_live_invites_in_order() {
        let mut store = HandleStore::default();
        let invited = Xuid::parse("2").unwrap();
        store.add(handle("i1", "1", "one", invite("2", 10)));
        store.add(handle("i2", "1", "one", invite("2", 20)));
        let ids = |store: &HandleStore, now| -> Vec<String> {
            let inbox = store.inbox(invited, now);
            inbox.iter().map(|handle| handle.id.clone()).collect()
        };
        assert_eq!(ids(&store, at(9)), ["i1", "i2"]);
        assert_eq!(ids(&store, at(10)), ["i2"]);
        let key = SessionRef::new(SCID, "t", "one").unwrap().key();
        assert!(store.is_invited(invited, &key, at(19)));
        assert!(!store.is_invited(invited, &key, at(20)));
        store.drop_expired(invited, at(30));
        assert_eq!(store.len(), 0);
    }
}
