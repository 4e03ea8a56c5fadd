//! The former versions of sessions, for people who look for a mistake.

use std::collections::{HashMap, VecDeque};

use super::sessions::Session;
use crate::names::SessionKey;

/// For each session its latest former versions, oldest first.
#[derive(Debug, Default)]
pub(crate) struct History(HashMap<SessionKey, VecDeque<Session>>);

impl History {
    /// Keeps a version that has been replaced; of each session the latest `most`.
    pub(crate) fn keep(&mut self, former: Session, most: usize) {
        let versions = self.0.entry(former.reference.key()).or_default();
        versions.push_back(former);
        let surplus = versions.len().saturating_sub(most);
        versions.drain(..surplus);
    }

    /// Puts the former versions of a session back.
    pub(crate) fn restore(&mut self, session: SessionKey, former: Vec<Session>) {
        if !former.is_empty() {
            self.0.insert(session, former.into());
        }
    }

    /// Changes what every former version says.
    pub(crate) fn each(&mut self, change: impl FnMut(&mut Session)) {
        self.0.values_mut().flatten().for_each(change);
    }

    pub(crate) fn forget(&mut self, session: &SessionKey) {
        self.0.remove(session);
    }

    pub(crate) fn of(&self, session: &SessionKey) -> impl Iterator<Item = &Session> + use<'_> {
        self.0.get(session).into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::names::SessionRef;

    #[test]
    fn only_the_latest_versions_are_kept() {
        let reference = SessionRef::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", "n").unwrap();
        let mut session = Session::new(reference.clone(), Timestamp::UNIX_EPOCH);
        let mut history = History::default();
        for _ in 0..5 {
            history.keep(session.clone(), 2);
            session.count_change(Timestamp::UNIX_EPOCH, None);
        }
        let key = reference.key();
        let kept: Vec<u64> = history.of(&key).map(|version| version.change_number).collect();
        assert_eq!(kept, [3, 4]);
        history.keep(session, 0);
        assert_eq!(history.of(&key).count(), 0);
        history.forget(&key);
        assert!(history.0.is_empty());
    }
}
