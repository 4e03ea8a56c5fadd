//! What other threads have to say to the thread that drives a call.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::auth::Granted;
use crate::error::Error;
use crate::http::{Failure, Response};

pub(super) enum Event {
    Authorized { slot: usize, granted: Option<Result<Granted, Error>> },
    Answered { slot: usize, ticket: u64, outcome: Result<Response, Failure> },
}

#[derive(Default)]
pub(super) struct Mailbox {
    letters: Mutex<Letters>,
    arrived: Condvar,
}

#[derive(Default)]
struct Letters {
    events: VecDeque<Event>,
    knocked: bool,
    /// Whether the driver waits; else it looks by itself.
    awaited: bool,
}

impl Mailbox {
    pub(super) fn post(&self, event: Event) {
        let mut letters = self.letters();
        letters.events.push_back(event);
        let awaited = letters.awaited;
        drop(letters);
        if awaited {
            self.arrived.notify_one();
        }
    }

    /// Wakes the driver without an event: it has something to look at.
    pub(super) fn knock(&self) {
        self.letters().knocked = true;
        self.arrived.notify_one();
    }

    pub(super) fn take(&self) -> Option<Event> {
        self.letters().events.pop_front()
    }

    /// Waits for an event or a knock, until `until` at most.
    pub(super) fn wait(&self, until: Instant) {
        let mut letters = self.letters();
        while letters.events.is_empty() && !letters.knocked {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            letters.awaited = true;
            letters = self.arrived.wait_timeout(letters, left).unwrap_or_else(PoisonError::into_inner).0;
            letters.awaited = false;
        }
        letters.knocked = false;
    }

    fn letters(&self) -> MutexGuard<'_, Letters> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
