//! A call in the background, as its starter holds it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::operations::{OperationOptions, Operations, Ticket};
use super::slot::Slot;
use crate::calls::Progress;
use crate::drive::Report;
use crate::error::Error;
use crate::http::{Cancel, Registration};

/// A call in the background. Dropped, it is cancelled: nobody wants its outcome; `detach` lets it go on.
pub struct Operation<V, E = Error> {
    core: Arc<Core<V, E>>,
    detached: bool,
}

impl<V, E> Operation<V, E> {
    pub(super) fn new(core: Arc<Core<V, E>>) -> Operation<V, E> {
        Operation { core, detached: false }
    }

    /// The outcome; `None`: it is not over yet.
    pub fn poll(&self) -> Option<&Result<V, E>> {
        self.core.outcome.get()
    }

    /// What is there before the end: of invites the rows that are final; of other calls nothing.
    pub fn so_far(&self) -> Option<&V> {
        self.core.early.as_ref()
    }

    /// How much of it is done: recipients of an invite, requests of other calls.
    pub fn progress(&self) -> Progress {
        Progress { done: self.core.done.load(Ordering::Acquire), total: self.core.total }
    }

    /// Waits until it is over, until `timeout` at most (`None`: without end); then as `poll`.
    pub fn wait(&self, timeout: Option<Duration>) -> Option<&Result<V, E>> {
        self.core.operations.wait_until(timeout, || self.poll().is_some());
        self.poll()
    }

    /// Ends it soon with `Code::Cancelled`, unless it is over. Returns at once.
    pub fn cancel(&self) {
        self.core.cancel.cancel();
    }

    /// Lets it run to its end, with nobody to look at the outcome.
    pub fn detach(mut self) {
        self.detached = true;
    }
}

impl<V, E> Drop for Operation<V, E> {
    fn drop(&mut self) {
        self.core.operations.forget(self.core.ticket);
        if !self.detached && self.poll().is_none() {
            self.cancel();
        }
    }
}

/// What the operation and who drives it share.
pub(super) struct Core<V, E> {
    operations: Arc<Operations>,
    ticket: Ticket,
    cancel: Arc<Cancel>,
    early: Option<V>,
    done: AtomicUsize,
    total: usize,
    outcome: OnceLock<Result<V, E>>,
}

impl<V, E> Core<V, E> {
    pub(super) fn new(
        operations: Arc<Operations>,
        cancel: Arc<Cancel>,
        early: Option<V>,
        progress: Progress,
    ) -> Core<V, E> {
        let Progress { done, total } = progress;
        let ticket = operations.ticket();
        Core { operations, ticket, cancel, early, done: AtomicUsize::new(done), total, outcome: OnceLock::new() }
    }

    /// It is to be drained and cancelled with its group from now on.
    pub(super) fn begin(&self, options: OperationOptions) {
        self.operations.begin(self.ticket, options, self.cancel.clone());
    }

    /// It did not begin after all.
    pub(super) fn take_back(&self) {
        self.operations.forget(self.ticket);
        self.operations.finish(self.ticket, || {});
    }

    /// Who brings it the outcome that the call leaves in `slot`.
    pub(super) fn report(self: Arc<Core<V, E>>, slot: Slot<V, E>, closing: &Arc<Cancel>) -> Reporter<V, E> {
        let cancel = self.cancel.clone();
        Reporter { core: self, slot, _closing: closing.on_cancel(move || cancel.cancel()) }
    }
}

/// Brings the outcome of a call to its operation. Until then closing the client cancels it.
pub(super) struct Reporter<V, E> {
    core: Arc<Core<V, E>>,
    slot: Slot<V, E>,
    _closing: Registration,
}

impl<V, E> Report for Reporter<V, E>
where
    V: Send + Sync,
    E: From<Error> + Send + Sync,
{
    fn progress(&mut self, progress: Progress) {
        self.core.done.store(progress.done, Ordering::Release);
    }

    fn finish(self: Box<Self>, ended: Result<(), String>) {
        let outcome = match ended {
            Ok(()) => self.slot.take(),
            Err(text) => Err(Error::defect(text).into()),
        };
        let core = &self.core;
        core.operations.finish(core.ticket, || {
            core.done.store(core.total, Ordering::Release);
            // It ends once.
            let _ = core.outcome.set(outcome);
        });
    }
}
