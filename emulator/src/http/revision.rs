//! Counting changes, so that a page knows when to look again.

use tokio::sync::watch;

/// The number of the latest change.
#[derive(Debug, Default)]
pub(super) struct Revision(watch::Sender<u64>);

impl Revision {
    pub(super) fn count(&self) {
        self.0.send_modify(|number| *number += 1);
    }

    pub(super) fn current(&self) -> u64 {
        *self.0.borrow()
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
