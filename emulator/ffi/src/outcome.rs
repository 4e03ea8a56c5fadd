//! How a function ends: its result, and `mpsd_error`, which is always written. No panic leaves it.

use std::any::Any;
use std::ffi::c_char;
use std::panic::{self, AssertUnwindSafe};

pub(crate) type mpsd_result = i32;

// Numbers of include/mpsd.h; a C test compares what comes out with its names.
const MPSD_OK: mpsd_result = 0;
pub(crate) const MPSD_ERROR_INVALID_ARGUMENT: mpsd_result = -1000;
pub(crate) const MPSD_ERROR_INVALID_UTF8: mpsd_result = -1002;
pub(crate) const MPSD_ERROR_TOO_LONG: mpsd_result = -1003;
pub(crate) const MPSD_ERROR_UNSUPPORTED_VERSION: mpsd_result = -1005;
pub(crate) const MPSD_ERROR_CONNECT: mpsd_result = -1201;
const MPSD_ERROR_INTERNAL: mpsd_result = -1900;

/// The struct of include/mpsd.h. No request belongs to a call of ours, so that only result and message are told.
#[repr(C)]
pub struct mpsd_error {
    result: mpsd_result,
    of_requests: [u8; 84],
    message: [c_char; 512],
    reserved: [u8; 56],
}

const _: () = assert!(size_of::<mpsd_error>() == 656);

/// Why a call fails.
pub(crate) struct Failure {
    result: mpsd_result,
    message: String,
}

impl Failure {
    pub(crate) fn new(result: mpsd_result, message: impl Into<String>) -> Self {
        Self { result, message: message.into() }
    }

    /// A refused argument: `name` is the argument, `rule` what it must keep.
    pub(crate) fn argument(name: &str, rule: &str) -> Self {
        Self::new(MPSD_ERROR_INVALID_ARGUMENT, format!("{name}: {rule}"))
    }
}

/// Runs `body` and tells its outcome.
///
/// # Safety
/// `error` is NULL or valid for a write.
pub(crate) unsafe fn told(error: *mut mpsd_error, body: impl FnOnce() -> Result<(), Failure>) -> mpsd_result {
    let (result, message) = match caught(body).and_then(|outcome| outcome) {
        Ok(()) => (MPSD_OK, String::new()),
        Err(failure) => (failure.result, failure.message),
    };
    if !error.is_null() {
        // SAFETY: not NULL, and the caller vouches for the rest.
        unsafe { error.write(report(result, &message)) };
    }
    result
}

/// A panic in `body` becomes a failure with its text, which the panic hook has printed too.
pub(crate) fn caught<T>(body: impl FnOnce() -> T) -> Result<T, Failure> {
    panic::catch_unwind(AssertUnwindSafe(body)).map_err(|panic| {
        let text = format!("a defect in the emulator: {}", text_of(&*panic));
        Failure::new(MPSD_ERROR_INTERNAL, text)
    })
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without text")
}

fn report(result: mpsd_result, message: &str) -> mpsd_error {
    let mut report = mpsd_error { result, of_requests: [0; 84], message: [0; 512], reserved: [0; 56] };
    let most = message.len().min(report.message.len() - 1);
    let end = (0..=most).rev().find(|index| message.is_char_boundary(*index)).unwrap_or(0);
    for (slot, byte) in report.message.iter_mut().zip(message[..end].bytes()) {
        *slot = byte as c_char;
    }
    report
}
