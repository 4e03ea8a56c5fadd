//! `mpsd_memory_hooks`: where the library's memory comes from.
//!
//! What is refused here is told without allocating: a refusal must not be the first allocation, which decides.

use std::ffi::c_void;

use super::error::mpsd_error;
use super::nullable::NullableMut;
use super::result::{MPSD_OK, mpsd_result};
use super::versioned::{self, POINTER, Unreadable, Versioned};
use crate::client::Receipt;
use crate::error::Code;
use crate::memory::{self, Hooks, Refused};

/// Allocates `size` bytes, never 0, aligned to `alignment`, a power of two (malloc is insufficient above 16).
/// Returning NULL aborts the program: free some memory first. Runs on any thread, including the library's, and while
/// the library holds locks, so it must not call the library.
pub type mpsd_allocate_hook =
    Option<unsafe extern "C" fn(size: usize, alignment: usize, user_data: NullableMut<c_void>) -> *mut c_void>;

/// Resizes `pointer` from `old_size` to `new_size` bytes, neither 0, in place or elsewhere, at the same `alignment`,
/// and keeps the contents up to the smaller size. Otherwise as mpsd_allocate_hook.
pub type mpsd_reallocate_hook = Option<
    unsafe extern "C" fn(
        pointer: *mut c_void,
        old_size: usize,
        alignment: usize,
        new_size: usize,
        user_data: NullableMut<c_void>,
    ) -> *mut c_void,
>;

/// Frees `pointer`, not NULL, of `size` bytes at `alignment`. Otherwise as mpsd_allocate_hook.
pub type mpsd_free_hook =
    Option<unsafe extern "C" fn(pointer: *mut c_void, size: usize, alignment: usize, user_data: NullableMut<c_void>)>;

/// The engine's memory functions; all three are required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_memory_hooks {
    /// sizeof(mpsd_memory_hooks).
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Allocates.
    pub allocate: mpsd_allocate_hook,
    /// Resizes.
    pub reallocate: mpsd_reallocate_hook,
    /// Frees.
    pub free: mpsd_free_hook,
    /// Passed to each.
    pub user_data: NullableMut<c_void>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_memory_hooks {
    const FIRST_SIZE: usize = 8 + 4 * POINTER;
}

/// Sets the memory hooks for the rest of the process. Call it first; see the top of this section. Setting the same
/// hooks (functions and user_data) again succeeds. A failed call changes nothing and can be repeated.
/// Errors: also TOO_LATE: other hooks are set, or the library has already allocated memory; the message says which.
///
/// # Safety
/// `hooks` is NULL or points to as many readable bytes as its `struct_size` says; `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_set_memory_hooks(
    hooks: *const mpsd_memory_hooks,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    let outcome = unsafe { memory_hooks(hooks) }.and_then(set);
    let (result, report) = match outcome {
        Ok(()) => (MPSD_OK, mpsd_error::success(&Receipt::default())),
        Err((code, text)) => (code as mpsd_result, mpsd_error::refusal(code, text)),
    };
    if !error.is_null() {
        // SAFETY: not NULL, and the caller vouches for the rest.
        unsafe { error.write(report) };
    }
    result
}

/// A code, and what is wrong.
type Refusal = (Code, &'static str);

/// # Safety
/// `hooks` is NULL or points to as many readable bytes as its `struct_size` says.
unsafe fn memory_hooks(hooks: *const mpsd_memory_hooks) -> Result<Hooks, Refusal> {
    let argument = |text| (Code::InvalidArgument, text);
    // SAFETY: the caller's promise is this function's.
    let hooks = unsafe { versioned::copy(hooks) }.map_err(|reason| match reason {
        Unreadable::Null => argument("hooks: must not be NULL"),
        Unreadable::Size(_) => argument("hooks->struct_size: set it to sizeof"),
        Unreadable::Newer(_) => (Code::UnsupportedVersion, "hooks: uses fields of a newer header"),
    })?;
    if hooks.reserved0 != 0 {
        return Err(argument("hooks->reserved0: must be 0"));
    }
    Ok(Hooks {
        allocate: hooks.allocate.ok_or(argument("hooks->allocate: must not be NULL"))?,
        reallocate: hooks.reallocate.ok_or(argument("hooks->reallocate: must not be NULL"))?,
        free: hooks.free.ok_or(argument("hooks->free: must not be NULL"))?,
        user_data: hooks.user_data,
    })
}

fn set(hooks: Hooks) -> Result<(), Refusal> {
    memory::set_hooks(hooks).map_err(|refused| match refused {
        Refused::Others => (Code::TooLate, "hooks: others were set before, and stay"),
        Refused::Late => {
            (Code::TooLate, "hooks: the library has allocated memory already; set them before any other call")
        }
    })
}
