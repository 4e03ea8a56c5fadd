//! `mpsd_error`: what a call has to say beyond its result.

use std::ffi::c_char;

use super::result::mpsd_result;
use super::text::{millis, write_truncated};
use crate::client::Receipt;
#[cfg(feature = "memory-hooks")]
use crate::error::Code;
use crate::error::Error;

/// Whether a request reached the service: MPSD_DELIVERY_…
pub type mpsd_delivery = i32;

/// The outcome has no request.
pub const MPSD_DELIVERY_NONE: mpsd_delivery = 0;
/// The service certainly did not get the request.
pub const MPSD_DELIVERY_NOT_SENT: mpsd_delivery = 1;
/// The service may have processed the request.
pub const MPSD_DELIVERY_UNKNOWN: mpsd_delivery = 2;
/// The service answered.
pub const MPSD_DELIVERY_ANSWERED: mpsd_delivery = 3;

/// Size of a correlation vector (MS-CV).
pub const MPSD_REQUEST_ID_SIZE: usize = 64;
/// Size of an error's message.
pub const MPSD_MESSAGE_SIZE: usize = 512;
/// Size of an error's correlation_id.
pub const MPSD_CORRELATION_ID_SIZE: usize = 40;

/// The details of an outcome. After a success `result` is MPSD_OK and `message` empty. 656 bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_error {
    /// What the function returned.
    pub result: mpsd_result,
    /// 0: no answer. Set, too, if the answer broke off or was too large after its head.
    pub http_status: i32,
    /// The delay that the service requested.
    pub retry_after_ms: u32,
    /// Number of attempts.
    pub attempts: u32,
    /// Whether it may be repeated: MPSD_DELIVERY_…
    pub delivery: mpsd_delivery,
    /// Zero.
    pub reserved0: i32,
    /// For support: the correlation vector (MS-CV) of the last attempt; empty without one.
    pub request_id: [c_char; MPSD_REQUEST_ID_SIZE],
    /// The argument and the rule it breaks; the host and port that could not be reached; or the service's status
    /// with, in parentheses, its debug reason (X-Xbl-Debug) if it has one, and its own text.
    pub message: [c_char; MPSD_MESSAGE_SIZE],
    /// For support: the service's id of its last answer (X-XblCorrelationId, a GUID), also after success.
    pub correlation_id: [c_char; MPSD_CORRELATION_ID_SIZE],
    /// Zero.
    pub reserved: [u8; 16],
}

impl mpsd_error {
    pub(super) fn success(receipt: &Receipt) -> mpsd_error {
        let mut out = mpsd_error::empty();
        out.http_status = i32::from(receipt.http_status);
        out.attempts = receipt.attempts;
        if receipt.attempts > 0 {
            out.delivery = MPSD_DELIVERY_ANSWERED;
        }
        write_truncated(&mut out.request_id, &receipt.request_id);
        write_truncated(&mut out.correlation_id, &receipt.correlation_id);
        out
    }

    pub(super) fn failure(error: &Error) -> mpsd_error {
        let mut out = mpsd_error::empty();
        out.result = error.code as mpsd_result;
        out.http_status = error.http_status.map_or(0, i32::from);
        out.retry_after_ms = error.retry_after.map_or(0, millis);
        out.attempts = error.attempts;
        out.delivery = error.delivery as mpsd_delivery;
        write_truncated(&mut out.request_id, &error.request_id);
        write_truncated(&mut out.correlation_id, &error.correlation_id);
        write_truncated(&mut out.message, &error.message);
        out
    }

    /// A failure without a request, told without allocating.
    #[cfg(feature = "memory-hooks")]
    pub(super) fn refusal(code: Code, message: &str) -> mpsd_error {
        let mut out = mpsd_error::empty();
        out.result = code as mpsd_result;
        write_truncated(&mut out.message, message);
        out
    }

    fn empty() -> mpsd_error {
        mpsd_error {
            result: 0,
            http_status: 0,
            retry_after_ms: 0,
            attempts: 0,
            delivery: MPSD_DELIVERY_NONE,
            reserved0: 0,
            request_id: [0; MPSD_REQUEST_ID_SIZE],
            message: [0; MPSD_MESSAGE_SIZE],
            correlation_id: [0; MPSD_CORRELATION_ID_SIZE],
            reserved: [0; 16],
        }
    }
}
