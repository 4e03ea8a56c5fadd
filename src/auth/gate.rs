//! Counts the caller's callbacks that run, so that a destroy can wait for them.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Default)]
struct State {
    closed: bool,
    inside: Vec<ThreadId>,
}

impl Gate {
    /// Enters, unless the gate is closed; leaves when the result is dropped.
    pub(super) fn enter(&self) -> Option<Inside<'_>> {
        let mut state = self.state();
        if state.closed {
            return None;
        }
        state.inside.push(thread::current().id());
        Some(Inside(self))
    }

    /// Lets nobody in from now on.
    pub(super) fn close(&self) {
        self.state().closed = true;
    }

    /// Waits until everybody else has left.
    pub(super) fn wait_until_left(&self) {
        let here = thread::current().id();
        let mut state = self.state();
        while state.inside.iter().any(|thread| *thread != here) {
            state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Inside<'a>(&'a Gate);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let here = thread::current().id();
        let mut state = self.0.state();
        if let Some(index) = state.inside.iter().position(|thread| *thread == here) {
            state.inside.swap_remove(index);
        }
        self.0.left.notify_all();
    }
}
