//! The activities that a client set, so that clearing one need not ask which it was.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::handles::{Handle, HandleId};

/// The activity set last, by what the calls that change it name.
#[derive(Default)]
pub(super) struct Activities(Mutex<HashMap<Arc<str>, Remembered>>);

/// What clearing an activity needs.
#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) id: Option<HandleId>,
    pub(super) owner_xuid: Option<u64>,
}

impl Activities {
    pub(super) fn get(&self, key: &str) -> Option<Remembered> {
        self.by_key().get(key).cloned()
    }

    pub(super) fn set(&self, key: &Arc<str>, handle: &Handle) {
        let remembered = Remembered { id: handle.id(), owner_xuid: handle.owner_xuid };
        self.by_key().insert(key.clone(), remembered);
    }

    pub(super) fn clear(&self, key: &str) {
        self.by_key().remove(key);
    }

    pub(super) fn forget(&self, handle: &HandleId) {
        self.by_key().retain(|_, remembered| remembered.id.as_ref() != Some(handle));
    }

    fn by_key(&self) -> MutexGuard<'_, HashMap<Arc<str>, Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
