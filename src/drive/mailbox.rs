//! What other threads have to say to a thread that drives calls.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

pub(super) struct Mailbox<T> {
    letters: Mutex<Letters<T>>,
    arrived: Condvar,
}

struct Letters<T> {
    queue: VecDeque<T>,
    /// Whether the driver waits; else it looks by itself.
    awaited: bool,
    closed: bool,
}

impl<T> Default for Mailbox<T> {
    fn default() -> Mailbox<T> {
        let letters = Letters { queue: VecDeque::new(), awaited: false, closed: false };
        Mailbox { letters: Mutex::new(letters), arrived: Condvar::new() }
    }
}

impl<T> Mailbox<T> {
    pub(super) fn post(&self, letter: T) {
        let mut letters = self.letters();
        if letters.closed {
            return;
        }
        letters.queue.push_back(letter);
        let awaited = letters.awaited;
        drop(letters);
        if awaited {
            self.arrived.notify_one();
        }
    }

    pub(super) fn take(&self) -> Option<T> {
        self.letters().queue.pop_front()
    }

    /// Nobody looks any more: what is there and what is to come is dropped.
    pub(super) fn close(&self) {
        let unread = {
            let mut letters = self.letters();
            letters.closed = true;
            std::mem::take(&mut letters.queue)
        };
        drop(unread);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters().queue.is_empty()
    }

    /// Waits for a letter, until `until` at most.
    pub(super) fn wait(&self, until: Instant) {
        let mut letters = self.letters();
        while letters.queue.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            letters.awaited = true;
            letters = self.arrived.wait_timeout(letters, left).unwrap_or_else(PoisonError::into_inner).0;
            letters.awaited = false;
        }
    }

    fn letters(&self) -> MutexGuard<'_, Letters<T>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
