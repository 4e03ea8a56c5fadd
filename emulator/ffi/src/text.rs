//! Text that comes from C.

use std::ffi::c_char;
use std::slice;

use crate::outcome::{Failure, MPSD_ERROR_INVALID_UTF8, MPSD_ERROR_TOO_LONG};

/// Reads no further than `limit` bytes.
///
/// # Safety
/// `pointer` is NULL or NUL-terminated, and the text stays unchanged for `'a`.
pub(crate) unsafe fn optional<'a>(
    pointer: *const c_char,
    name: &str,
    limit: usize,
) -> Result<Option<&'a str>, Failure> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the search ends at the NUL the caller vouches for, or before.
    let length = (0..=limit).find(|index| unsafe { pointer.add(*index).read() } == 0);
    let length =
        length.ok_or_else(|| Failure::new(MPSD_ERROR_TOO_LONG, format!("{name}: is longer than {limit} bytes")))?;
    // SAFETY: these bytes have just been read.
    let bytes = unsafe { slice::from_raw_parts(pointer.cast::<u8>(), length) };
    match str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let reason = format!("{name}: is not valid UTF-8 at byte {}", error.valid_up_to());
            Err(Failure::new(MPSD_ERROR_INVALID_UTF8, reason))
        }
    }
}
