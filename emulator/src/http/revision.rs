//! Counting changes, so that a page knows when to look again.

use axum::http::Method;
use tokio::sync::watch;

use super::request::Call;

/// The number of the latest change.
#[derive(Debug, Default)]
pub(super) struct Revision(watch::Sender<u64>);

impl Revision {
    /// Counts a request, unless it only looked at the emulator itself.
    pub(super) fn count(&self, call: &Call) {
        let looks = call.method() == Method::GET && call.is_control();
        if !looks {
            self.0.send_modify(|number| *number += 1);
        }
    }

    pub(super) fn current(&self) -> u64 {
        *self.0.borrow()
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
