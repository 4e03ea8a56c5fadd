//! The store of all handles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::handles::{Handle, HandleKind};
use crate::names::{SessionKey, SessionRef, Xuid};

/// All handles, with the ways to find them.
///
/// Ids are compared without regard to case.
#[derive(Debug, Default)]
pub(crate) struct HandleStore {
    handles: HashMap<String, Handle>,
    /// owner → activities, oldest first.
    activities: BTreeMap<Xuid, Vec<String>>,
    /// invitee → invites, also accepted ones, oldest first.
    inboxes: BTreeMap<Xuid, Vec<String>>,
    /// Invites by the time at which they expire.
    expiries: BTreeSet<(Timestamp, String)>,
    /// session → the handles that go when it goes: all but invites.
    bound: BTreeMap<SessionKey, Vec<String>>,
    /// scid and template in lower case → search handles, oldest first.
    searches: BTreeMap<(String, String), Vec<String>>,
}

fn search_place(scid: &str, template: &str) -> (String, String) {
    (scid.to_lowercase(), template.to_lowercase())
}

/// Takes an id from a list, and the list away when it was the last.
fn unlist<K: Ord>(lists: &mut BTreeMap<K, Vec<String>>, key: &K, id: &str) {
    if let Some(list) = lists.get_mut(key) {
        list.retain(|other| other != id);
        if list.is_empty() {
            lists.remove(key);
        }
    }
}

impl HandleStore {
    pub(crate) fn len(&self) -> usize {
        self.handles.len()
    }

    /// All of them, in an order in which adding them gives this store again.
    pub(crate) fn in_order(&self) -> Vec<&Handle> {
        let lists = self.activities.values().chain(self.inboxes.values()).chain(self.searches.values());
        let mut all: Vec<&Handle> = lists.flatten().filter_map(|id| self.handles.get(id)).collect();
        let mut transfers: Vec<&Handle> =
            self.handles.values().filter(|handle| matches!(handle.kind, HandleKind::Transfer { .. })).collect();
        transfers.sort_unstable_by_key(|handle| &handle.id);
        all.append(&mut transfers);
        all
    }

    /// Takes all of them out, in that order.
    pub(crate) fn drain(&mut self) -> Vec<Handle> {
        let all = self.in_order().into_iter().cloned().collect();
        *self = Self::default();
        all
    }

    /// Adds a handle.
    pub(crate) fn add(&mut self, handle: Handle) {
        let id = handle.id.to_lowercase();
        match &handle.kind {
            HandleKind::Activity => self.activities.entry(handle.maker).or_default().push(id.clone()),
            HandleKind::Invite { invited, expires, .. } => {
                self.inboxes.entry(*invited).or_default().push(id.clone());
                self.expiries.insert((*expires, id.clone()));
            }
            HandleKind::Search { .. } => {
                let place = search_place(&handle.session.scid, &handle.session.template);
                self.searches.entry(place).or_default().push(id.clone());
            }
            HandleKind::Transfer { .. } => {}
        }
        if !matches!(&handle.kind, HandleKind::Invite { .. }) {
            self.bound.entry(handle.session.key()).or_default().push(id.clone());
        }
        self.handles.insert(id, handle);
    }

    pub(crate) fn get(&self, id: &str, now: Timestamp) -> Option<&Handle> {
        let handle = self.handles.get(&id.to_lowercase())?;
        (!handle.expired(now)).then_some(handle)
    }

