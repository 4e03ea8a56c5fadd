//! Structs that may grow: `struct_size` says which fields the caller knows.

use std::mem::zeroed;
use std::ptr;

use crate::error::{Code, Error};

/// Bytes of a pointer.
pub(super) const POINTER: usize = size_of::<usize>();

/// # Safety
/// The type is `repr(C)`, begins with `u32 struct_size`, has no padding, and all zero bytes are a value of it.
pub(super) unsafe trait Versioned: Copy {
    /// sizeof in the first release.
    const FIRST_SIZE: usize;
}

/// A copy of the struct as this library knows it: fields the caller does not know are zero.
///
/// # Safety
/// `source` is NULL or points to as many readable bytes as its `struct_size` says.
pub(super) unsafe fn read<T: Versioned>(source: *const T, name: &str) -> Result<T, Error> {
    let known = size_of::<T>();
    // SAFETY: the caller's promise is this function's.
    unsafe { copy(source) }.map_err(|reason| match reason {
        Unreadable::Null => Error::argument(name, "must not be NULL"),
        Unreadable::Size(given) => {
            let field = format!("{name}->struct_size");
            Error::argument(field, format!("is {given}; set it to sizeof, {known} here"))
        }
        Unreadable::Newer(given) => {
            let text =
                format!("{name}: uses fields of a newer header (struct_size {given}, this library knows {known})");
            Error::new(Code::UnsupportedVersion, text)
        }
    })
}

/// Why a struct cannot be read; with its struct_size.
pub(super) enum Unreadable {
    Null,
    Size(usize),
    Newer(usize),
}

/// As `read`; allocates nothing.
///
/// # Safety
/// As for `read`.
pub(super) unsafe fn copy<T: Versioned>(source: *const T) -> Result<T, Unreadable> {
    // A larger surplus than any future struct has is an uninitialised field, not a newer caller.
    const LARGEST_SURPLUS: usize = 1024;
    if source.is_null() {
        return Err(Unreadable::Null);
    }
    // SAFETY: a struct the caller vouches for begins with struct_size.
    let given = unsafe { source.cast::<u32>().read() } as usize;
    let known = size_of::<T>();
    if given < T::FIRST_SIZE || given > known + LARGEST_SURPLUS || !given.is_multiple_of(align_of::<T>()) {
        return Err(Unreadable::Size(given));
    }
    // SAFETY: min(given, known) bytes are readable there and fit here; zero is a value of T.
    let value = unsafe {
        let mut value: T = zeroed();
        ptr::copy_nonoverlapping(source.cast::<u8>(), ptr::from_mut(&mut value).cast::<u8>(), given.min(known));
        value
    };
    for offset in known..given {
        // SAFETY: offset < given, which the caller vouches for.
        if unsafe { source.cast::<u8>().add(offset).read() } != 0 {
            return Err(Unreadable::Newer(given));
        }
    }
    Ok(value)
}
