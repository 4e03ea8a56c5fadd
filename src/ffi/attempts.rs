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

/// The request was sent for the first time.
pub const MPSD_ATTEMPT_FIRST: mpsd_attempt_reason = 0;
/// It was sent with another token, as the service refused the one before.
pub const MPSD_ATTEMPT_TOKEN_REFUSED: mpsd_attempt_reason = 1;
/// It was sent again, as the attempt before failed in a way that may pass.
pub const MPSD_ATTEMPT_RETRY: mpsd_attempt_reason = 2;
/// It was sent again with a signature of the service's time, as the service refused one that the device's clock had
/// spoiled.
pub const MPSD_ATTEMPT_CLOCK_CORRECTED: mpsd_attempt_reason = 3;

/// Bytes of an attempt's correlation_id, with its NUL.
pub const MPSD_ATTEMPT_CORRELATION_ID_SIZE: usize = 33;

/// One attempt that is over. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_attempt {
    /// Which request of the call: the recipient's index of invites, the hundred's of a query of many users, else 0.
    pub request: u32,
    /// Why it was made: MPSD_ATTEMPT_FIRST, _TOKEN_REFUSED, _RETRY or _CLOCK_CORRECTED.
    pub reason: mpsd_attempt_reason,
    /// Milliseconds that it waited after the attempt before, or after its request's turn had come: for room in the rate
    /// limit, for the delay of a retry (Retry-After among it), and for the token.
    pub waited_ms: u32,
    /// Milliseconds from the sending to the answer, or to the failure.
    pub took_ms: u32,
    /// MPSD_OK, or what this attempt alone would have made of the call.
    pub result: mpsd_result,
    /// The answer's status; 0: none came.
    pub http_status: i32,
    /// Whether it reached the service: MPSD_DELIVERY_….
    pub delivery: mpsd_delivery,
    /// What the service calls its answer, to quote to support: X-XblCorrelationId without the dashes of the GUID; empty:
    /// it did not say.
    pub correlation_id: [c_char; MPSD_ATTEMPT_CORRELATION_ID_SIZE],
    /// Zero.
    pub reserved: [u8; 3],
}

/// Gets the attempts of an operation that are over, in the order in which they ended, also while it runs: why the call took
/// as long as it did. (A call that blocks reports mpsd_error.attempts alone.) `*count` (optional) is how many there are;
/// `attempts` has room for `capacity` of them, and the first ones are written. It may be NULL with capacity 0.
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
