//! Keeping the library's code in memory: threads may outlive the last destroy by a moment, and a look-up of a name by longer.
//! On Linux a flag of the linker does it. The emulator's library uses this file too.

use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// Keeps the module that has this code, a DLL or a program, in memory until the process ends, whoever frees it.
pub(crate) fn pin() {
    static IS_PINNED: AtomicBool = AtomicBool::new(false);
    if IS_PINNED.load(Ordering::Relaxed) {
        return;
    }
    let mut module = ptr::null_mut();
    let flags = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
    // SAFETY: with these flags the second argument is an address in a module instead of a name; that of a static is one.
    let pinned = unsafe { GetModuleHandleExW(flags, (&raw const IS_PINNED).cast(), &mut module) };
    if pinned != 0 {
        IS_PINNED.store(true, Ordering::Relaxed);
    }
}
