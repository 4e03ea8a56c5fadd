//! The running emulators as C sees them: keys that are never an address and never given twice.

use std::collections::HashMap;
use std::ffi::CString;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use emulator::Emulator;

/// An emulator with its URL for C.
pub(crate) struct Running {
    pub(crate) emulator: Emulator,
    pub(crate) url: CString,
}

#[derive(Default)]
struct Table {
    given: usize,
    running: HashMap<usize, Running>,
}

static TABLE: LazyLock<Mutex<Table>> = LazyLock::new(Mutex::default);

/// Takes an emulator in and gives the key that stands for it.
pub(crate) fn insert(running: Running) -> usize {
    #[cfg(windows)]
    crate::module::pin();
    let mut table = table();
    table.given += 1;
    let key = key(table.given);
    table.running.insert(key, running);
    key
}

/// Takes the emulator out; the key is stale from now on.
pub(crate) fn remove(key: usize) -> Option<Running> {
    table().running.remove(&key)
}

/// Looks at the emulator a key stands for.
pub(crate) fn look<T>(key: usize, at: impl FnOnce(&Running) -> T) -> Option<T> {
    table().running.get(&key).map(at)
}

/// Odd, so that no aligned pointer of the caller is one; and of the tag that libmpsd gives to none of its objects, so
/// that neither library takes the other's.
fn key(number: usize) -> usize {
    const TAG: usize = 0xf;
    number << 5 | TAG << 1 | 1
}

fn table() -> MutexGuard<'static, Table> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}
