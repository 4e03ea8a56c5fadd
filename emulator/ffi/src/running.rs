//! The running emulators as C sees them: keys that are never an address and never given twice.

use std::collections::HashMap;
use std::ffi::CString;
use std::ptr;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use emulator::Emulator;

use crate::emulator_handle::mpsd_emulator;

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

/// Takes an emulator in and gives the pointer that stands for it.
pub(crate) fn insert(running: Running) -> *mut mpsd_emulator {
    let mut table = table();
    table.given += 1;
    let key = key(table.given);
    table.running.insert(key, running);
    ptr::without_provenance_mut(key)
}

/// Takes the emulator out; the pointer is stale from now on.
pub(crate) fn remove(pointer: *mut mpsd_emulator) -> Option<Running> {
    table().running.remove(&pointer.addr())
}

/// Looks at the emulator a pointer stands for.
pub(crate) fn look<T>(pointer: *mut mpsd_emulator, at: impl FnOnce(&Running) -> T) -> Option<T> {
    table().running.get(&pointer.addr()).map(at)
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
