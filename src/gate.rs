//! Counts the caller's callbacks that run, so that a destroy can wait for them.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::thread_key::ThreadKey;

#[derive(Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Default)]
struct State {
    closed: bool,
    inside: Vec<ThreadKey>,
}

impl Gate {
    /// Enters, unless the gate is closed; leaves when the result is dropped.
    pub(crate) fn enter(&self) -> Option<Inside<'_>> {
        let mut state = self.state();
        if state.closed {
            return None;
        }
        state.inside.push(ThreadKey::current());
        Some(Inside(self))
    }

    /// Lets nobody in from now on.
    pub(crate) fn close(&self) {
        self.state().closed = true;
    }

    /// Waits until everybody has left; not from inside, where nobody could.
    pub(crate) fn wait_until_left(&self) {
        let here = ThreadKey::current();
        let mut state = self.state();
        while !state.inside.is_empty() && !state.inside.contains(&here) {
            state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Inside<'a>(&'a Gate);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let here = ThreadKey::current();
        let mut state = self.0.state();
        if let Some(index) = state.inside.iter().position(|thread| *thread == here) {
            state.inside.swap_remove(index);
        }
        self.0.left.notify_all();
    }
}
