//! When a request that failed is sent again, and after how long.

use std::time::Duration;

use crate::error::Delivery;
use crate::http::{Failure, FailureKind, Repeat};

/// Whether a status may be answered with another attempt.
pub(super) fn after_status(repeat: Repeat, status: u16, retry_after: Option<Duration>) -> bool {
    match repeat {
        Repeat::Always => matches!(status, 408 | 429 | 500..=599),
        Repeat::IfNotProcessed => status == 429 || status == 503 && retry_after.is_some(),
    }
}

/// How often a loopback endpoint that refuses connections is tried, and after how long: an emulator may be starting, and
/// who forgot it hears so at once.
pub(super) const AT_LOOPBACK: (u32, Duration) = (2, Duration::from_millis(500));

/// Whether a failure without an answer may be followed by another attempt.
pub(super) fn after_failure(repeat: Repeat, failure: &Failure) -> bool {
    let may_pass = matches!(
        failure.kind,
        FailureKind::Dns
            | FailureKind::Connect
            | FailureKind::Handshake
            | FailureKind::Network
            | FailureKind::KeptConnection
            | FailureKind::Timeout
    );
    may_pass && (repeat == Repeat::Always || failure.delivery == Delivery::NotSent)
}

/// How long to wait after attempt number `attempt` (from 1), which brought this status (0: none). `chance` in 0..1 spreads clients that failed together.
///
/// Between 2^n and 2^(n+1) seconds, at most a minute; after a 500 at least ten seconds; never less than Retry-After
/// asks, plus up to a fifth. The numbers are those of Microsoft's own client (libHttpClient).
pub(super) fn delay(attempt: u32, status: u16, retry_after: Option<Duration>, chance: f64) -> Duration {
    const BASE: f64 = 2.0;
    const MOST: f64 = 60.0;
    const AFTER_500: f64 = 10.0;
    let from = BASE.powi(attempt.min(16) as i32);
    let mut seconds = (from + chance * (from * BASE - from)).min(MOST);
    // No branch: optimised, it might come before the question whether there is a status, which valgrind would report.
    seconds = seconds.max(AFTER_500 * f64::from(u8::from(status == 500)));
    if let Some(asked) = retry_after {
        seconds = seconds.max(asked.as_secs_f64() * (1.0 + 0.2 * chance));
    }
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

/// A number in 0..1 from a seed and an attempt (SplitMix64).
pub(super) fn chance(seed: u64, attempt: u32) -> f64 {
    let mut z = seed.wrapping_add(u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(attempt: u32, status: u16, retry_after: Option<u64>, chance: f64) -> f64 {
        delay(attempt, status, retry_after.map(Duration::from_secs), chance).as_secs_f64()
    }

    #[test]
    fn delays_double_and_are_capped() {
        assert_eq!(seconds(1, 502, None, 0.0), 2.0);
        assert_eq!(seconds(1, 502, None, 0.5), 3.0);
        assert_eq!(seconds(2, 502, None, 0.0), 4.0);
        assert_eq!(seconds(3, 502, None, 0.5), 12.0);
        assert_eq!(seconds(9, 502, None, 0.9), 60.0);
        assert_eq!(seconds(u32::MAX, 502, None, 0.9), 60.0);
    }

    #[test]
    fn a_500_waits_ten_seconds_at_least() {
        assert_eq!(seconds(1, 500, None, 0.0), 10.0);
        assert_eq!(seconds(4, 500, None, 0.0), 16.0);
    }

    #[test]
    fn retry_after_is_never_undercut() {
        assert_eq!(seconds(1, 429, Some(15), 0.0), 15.0);
        assert_eq!(seconds(1, 429, Some(15), 0.5), 16.5);
        assert_eq!(seconds(1, 429, Some(1), 0.0), 2.0);
        assert_eq!(delay(1, 429, Some(Duration::MAX), 0.9), Duration::MAX);
    }

    #[test]
    fn chance_is_spread_over_the_unit_interval() {
        let values: Vec<f64> = (0..1000).map(|seed| chance(seed, 1)).collect();
        assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
        let mean = values.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
        assert_ne!(chance(1, 1), chance(1, 2));
    }

    #[test]
    fn what_may_have_been_processed_is_repeated_only_where_that_is_harmless() {
        use Repeat::{Always, IfNotProcessed};
        let second = Some(Duration::from_secs(1));
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(after_status(Always, status, None), "{status}");
        }
        for status in [400, 401, 403, 404, 409, 412, 413] {
            assert!(!after_status(Always, status, second), "{status}");
            assert!(!after_status(IfNotProcessed, status, second), "{status}");
        }
        assert!(after_status(IfNotProcessed, 429, None));
        assert!(after_status(IfNotProcessed, 503, second));
        for status in [408, 500, 502, 503, 504] {
            assert!(!after_status(IfNotProcessed, status, None), "{status}");
        }

        let failure = |kind, delivery| Failure::new(kind, delivery, "");
        for kind in [FailureKind::Dns, FailureKind::Connect, FailureKind::Handshake] {
            assert!(after_failure(IfNotProcessed, &failure(kind, Delivery::NotSent)));
        }
        for kind in [FailureKind::Network, FailureKind::KeptConnection, FailureKind::Timeout] {
            assert!(after_failure(Always, &failure(kind, Delivery::Unknown)));
            assert!(!after_failure(IfNotProcessed, &failure(kind, Delivery::Unknown)));
        }
        use FailureKind::{Cancelled, Forked, Internal, Protocol, ProxyRefusal, System, Tls};
        for kind in [Tls, ProxyRefusal, Protocol, Cancelled, System, Forked, Internal] {
            assert!(!after_failure(Always, &failure(kind, Delivery::NotSent)), "{kind:?}");
        }
    }
}
