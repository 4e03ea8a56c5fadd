//! The emulator behind C functions. `include/mpsd_emulator.h` is generated from here.
//!
//! It shares the types of `include/mpsd.h` with the library `mpsd`, and no code but how the code stays
//! loaded: neither library needs the other.

// The names are those of the C API.
#![allow(non_camel_case_types)]
// A panic must become MPSD_ERROR_INTERNAL, which needs unwinding.
#[cfg(panic = "abort")]
compile_error!("the C library of the emulator must be built with panic = \"unwind\"");

#[cfg(windows)]
#[path = "../../../src/ffi/module.rs"]
mod module;
mod nullable;
mod options;
mod outcome;
mod running;
mod text;

mod emulator_handle;

pub use emulator_handle::*;
pub use options::*;
