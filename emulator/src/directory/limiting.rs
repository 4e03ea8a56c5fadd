//! How often users ask.

use super::Directory;
use super::handles::HandleKind;
use crate::json::{Value, json};
use crate::limits::{Bucket, Throttled};
use crate::sign_in::Caller;

impl Directory {
    /// Counts a request; tells if it is one too many. What is not enforced is
    /// counted all the same, for those who look.
    pub(crate) fn count_request(&mut self, caller: Caller, search: Option<Bucket>) -> Option<Throttled> {
        let over = self.limits.count(caller, search, self.clock.now(), &self.settings);
        over.filter(|_| self.settings.rate_limits)
    }

    pub(crate) fn limits_json(&self) -> Value {
        let meters = self.limits.to_json(self.clock.now(), &self.settings);
        json!({ "enforced": self.settings.rate_limits, "meters": meters })
    }

    pub(crate) fn is_search_handle(&self, id: &str) -> bool {
        self.live_handle(id).is_ok_and(|handle| matches!(handle.kind, HandleKind::Search { .. }))
    }
}