    pub(crate) fn live(&self, now: Timestamp) -> impl Iterator<Item = &Handle> {
        self.handles.values().filter(move |handle| !handle.expired(now))
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Handle> {
        let id = id.to_lowercase();
        let handle = self.handles.remove(&id)?;
        match &handle.kind {
            HandleKind::Activity => unlist(&mut self.activities, &handle.maker, &id),
            HandleKind::Invite { invited, expires, .. } => {
                unlist(&mut self.inboxes, invited, &id);
                self.expiries.remove(&(*expires, id.clone()));
            }
            HandleKind::Search { .. } => {
                let place = search_place(&handle.session.scid, &handle.session.template);
                unlist(&mut self.searches, &place, &id);
            }
            HandleKind::Transfer { .. } => {}
        }
        unlist(&mut self.bound, &handle.session.key(), &id);
        Some(handle)
    }

    /// Forgets the expired invites. Looks at no others, as this is done before each request.
    pub(crate) fn drop_expired(&mut self, now: Timestamp) {
        let mut invitees = BTreeSet::new();
        while self.expiries.first().is_some_and(|(expires, _)| *expires <= now) {
            let expired = self.expiries.pop_first().and_then(|(_, id)| self.handles.remove(&id));
            if let Some(Handle { kind: HandleKind::Invite { invited, .. }, .. }) = expired {
                invitees.insert(invited);
            }
        }
        for invited in invitees {
            if let Some(inbox) = self.inboxes.get_mut(&invited) {
                inbox.retain(|id| self.handles.contains_key(id));
                if inbox.is_empty() {
                    self.inboxes.remove(&invited);
                }
            }
        }
    }

    /// A user's activities in `scid`, or all of them without a scid.
    pub(crate) fn activities(&self, owner: Xuid, scid: Option<&str>) -> Vec<&Handle> {
        let wanted = scid.map(str::to_lowercase);
        let owned = self.activities.get(&owner).into_iter().flatten().filter_map(|id| self.handles.get(id));
        let fits =
            |handle: &&Handle| wanted.as_ref().is_none_or(|wanted| *wanted == handle.session.scid.to_lowercase());
        owned.filter(fits).collect()
    }

    /// The live invites of a user, also accepted ones, oldest first.
    fn invites(&self, invited: Xuid, now: Timestamp) -> impl Iterator<Item = &Handle> {
        let ids = self.inboxes.get(&invited).into_iter().flatten();
        ids.filter_map(|id| self.handles.get(id)).filter(move |handle| !handle.expired(now))
    }

    /// The live invites that a user has not accepted, oldest first.
    pub(crate) fn inbox(&self, invited: Xuid, now: Timestamp) -> Vec<&Handle> {
        self.invites(invited, now).filter(|handle| !handle.accepted()).collect()
    }

    /// Takes an invite out of its inbox; the handle stays.
    pub(crate) fn accept(&mut self, id: &str) {
        if let Some(Handle { kind: HandleKind::Invite { accepted, .. }, .. }) = self.handles.get_mut(&id.to_lowercase())
        {
            *accepted = true;
        }
    }

    /// Whether a live invite asks `invited` into the session.
    pub(crate) fn is_invited(&self, invited: Xuid, session: &SessionKey, now: Timestamp) -> bool {
        self.invites(invited, now).any(|handle| handle.session.key() == *session)
    }

    /// Removes the activity that binds `owner` to the session.
    pub(crate) fn remove_activity(&mut self, owner: Xuid, session: &SessionRef) {
        let key = session.key();
        let owned = self.activities(owner, Some(&session.scid)).into_iter();
        let bound: Vec<String> =
            owned.filter(|handle| handle.session.key() == key).map(|handle| handle.id.clone()).collect();
        for id in bound {
            self.remove(&id);
        }
    }

    /// The search handles of a template, oldest first; without a template, those of the scid.
    pub(crate) fn searches(&self, scid: &str, template: Option<&str>) -> Vec<&Handle> {
        let ids: Vec<&String> = match template {
            Some(template) => self.searches.get(&search_place(scid, template)).into_iter().flatten().collect(),
            None => {
                let places = self.searches.iter().filter(|((own, _), _)| *own == scid.to_lowercase());
                places.flat_map(|(_, ids)| ids).collect()
            }
        };
        let mut found: Vec<&Handle> = ids.into_iter().filter_map(|id| self.handles.get(id)).collect();
        found.sort_by_key(|handle| handle.created);
        found
    }

    /// Removes every handle that does not outlive its session.
    pub(crate) fn remove_bound_to(&mut self, session: &SessionKey) {
        for id in self.bound.remove(session).unwrap_or_default() {
            self.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Object;

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
            accepted: false,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 0).unwrap()
    }

    #[test]
    fn activities_are_listed_by_owner_and_scid() {
        let mut store = HandleStore::default();
        let owner = Xuid::parse("1").unwrap();
        store.add(handle("A1", "1", "one", HandleKind::Activity));
        store.add(handle("A2", "1", "two", HandleKind::Activity));
        store.add(handle("A3", "2", "two", HandleKind::Activity));
        assert_eq!(store.activities(owner, Some(&SCID.to_uppercase())).len(), 2);
        assert_eq!(store.activities(owner, None).len(), 2);
        assert!(store.activities(owner, Some("00000000-ebe0-42da-885f-033860a818f6")).is_empty());
    }

    #[test]
    fn an_activity_goes_with_its_session_only() {
        let mut store = HandleStore::default();
        let owner = Xuid::parse("1").unwrap();
        store.add(handle("A1", "1", "one", HandleKind::Activity));
        let other = SessionRef::new(SCID, "t", "two").unwrap();
        store.remove_activity(owner, &other);
        store.remove_bound_to(&other.key());
        assert_eq!(store.len(), 1);
        let own = SessionRef::new(SCID, "T", "ONE").unwrap();
        store.remove_activity(owner, &own);
        assert_eq!(store.len(), 0);
        assert!(store.bound.is_empty() && store.activities.is_empty());
    }

    #[test]
    fn search_and_transfer_handles_go_with_their_session() {
        let mut store = HandleStore::default();
        let search = HandleKind::Search { attributes: Object::new() };
        let origin = SessionRef::new(SCID, "t", "lobby").unwrap();
        store.add(handle("s1", "1", "one", search.clone()));
        store.add(handle("s2", "1", "two", search));
        store.add(handle("t1", "1", "two", HandleKind::Transfer { origin }));
        store.add(handle("i1", "1", "two", invite("2", 10)));
        let ids = |store: &HandleStore| -> Vec<String> {
            let found = store.searches(&SCID.to_uppercase(), Some("T"));
            assert_eq!(store.searches(SCID, None).len(), found.len());
            found.iter().map(|handle| handle.id.clone()).collect()
        };
        assert_eq!(ids(&store), ["s1", "s2"]);
        store.remove_bound_to(&SessionRef::new(SCID, "t", "two").unwrap().key());
        assert_eq!(ids(&store), ["s1"]);
        assert!(store.get("t1", at(0)).is_none() && store.get("i1", at(0)).is_some());
        store.remove("S1");
        assert!(store.searches.is_empty() && store.bound.is_empty());
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
        store.drop_expired(at(19));
        assert_eq!(store.len(), 1);
        store.drop_expired(at(20));
        assert!(store.len() == 0 && store.inboxes.is_empty() && store.expiries.is_empty());
    }

    #[test]
    fn invites_expire_at_their_own_times_whatever_their_order() {
        let mut store = HandleStore::default();
        for (id, invited, expires) in [("I1", "2", 30), ("I2", "2", 10), ("I3", "3", 10), ("I4", "2", 20)] {
            store.add(handle(id, "1", "one", invite(invited, expires)));
        }
        let ids =
            |store: &HandleStore| -> Vec<String> { store.in_order().iter().map(|handle| handle.id.clone()).collect() };
        store.drop_expired(at(9));
        assert_eq!(ids(&store), ["I1", "I2", "I4", "I3"]);
        store.remove("i4");
        store.drop_expired(at(10));
        assert_eq!(ids(&store), ["I1"]);
        assert_eq!((store.expiries.len(), store.inboxes.len()), (1, 1));
        // A time that has passed already is one, too: a restored invite may have one.
        store.add(handle("I5", "1", "one", invite("3", 5)));
        store.drop_expired(at(11));
        assert_eq!(ids(&store), ["I1"]);
    }
}
