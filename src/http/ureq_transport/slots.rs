//! How many connections may be in use at a time.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use crate::error::Delivery;
use crate::http::{Cancel, Failure, FailureKind};

pub(super) struct Slots {
    free: Mutex<u32>,
    changed: Condvar,
}

impl Slots {
    pub(super) fn new(count: u32) -> Slots {
        Slots { free: Mutex::new(count), changed: Condvar::new() }
    }

    /// Waits for a free slot, which is given back when the result is dropped.
    pub(super) fn take(self: &Arc<Slots>, until: Instant, cancel: &Arc<Cancel>) -> Result<Slot, Failure> {
        let mut interrupt = None;
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let text = "no connection became free in time; see max_connections";
                return Err(Failure::new(FailureKind::Timeout, Delivery::NotSent, text));
            }
            if interrupt.is_none() {
                drop(free);
                interrupt = Some(cancel.on_cancel(self.waker()));
                free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            if cancel.is_cancelled() {
                return Err(Failure::new(FailureKind::Interrupted, Delivery::NotSent, "cancelled before it was sent"));
            }
            free = self.changed.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *free -= 1;
        Ok(Slot(self.clone()))
    }

    fn waker(self: &Arc<Slots>) -> impl Fn() + Send + 'static {
        let slots = self.clone();
        move || {
            // Taking the lock makes sure that a waiter is either before its check or in its wait.
            drop(slots.free.lock().unwrap_or_else(PoisonError::into_inner));
            slots.changed.notify_all();
        }
    }
}

pub(super) struct Slot(Arc<Slots>);

impl Drop for Slot {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.changed.notify_one();
    }
}
