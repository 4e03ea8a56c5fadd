//! Text and numbers across the boundary: bounded reads of C strings, writes into fixed arrays, milliseconds.

use std::ffi::{CString, c_char};
use std::slice;
use std::str::Utf8Error;
use std::time::Duration;

use crate::error::{Code, Error};

/// Bytes that are read of a name, GUID or handle id before it counts as too long; the values check their own, lower
/// limits.
pub(super) const MAX_NAME: usize = 1024;
pub(super) const MAX_HEADER: usize = 1024;
pub(super) const MAX_URL: usize = 2048;
pub(super) const MAX_PATH: usize = 32 * 1024;
pub(super) const MAX_HEADERS: usize = 64 * 1024;

/// # Safety
/// `pointer` is NULL or NUL-terminated, and the text stays unchanged for `'a`.
pub(super) unsafe fn optional<'a>(pointer: *const c_char, name: &str, limit: usize) -> Result<Option<&'a str>, Error> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: strnlen reads up to the NUL the caller vouches for, and at most limit + 1 bytes.
    let length = unsafe { libc::strnlen(pointer, limit + 1) };
    if length > limit {
        return Err(Error::too_long(name, format_args!("is longer than {limit} bytes")));
    }
    // SAFETY: strnlen has just read these bytes.
    let bytes = unsafe { slice::from_raw_parts(pointer.cast::<u8>(), length) };
    match str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => Err(not_utf8(name, error)),
    }
}

/// # Safety
/// `pointer` is NULL or NUL-terminated, and the text stays unchanged for `'a`.
pub(super) unsafe fn required<'a>(pointer: *const c_char, name: &str, limit: usize) -> Result<&'a str, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe { optional(pointer, name, limit) }?.ok_or_else(|| Error::argument(name, "must not be NULL"))
}

/// # Safety
/// `pointer` is NULL or points to `count` elements that stay unchanged for `'a`.
pub(super) unsafe fn array<'a, T>(pointer: *const T, count: usize, name: &str) -> Result<&'a [T], Error> {
    let most = isize::MAX as usize / size_of::<T>();
    match (pointer.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Error::argument(name, "must not be NULL")),
        (false, count) if count > most => Err(Error::argument(format!("{name} count"), "is larger than any array")),
        // SAFETY: the caller vouches for count elements.
        (false, count) => Ok(unsafe { slice::from_raw_parts(pointer, count) }),
    }
}

/// # Safety
/// `pointer` is NULL or points to `size` bytes that stay unchanged for `'a`.
pub(super) unsafe fn bytes<'a>(pointer: *const u8, size: usize, name: &str, limit: usize) -> Result<&'a [u8], Error> {
    match (pointer.is_null(), size) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Error::argument(name, "must not be NULL")),
        (false, size) if size > limit => Err(Error::too_long(name, format_args!("is larger than {limit} bytes"))),
        // SAFETY: the caller vouches for size bytes, which are fewer than any array may have.
        (false, size) => Ok(unsafe { slice::from_raw_parts(pointer, size) }),
    }
}

fn not_utf8(name: &str, error: Utf8Error) -> Error {
    Error::new(Code::InvalidUtf8, format!("{name}: is not valid UTF-8 at byte {}", error.valid_up_to()))
}

/// The text of an array of the caller's struct, which need not end in NUL.
pub(super) fn of_array(array: &[c_char], name: &str) -> Result<String, Error> {
    let bytes: Vec<u8> = array.iter().map(|byte| *byte as u8).take_while(|byte| *byte != 0).collect();
    if bytes.len() == array.len() {
        return Err(Error::too_long(name, format_args!("has no NUL within its {} bytes", array.len())));
    }
    String::from_utf8(bytes).map_err(|error| not_utf8(name, error.utf8_error()))
}

/// Writes as much of `text` as fits before a NUL, cut at a character. For C it also ends where it holds a NUL.
pub(super) fn write_truncated(target: &mut [c_char], text: &str) {
    let most = text.len().min(target.len() - 1);
    let end = (0..=most).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0);
    for (slot, byte) in target.iter_mut().zip(text[..end].bytes()) {
        *slot = byte as c_char;
    }
    target[end] = 0;
}

/// A text of an answer for C. None holds a NUL: headers cannot, raw JSON writes it as an escape, and a string that was read
/// has U+FFFD in its place.
pub(super) fn answer_text(text: &str) -> CString {
    CString::new(text).unwrap_or_default()
}

pub(super) fn flag(value: u8, name: &str) -> Result<bool, Error> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::argument(name, "must be 0 or 1")),
    }
}

/// 0 is "the default".
pub(super) fn duration(ms: u32) -> Option<Duration> {
    (ms != 0).then(|| Duration::from_millis(u64::from(ms)))
}

/// Rounded up, so that a wait is never too short, and never 0 for a time that was told.
pub(super) fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut target = [1 as c_char; 8];
        write_truncated(&mut target, text);
        let bytes: Vec<u8> = target.iter().map(|byte| *byte as u8).take_while(|byte| *byte != 0).collect();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_message_is_cut_at_a_character_and_always_terminated() {
        assert_eq!(written(""), "");
        assert_eq!(written("1234567"), "1234567");
        assert_eq!(written("12345678"), "1234567");
        assert_eq!(written("123456é"), "123456");
        assert_eq!(written("12345é"), "12345é");
        assert_eq!(written("ab\0cd"), "ab");
    }

    #[test]
    fn a_strings_end_is_never_looked_for_beyond_its_limit() {
        let bytes = [b'x' as c_char; 9];
        // SAFETY: the read is bounded to the array by the limit.
        let error = unsafe { required(bytes.as_ptr(), "name", 8) }.unwrap_err();
        assert_eq!(error.code, Code::TooLong);
    }

    #[test]
    fn a_short_wait_is_not_zero() {
        assert_eq!(millis(Duration::from_micros(1)), 1);
        assert_eq!(millis(Duration::ZERO), 0);
        assert_eq!(millis(Duration::from_secs(u64::MAX)), u32::MAX);
    }
}
