//! A call of the session directory, as far as the rules ask about it.

use serde_json::Value;

/// One entry of the trace.
pub(super) struct Call {
    /// Its number in the file, from 1 on.
    pub(super) entry: usize,
    /// When it began, and when its answer was there, in milliseconds.
    pub(super) began: i64,
    pub(super) ended: i64,
    pub(super) user: u64,
    pub(super) method: String,
    /// Path and query.
    pub(super) path: String,
    pub(super) body: String,
    /// 0: no answer came.
    pub(super) status: u16,
    pub(super) retry_after_ms: Option<i64>,
    /// Which attempt of its call.
    pub(super) attempt: u64,
    /// Whether the service surely did not get it.
    pub(super) not_sent: bool,
}

/// What the service counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Budget {
    Requests,
    SearchReads,
    SearchWrites,
}

impl Call {
    pub(super) fn budget(&self) -> Budget {
        let is_search = || self.json().is_some_and(|body| body["type"] == "search");
        match self.route() {
            "/handles/query" if is_search() => Budget::SearchReads,
            "/handles" if self.method == "POST" && is_search() => Budget::SearchWrites,
            _ => Budget::Requests,
        }
    }

    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether it may change something.
    pub(super) fn is_write(&self) -> bool {
        self.method != "GET" && self.route() != "/handles/query" && !self.route().ends_with("/batch")
    }

    /// The path without its query.
    pub(super) fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    pub(super) fn query(&self) -> &str {
        self.path.split_once('?').map_or("", |(_, query)| query)
    }

    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// The same user asks for the same.
    pub(super) fn is_same(&self, other: &Call) -> bool {
        self.user == other.user && self.method == other.method && self.path == other.path && self.body == other.body
    }
}
