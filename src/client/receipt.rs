//! What a successful call brings beside its value.

use std::time::{Duration, SystemTime};

use crate::calls::{Answer, Diagnostics};

/// What is known of a call's requests, beside its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The last answer's status; 0: nothing was sent.
    pub http_status: u16,
    /// How many times a request was sent.
    pub attempts: u32,
    /// The correlation vector of the last attempt.
    pub request_id: String,
    /// What the service calls its last answer (`X-XblCorrelationId`); empty where it did not say.
    pub correlation_id: String,
    /// Why the service gave or refused access (`X-Xbl-Debug`); empty where it did not say.
    pub debug_reason: String,
    /// How long the service asked to wait before the next call.
    pub retry_after: Option<Duration>,
}

/// A successful call.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// What the call brought.
    pub value: T,
    /// How.
    pub receipt: Receipt,
}

impl<T> Reply<T> {
    pub(super) fn new((value, answer): (T, Answer)) -> Reply<T> {
        let Answer { response, attempts, request_id, said: Diagnostics { correlation_id, debug_reason }, .. } = answer;
        let retry_after = response.retry_after(SystemTime::now());
        let http_status = response.status;
        Reply {
            value,
            receipt: Receipt { http_status, attempts, request_id, correlation_id, debug_reason, retry_after },
        }
    }
}
