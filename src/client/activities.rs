//! The activities that a client set, so that clearing one need not ask which it was.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::handles::{Handle, HandleId};

/// The activity set last, by SCID.
#[derive(Default)]
pub(super) struct Activities(Mutex<HashMap<String, Handle>>);

impl Activities {
    pub(super) fn get(&self, scid: &str) -> Option<Handle> {
        self.by_scid().get(scid).cloned()
    }

    pub(super) fn set(&self, scid: String, handle: Handle) {
        self.by_scid().insert(scid, handle);
    }

    pub(super) fn clear(&self, scid: &str) {
        self.by_scid().remove(scid);
    }

    pub(super) fn forget(&self, handle: &HandleId) {
        self.by_scid().retain(|_, remembered| remembered.id() != Some(handle.clone()));
    }

    fn by_scid(&self) -> MutexGuard<'_, HashMap<String, Handle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
