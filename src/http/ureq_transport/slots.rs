//! How many connections may be in use at a time.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::Delivery;
use crate::http::{Cancel, Failure, FailureKind};

pub(super) struct Slots {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    free: u32,
    /// How many wait: a notification that nobody hears is a system call for nothing.
    waiting: u32,
}

impl Slots {
    pub(super) fn new(count: u32) -> Slots {
        Slots { state: Mutex::new(State { free: count, waiting: 0 }), changed: Condvar::new() }
    }

    /// Waits for a free slot, which is given back when the result is dropped.
    pub(super) fn take(self: &Arc<Slots>, until: Instant, cancel: &Arc<Cancel>) -> Result<Slot, Failure> {
        let mut interrupt = None;
        let mut state = self.state();
        while state.free == 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let text = "no connection became free in time; see max_connections";
                return Err(Failure::new(FailureKind::Timeout, Delivery::NotSent, text));
            }
            if interrupt.is_none() {
                drop(state);
                interrupt = Some(cancel.on_cancel(self.waker()));
                state = self.state();
                continue;
            }
            if cancel.is_cancelled() {
                return Err(Failure::new(FailureKind::Interrupted, Delivery::NotSent, "cancelled before it was sent"));
            }
            state.waiting += 1;
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting -= 1;
        }
        state.free -= 1;
        Ok(Slot(self.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waker(self: &Arc<Slots>) -> impl Fn() + Send + 'static {
        let slots = self.clone();
        move || {
            // Taking the lock makes sure that a waiter is either before its check or in its wait.
            drop(slots.state());
            slots.changed.notify_all();
        }
    }
}

pub(super) struct Slot(Arc<Slots>);

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.free += 1;
        let somebody_waits = state.waiting > 0;
        drop(state);
        if somebody_waits {
            self.0.changed.notify_one();
        }
    }
}
