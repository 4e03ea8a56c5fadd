//! The store of all sessions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::sessions::Session;
use crate::names::SessionKey;

/// All sessions, and which of them time changes next.
#[derive(Debug, Default)]
pub(crate) struct SessionStore {
    sessions: BTreeMap<SessionKey, Session>,
    /// The sessions with a timer, by the time at which it fires.
    timers: BTreeSet<(Timestamp, SessionKey)>,
}

impl SessionStore {
    pub(crate) fn len(&self) -> usize {
        self.sessions.len()
    }

    pub(crate) fn get(&self, key: &SessionKey) -> Option<&Session> {
        self.sessions.get(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&SessionKey, &Session)> {
        self.sessions.iter()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &SessionKey> {
        self.sessions.keys()
    }

    /// Puts a session in its place; gives the one that was there.
    pub(crate) fn insert(&mut self, session: Session) -> Option<Session> {
        let key = session.reference.key();
        let former = self.remove(&key);
        if let Some(time) = session.next_timer {
            self.timers.insert((time, key.clone()));
        }
        self.sessions.insert(key, session);
        former
    }

    pub(crate) fn remove(&mut self, key: &SessionKey) -> Option<Session> {
        let session = self.sessions.remove(key)?;
        if let Some(time) = session.next_timer {
            self.timers.remove(&(time, key.clone()));
        }
        Some(session)
    }

    /// The sessions whose timers fire by `now`, the earliest first.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<SessionKey> {
        let due = self.timers.iter().take_while(|(time, _)| *time <= now);
        due.map(|(_, key)| key.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::SessionRef;

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 0).unwrap()
    }

    fn session(name: &str, timer: Option<i64>) -> Session {
        let reference = SessionRef::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", name).unwrap();
        Session { next_timer: timer.map(at), ..Session::new(reference, at(0)) }
    }

    fn due(store: &SessionStore, second: i64) -> Vec<String> {
        let due = store.due(at(second)).into_iter();
        due.map(|key| store.get(&key).unwrap().reference.name.clone()).collect()
    }

    #[test]
    fn timers_are_those_of_the_sessions_that_are_there() {
        let mut store = SessionStore::default();
        for (name, timer) in [("late", Some(30)), ("early", Some(10)), ("never", None), ("also", Some(10))] {
            assert!(store.insert(session(name, timer)).is_none());
        }
        assert!(due(&store, 9).is_empty());
        assert_eq!(due(&store, 10), ["also", "early"]);
        assert_eq!(due(&store, 30), ["also", "early", "late"]);
        assert_eq!(store.insert(session("EARLY", Some(20))).unwrap().next_timer, Some(at(10)));
        assert_eq!(due(&store, 30), ["also", "EARLY", "late"]);
        assert!(store.insert(session("late", None)).is_some());
        for name in ["also", "early", "late", "never"] {
            assert!(store.remove(&session(name, None).reference.key()).is_some());
        }
        assert!(store.len() == 0 && store.timers.is_empty());
    }
}
