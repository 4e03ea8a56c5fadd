//! `mpsd_attempt`: what an operation has tried.

use std::ffi::c_char;

use super::error::mpsd_delivery;
use super::guard::guarded_code;
use super::nullable::NullableMut;
use super::objects;
use super::operation::mpsd_operation;
use super::out::{Out, OutArray};
use super::result::{MPSD_OK, mpsd_result};
use super::text::write_truncated;
use crate::calls::{Attempt, Reason};

/// Why an attempt was made: MPSD_ATTEMPT_…
pub type mpsd_attempt_reason = u32;

/// The first attempt of the request.
pub const MPSD_ATTEMPT_FIRST: mpsd_attempt_reason = 0;
/// Sent with a new token after the service refused the previous one.
pub const MPSD_ATTEMPT_TOKEN_REFUSED: mpsd_attempt_reason = 1;
/// Sent again after a failure that may be temporary.
pub const MPSD_ATTEMPT_RETRY: mpsd_attempt_reason = 2;
/// Signed again with the service's time, after the service refused a signature with the device's.
pub const MPSD_ATTEMPT_CLOCK_CORRECTED: mpsd_attempt_reason = 3;

/// Size of an attempt's correlation_id.
pub const MPSD_ATTEMPT_CORRELATION_ID_SIZE: usize = 33;

/// A finished attempt.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_attempt {
    /// Which request of the call: an invite's recipient index, a large query's hundred, else 0.
    pub request: u32,
    /// MPSD_ATTEMPT_FIRST, _TOKEN_REFUSED, _RETRY or _CLOCK_CORRECTED.
    pub reason: mpsd_attempt_reason,
    /// How long it waited, after the previous attempt or since its request's turn came, for room in the rate limit, a
    /// retry delay (including Retry-After) and the token.
    pub waited_ms: u32,
    /// From sending to the answer or failure.
    pub took_ms: u32,
    /// MPSD_OK, or the result the call would have had with this attempt alone.
    pub result: mpsd_result,
    /// 0: there was no answer.
    pub http_status: i32,
    /// MPSD_DELIVERY_…
    pub delivery: mpsd_delivery,
    /// The service's id of the answer, for support: X-XblCorrelationId without dashes.
    pub correlation_id: [c_char; MPSD_ATTEMPT_CORRELATION_ID_SIZE],
    /// Zero.
    pub reserved: [u8; 3],
}

/// Gets the finished attempts of an operation in the order in which they finished, also while it runs: they explain
/// how long the call took. (A blocking call reports only mpsd_error.attempts.) `*count` is their number; the first
/// `capacity` of them are written.
///
/// # Safety
/// `attempts` is NULL or valid for writes of `capacity` elements; `count` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_attempts(
    operation: *mut mpsd_operation,
    attempts: NullableMut<mpsd_attempt>,
    capacity: usize,
    count: NullableMut<usize>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let count = Out::optional(count);
        let mut rows = OutArray::new(attempts, capacity, "attempts")?;
        let attempts = objects::get(operation, "operation")?.journal.attempts();
        for (index, attempt) in attempts.iter().take(capacity).enumerate() {
            rows.set(index, mpsd_attempt::new(attempt));
        }
        count.set(attempts.len());
        Ok(())
    })
}

impl mpsd_attempt {
    fn new(attempt: &Attempt) -> mpsd_attempt {
        let mut out = mpsd_attempt {
            request: u32::try_from(attempt.request).unwrap_or(u32::MAX),
            reason: match attempt.reason {
                Reason::First => MPSD_ATTEMPT_FIRST,
                Reason::TokenRefused => MPSD_ATTEMPT_TOKEN_REFUSED,
                Reason::Retry => MPSD_ATTEMPT_RETRY,
                Reason::ClockCorrected => MPSD_ATTEMPT_CLOCK_CORRECTED,
            },
            waited_ms: u32::try_from(attempt.waited.as_millis()).unwrap_or(u32::MAX),
            took_ms: u32::try_from(attempt.took.as_millis()).unwrap_or(u32::MAX),
            result: attempt.failure.map_or(MPSD_OK, |code| code as mpsd_result),
            http_status: attempt.http_status.map_or(0, i32::from),
            delivery: attempt.delivery as mpsd_delivery,
            correlation_id: [0; MPSD_ATTEMPT_CORRELATION_ID_SIZE],
            reserved: [0; 3],
        };
        let id = attempt.correlation_id.replace('-', "");
        // A part of an id is none.
        if id.len() < MPSD_ATTEMPT_CORRELATION_ID_SIZE {
            write_truncated(&mut out.correlation_id, &id);
        }
        out
    }
}
