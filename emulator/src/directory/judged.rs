//! How access was judged.

use std::fmt;

/// How a user's access to a session was judged, as the service tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(super) access: &'static str,
    pub(super) reason: &'static str,
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session-access={}; reason={}", self.access, self.reason)
    }
}
