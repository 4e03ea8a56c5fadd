//! `mpsd_result`, its constants and texts, and the version.

use std::ffi::c_char;

use crate::error::Code;

/// The outcome of a call: 0 is success, 1 is "not finished", failures are -1000 and below. Numbers are never reused.
pub type mpsd_result = i32;

/// 1 or 0.
pub type mpsd_bool = u8;

/// The call succeeded.
pub const MPSD_OK: mpsd_result = 0;
/// The call has not finished yet.
pub const MPSD_PENDING: mpsd_result = 1;
/// An argument breaks its rule, or one that the call needs is missing.
pub const MPSD_ERROR_INVALID_ARGUMENT: mpsd_result = -1000;
/// An object is NULL, of another type, destroyed, completed already, or from before fork().
pub const MPSD_ERROR_INVALID_HANDLE: mpsd_result = -1001;
/// A string argument is not valid UTF-8.
pub const MPSD_ERROR_INVALID_UTF8: mpsd_result = -1002;
/// An argument is longer than its limit.
pub const MPSD_ERROR_TOO_LONG: mpsd_result = -1003;
/// An output array or buffer is too small; nothing was written to it.
pub const MPSD_ERROR_BUFFER_TOO_SMALL: mpsd_result = -1004;
/// A struct has fields unknown to this library, the contract version is below 104, or the library was built without
/// the requested feature.
pub const MPSD_ERROR_UNSUPPORTED_VERSION: mpsd_result = -1005;
/// A process-wide setting is already set otherwise, or can no longer be set.
pub const MPSD_ERROR_TOO_LATE: mpsd_result = -1006;
/// The client was closed before the call finished.
pub const MPSD_ERROR_CLOSED: mpsd_result = -1100;
/// The call was cancelled, or the engine that sends the requests declined or is gone.
pub const MPSD_ERROR_CANCELLED: mpsd_result = -1101;
/// The call or attempt ran out of time, waiting for an answer, a token, room in the rate limit, its turn, or the end
/// of a suspension.
pub const MPSD_ERROR_TIMEOUT: mpsd_result = -1102;
/// The host name of the service or proxy could not be resolved.
pub const MPSD_ERROR_DNS: mpsd_result = -1200;
/// No connection to the service or proxy could be established.
pub const MPSD_ERROR_CONNECT: mpsd_result = -1201;
/// The server's certificate was rejected, the TLS handshake failed, or the trusted certificates could not be loaded.
pub const MPSD_ERROR_TLS: mpsd_result = -1202;
/// The connection broke, or the network was suspended, before the answer was complete.
pub const MPSD_ERROR_NETWORK: mpsd_result = -1203;
/// The answer violates the protocol (also 1xx and 3xx) or is too large, or a replay has none.
pub const MPSD_ERROR_PROTOCOL: mpsd_result = -1204;
/// There is no authorization, or the token provider failed.
pub const MPSD_ERROR_NO_TOKEN: mpsd_result = -1300;
/// HTTP 401: the service refused the token, even after one renewal if that was possible.
pub const MPSD_ERROR_UNAUTHORIZED: mpsd_result = -1301;
/// HTTP 400, and any 4xx without its own code.
pub const MPSD_ERROR_BAD_REQUEST: mpsd_result = -1400;
/// HTTP 403: the user is not allowed to do this.
pub const MPSD_ERROR_FORBIDDEN: mpsd_result = -1403;
/// HTTP 404, or 204 on a read: no such handle, session or template.
pub const MPSD_ERROR_NOT_FOUND: mpsd_result = -1404;
/// HTTP 409: the request contradicts the session's constants or template.
pub const MPSD_ERROR_CONFLICT: mpsd_result = -1409;
/// HTTP 412: the session changed, exists, or does not exist, contrary to what the write requires.
pub const MPSD_ERROR_PRECONDITION_FAILED: mpsd_result = -1412;
/// HTTP 413: the request is too large.
pub const MPSD_ERROR_TOO_LARGE: mpsd_result = -1413;
/// HTTP 429, or held back by pacing; see retry_after_ms.
pub const MPSD_ERROR_RATE_LIMITED: mpsd_result = -1429;
/// HTTP 5xx other than 503.
pub const MPSD_ERROR_SERVICE: mpsd_result = -1500;
/// HTTP 503: the service is overloaded or down; see retry_after_ms.
pub const MPSD_ERROR_UNAVAILABLE: mpsd_result = -1503;
/// Some invites were delivered, others not; see each recipient's row.
pub const MPSD_ERROR_PARTIAL: mpsd_result = -1600;
/// The operating system refused a thread or random numbers.
pub const MPSD_ERROR_SYSTEM: mpsd_result = -1700;
/// A defect in mpsd. The call was abandoned; the client stays usable.
pub const MPSD_ERROR_INTERNAL: mpsd_result = -1900;

#[derive(Clone, Copy)]
enum Text {
    Name = 0,
    Cause = 1,
    Remedy = 2,
}

fn text(result: mpsd_result, which: Text) -> *const c_char {
    const UNKNOWN: [&str; 3] = [
        "MPSD_ERROR_UNKNOWN\0",
        "This number is no result of this version of mpsd.\0",
        "Pass a value that an mpsd function returned.\0",
    ];
    let texts = Code::from_number(result).map_or(UNKNOWN, Code::c_texts);
    texts[which as usize].as_ptr().cast()
}

/// Returns the constant's name, such as "MPSD_ERROR_RATE_LIMITED"; "MPSD_ERROR_UNKNOWN" for an unknown number.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_result_name(result: mpsd_result) -> *const c_char {
    text(result, Text::Name)
}

/// Returns what causes this outcome, as an English sentence.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_result_cause(result: mpsd_result) -> *const c_char {
    text(result, Text::Cause)
}

/// Returns what to do about this outcome, in a sentence or two of English.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_result_remedy(result: mpsd_result) -> *const c_char {
    text(result, Text::Remedy)
}

/// Returns the library's version, such as "0.1.0"; MPSD_VERSION_STRING is the header's.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_version_string() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Returns the library's version, major << 24 | minor << 16 | patch; MPSD_VERSION is the header's.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_version() -> u32 {
    const fn number(text: &str) -> u32 {
        let mut value = 0;
        let mut rest = text.as_bytes();
        while let [digit, tail @ ..] = rest {
            value = value * 10 + (*digit - b'0') as u32;
            rest = tail;
        }
        value
    }
    const VERSION: u32 = number(env!("CARGO_PKG_VERSION_MAJOR")) << 24
        | number(env!("CARGO_PKG_VERSION_MINOR")) << 16
        | number(env!("CARGO_PKG_VERSION_PATCH"));
    VERSION
}
