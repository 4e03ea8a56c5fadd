//! Open or closed, and the calls under way.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::{Code, Error};
use crate::http::Cancel;
use crate::process::Origin;
use crate::thread_key::ThreadKey;

#[derive(Default)]
pub(super) struct Lifetime {
    origin: Origin,
    cancel: Arc<Cancel>,
    calls: Mutex<Vec<ThreadKey>>,
    left: Condvar,
}

impl Lifetime {
    /// What a close cancels.
    pub(super) fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.origin.check()?;
        if self.cancel.is_cancelled() { Err(Error::new(Code::Closed, "the client was closed")) } else { Ok(()) }
    }

    /// Counts a call, until the result is dropped.
    pub(super) fn enter(&self) -> Result<Entered<'_>, Error> {
        // Before any lock is taken, which may be held for ever in another process.
        self.check()?;
        let mut calls = self.calls();
        self.check()?;
        calls.push(ThreadKey::current());
        Ok(Entered(self))
    }

    pub(super) fn close(&self) {
        self.cancel.cancel();
    }

    /// Waits for the calls under way, until `until`: what a stuck one still needs it holds itself. Not from inside a call,
    /// which could not end meanwhile.
    pub(super) fn wait_for_calls(&self, until: Instant) {
        let here = ThreadKey::current();
        let mut calls = self.calls();
        while !calls.is_empty() && !calls.contains(&here) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            calls = self.left.wait_timeout(calls, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn calls(&self) -> MutexGuard<'_, Vec<ThreadKey>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Entered<'a>(&'a Lifetime);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let here = ThreadKey::current();
        let mut calls = self.0.calls();
        if let Some(index) = calls.iter().position(|thread| *thread == here) {
            calls.swap_remove(index);
        }
        drop(calls);
        // Only who closes waits, and closes before it looks.
        if self.0.cancel.is_cancelled() {
            self.0.left.notify_all();
        }
    }
}
