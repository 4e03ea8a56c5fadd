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

/// No request belongs to this outcome.
pub const MPSD_DELIVERY_NONE: mpsd_delivery = 0;
/// The service surely did not get the request: repeat at will.
pub const MPSD_DELIVERY_NOT_SENT: mpsd_delivery = 1;
/// The request may have been processed: a repeated invite may show a second toast.
pub const MPSD_DELIVERY_UNKNOWN: mpsd_delivery = 2;
/// The service answered.
pub const MPSD_DELIVERY_ANSWERED: mpsd_delivery = 3;

/// Bytes of a correlation vector (MS-CV), with its NUL.
pub const MPSD_REQUEST_ID_SIZE: usize = 64;
/// Bytes of an error's message, with its NUL.
pub const MPSD_MESSAGE_SIZE: usize = 512;
/// Bytes of an error's correlation_id, with its NUL.
pub const MPSD_CORRELATION_ID_SIZE: usize = 40;

/// What a call reports beyond its result. A function that takes one has it as its last parameter, which is optional, and
/// writes it on every call: after a success `result` is MPSD_OK and `message` is empty. 656 bytes, and stays so.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_error {
    /// What the function returned.
    pub result: mpsd_result,
    /// The HTTP status; 0: no answer came. Also of an answer that broke off or was too large, once its head had come.
    pub http_status: i32,
    /// How long the service asked to wait, in milliseconds; 0: it did not say.
    pub retry_after_ms: u32,
    /// How many attempts were made to send a request.
    pub attempts: u32,
    /// May it be repeated? MPSD_DELIVERY_NONE, _NOT_SENT, _UNKNOWN or _ANSWERED.
    pub delivery: mpsd_delivery,
    /// Zero.
    pub reserved0: i32,
    /// What to quote to support: the correlation vector (MS-CV) of the last attempt; empty when none was made.
    pub request_id: [c_char; MPSD_REQUEST_ID_SIZE],
    /// What happened: the argument's name and the rule it breaks; the host and port that could not be reached; or the
    /// service's status with, in parentheses, its debug reason (X-Xbl-Debug) where it gives one, and then its own text. Cut
    /// at a character if it does not fit.
    pub message: [c_char; MPSD_MESSAGE_SIZE],
    /// What to quote to support beside request_id: what the service calls its last answer (X-XblCorrelationId, a GUID),
    /// after a success, too; empty: no answer came, or it did not say.
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
