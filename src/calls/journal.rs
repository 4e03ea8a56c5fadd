//! What a call tried, one entry for each attempt that is over.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Code, Delivery};

/// Why a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// For the first time.
    First,
    /// With another token, as the service refused the one before.
    TokenRefused,
    /// With a signature of the service's time, as the service refused one whose time was off.
    ClockCorrected,
    /// Again, as the attempt before failed in a way that may pass.
    Retry,
}

/// One attempt that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Which request of the call: an invite's recipient, or 0.
    pub request: usize,
    /// Why it was made.
    pub reason: Reason,
    /// How long it had to wait since the attempt before, or since its request's turn had come: for the rate limit, the
    /// delay of a retry and the token.
    pub waited: Duration,
    /// From the sending to the answer or failure.
    pub took: Duration,
    /// The answer's status, if one came.
    pub http_status: Option<u16>,
    /// What became of it; `None`: a success.
    pub failure: Option<Code>,
    /// Whether it reached the service.
    pub delivery: Delivery,
    /// What the service calls its answer (`X-XblCorrelationId`); empty where it did not say.
    pub correlation_id: String,
    /// Why the service gave or refused access (`X-Xbl-Debug`); empty where it did not say.
    pub debug_reason: String,
}

/// The attempts of one call, in the order they ended. It may be read while the call runs.
#[derive(Debug, Default)]
pub struct Journal(Mutex<Vec<Attempt>>);

impl Journal {
    pub(super) fn note(&self, attempt: Attempt) {
        self.entries().push(attempt);
    }

    /// Those that are over.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.entries().clone()
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Attempt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
