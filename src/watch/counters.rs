//! What happened, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::http::{Failure, Response};

/// How many classes of latency there are.
pub const LATENCY_BUCKETS: usize = 16;

/// What a client's requests came to since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Attempts, retries among them.
    pub requests: u64,
    /// Attempts that repeated a request.
    pub retries: u64,
    /// Answers 429.
    pub throttles: u64,
    /// Attempts without an answer.
    pub failures: u64,
    /// Bytes of bodies sent.
    pub bytes_sent: u64,
    /// Bytes of bodies received.
    pub bytes_received: u64,
    /// Answers by how long they took: element `i` counts those of less than 2^i ms that are in no element before; the
    /// last one all others.
    pub latencies: [u64; LATENCY_BUCKETS],
}

/// The counters while they are counted; no lock.
#[derive(Debug, Default)]
pub(super) struct Counting {
    requests: AtomicU64,
    retries: AtomicU64,
    throttles: AtomicU64,
    failures: AtomicU64,
    bytes_sent: AtomicU64,
    bytes_received: AtomicU64,
    latencies: [AtomicU64; LATENCY_BUCKETS],
}

impl Counting {
    pub(super) fn sending(&self, bytes: usize, again: bool) {
        add(&self.requests, 1);
        add(&self.retries, u64::from(again));
        add(&self.bytes_sent, bytes as u64);
    }

    pub(super) fn ended(&self, outcome: &Result<Response, Failure>, took: Duration) {
        let Ok(answer) = outcome else { return add(&self.failures, 1) };
        add(&self.throttles, u64::from(answer.status == 429));
        add(&self.bytes_received, answer.body.len() as u64);
        add(&self.latencies[bucket(took)], 1);
    }

    /// Each counter as it is; together they may be of slightly different moments.
    pub(super) fn read(&self) -> Counters {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            requests: get(&self.requests),
            retries: get(&self.retries),
            throttles: get(&self.throttles),
            failures: get(&self.failures),
            bytes_sent: get(&self.bytes_sent),
            bytes_received: get(&self.bytes_received),
            latencies: self.latencies.each_ref().map(get),
        }
    }
}

fn add(counter: &AtomicU64, amount: u64) {
    counter.fetch_add(amount, Ordering::Relaxed);
}

/// The first class whose bound is above the time.
fn bucket(took: Duration) -> usize {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    ((u64::BITS - ms.leading_zeros()) as usize).min(LATENCY_BUCKETS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_counted_below_the_next_power_of_two() {
        let of = |micros| bucket(Duration::from_micros(micros));
        assert_eq!([of(0), of(999), of(1000), of(1999), of(2000), of(3999), of(4000)], [0, 0, 1, 1, 2, 2, 3]);
        assert_eq!([of(16_383_000), of(16_384_000), of(u64::MAX)], [14, 15, 15]);
        assert_eq!(bucket(Duration::MAX), 15);
    }
}
