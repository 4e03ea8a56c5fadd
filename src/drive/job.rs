//! A send that waits for a worker: it begins, or its call withdraws it, but never both.

use std::sync::atomic::{AtomicU8, Ordering};

#[derive(Default)]
pub(super) struct Job(AtomicU8);

const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const WITHDRAWN: u8 = 2;

impl Job {
    /// Begins; false where it was withdrawn.
    pub(super) fn begin(&self) -> bool {
        self.leave_waiting(BEGUN)
    }

    /// Withdraws; false where it has begun.
    pub(super) fn withdraw(&self) -> bool {
        self.leave_waiting(WITHDRAWN)
    }

    fn leave_waiting(&self, to: u8) -> bool {
        self.0.compare_exchange(WAITING, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}
