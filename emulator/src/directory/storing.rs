//! Putting a changed session in its place, and ending one.

use super::Directory;
use super::sessions::Session;
use crate::names::SessionKey;

impl Directory {
    /// Stores a session; the version whose place it takes goes into the history.
    pub(super) fn store_session(&mut self, next: Session) {
        let number = next.change_number;
        let former = self.sessions.insert(next);
        if let Some(former) = former.filter(|former| former.change_number != number) {
            self.history.keep(former, self.settings.session_history);
        }
    }

    /// Ends a session: it goes with its history and the handles bound to it.
    pub(crate) fn end_session(&mut self, session: &SessionKey) -> bool {
        self.handles.remove_bound_to(session);
        self.history.forget(session);
        self.sessions.remove(session).is_some()
    }
}
