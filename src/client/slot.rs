//! Where a call leaves its outcome for the one who waits for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Code, Error};

/// The outcome of one call: the call itself knows nothing of its type.
pub(super) struct Slot<V, E>(Arc<Mutex<Option<Result<V, E>>>>);

impl<V, E> Slot<V, E> {
    pub(super) fn new() -> Slot<V, E> {
        Slot(Arc::new(Mutex::new(None)))
    }

    pub(super) fn put(&self, outcome: Result<V, E>) {
        *self.outcome() = Some(outcome);
    }

    fn outcome(&self) -> MutexGuard<'_, Option<Result<V, E>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V, E: From<Error>> Slot<V, E> {
    /// What was put in by the end of the call.
    pub(super) fn take(&self) -> Result<V, E> {
        let outcome = self.outcome().take();
        outcome.unwrap_or_else(|| Err(Error::new(Code::Internal, "a call ended without an outcome").into()))
    }
}

impl<V, E> Clone for Slot<V, E> {
    fn clone(&self) -> Slot<V, E> {
        Slot(self.0.clone())
    }
}
