//! Counting requests in periods that follow each other.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many requests are let through, and in what time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) most: u32,
    pub(crate) period_seconds: u32,
}

/// When a period begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// With the first request after the last period.
    Request,
    /// With the multiples of its length.
    Clock,
}

/// The latest period of one limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Window {
    since: Timestamp,
    /// Requests since then, also those that were dropped.
    used: u32,
}

impl Window {
    pub(super) fn count(&mut self, now: Timestamp, limit: Limit, opening: Opening) {
        if self.used_at(now, limit) == 0 {
            *self = Self { since: opening.of(now, limit), used: 0 };
        }
        self.used = self.used.saturating_add(1);
    }

    /// How many requests there have been in the period of `now`.
    pub(super) fn used_at(&self, now: Timestamp, limit: Limit) -> u32 {
        if now < self.end(limit) { self.used } else { 0 }
    }

    pub(super) fn end(&self, limit: Limit) -> Timestamp {
        self.since.saturating_add(limit.period()).unwrap_or(Timestamp::MAX)
    }
}

impl Opening {
    fn of(self, now: Timestamp, limit: Limit) -> Timestamp {
        let into = now.as_second().rem_euclid(limit.period_seconds.into());
        match self {
            Self::Request => now,
            Self::Clock => Timestamp::from_second(now.as_second() - into).unwrap_or(now),
        }
    }
}

impl Limit {
    fn period(self) -> SignedDuration {
        SignedDuration::from_secs(self.period_seconds.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { most: 2, period_seconds: 15 };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_period_begins_with_a_request() {
        let mut window = Window::default();
        assert_eq!(window.used_at(at(100), LIMIT), 0);
        for second in [100, 114] {
            window.count(at(second), LIMIT, Opening::Request);
        }
        assert_eq!((window.used_at(at(114), LIMIT), window.end(LIMIT)), (2, at(115)));
        assert_eq!(window.used_at(at(115), LIMIT), 0);
        window.count(at(120), LIMIT, Opening::Request);
        assert_eq!((window.used_at(at(120), LIMIT), window.end(LIMIT)), (1, at(135)));
    }

    #[test]
    fn or_with_the_clock() {
        let mut window = Window::default();
        window.count(at(100), LIMIT, Opening::Clock);
        assert_eq!((window.used_at(at(104), LIMIT), window.end(LIMIT)), (1, at(105)));
        window.count(at(105), LIMIT, Opening::Clock);
        assert_eq!((window.used_at(at(105), LIMIT), window.end(LIMIT)), (1, at(120)));
    }

    #[test]
    fn the_end_of_time_is_an_end() {
        let mut window = Window::default();
        window.count(Timestamp::MAX, LIMIT, Opening::Clock);
        assert_eq!(window.end(Limit { period_seconds: u32::MAX, ..LIMIT }), Timestamp::MAX);
    }
}
