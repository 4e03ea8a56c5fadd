//! Open or closed, and the calls under way.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::error::{Code, Error};
use crate::http::Cancel;

#[derive(Default)]
pub(super) struct Lifetime {
    cancel: Arc<Cancel>,
    calls: Mutex<Vec<ThreadId>>,
    left: Condvar,
}

impl Lifetime {
    /// What a close cancels.
    pub(super) fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.cancel.is_cancelled() { Err(Error::new(Code::Closed, "the client was closed")) } else { Ok(()) }
    }

    /// Counts a call, until the result is dropped.
    pub(super) fn enter(&self) -> Result<Entered<'_>, Error> {
        let mut calls = self.calls();
        self.check()?;
        calls.push(thread::current().id());
        Ok(Entered(self))
    }

    pub(super) fn close(&self) {
        self.cancel.cancel();
    }

    /// Waits for the calls of other threads, but not long: what a stuck one still needs it holds itself.
    pub(super) fn wait_for_calls(&self) {
        const PATIENCE: Duration = Duration::from_millis(250);
        let until = Instant::now() + PATIENCE;
        let here = thread::current().id();
        let mut calls = self.calls();
        while calls.iter().any(|thread| *thread != here) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            calls = self.left.wait_timeout(calls, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn calls(&self) -> MutexGuard<'_, Vec<ThreadId>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Entered<'a>(&'a Lifetime);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let here = thread::current().id();
        let mut calls = self.0.calls();
        if let Some(index) = calls.iter().position(|thread| *thread == here) {
            calls.swap_remove(index);
        }
        drop(calls);
        self.0.left.notify_all();
    }
}
