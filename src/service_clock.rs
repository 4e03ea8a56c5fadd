//! The service's time, learned from the `Date` of its answers: clocks of devices are often minutes off, and a signature
//! of the wrong time is refused.

use std::collections::VecDeque;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::http::Response;

/// How the service's clock differs from the device's, as its latest answers say.
///
/// The median of the last answers counts; the device's own clock votes where their number is even. So one odd date is
/// outvoted once there are two others. A vote ends with its age, and when the device's clock was set or the device
/// slept.
#[derive(Debug, Default)]
pub struct ServiceClock {
    is_deaf: bool,
    votes: Mutex<VecDeque<Vote>>,
}

/// One answer's word.
#[derive(Clone, Copy, Debug)]
struct Vote {
    /// The service's time less the device's, in milliseconds.
    ahead: i64,
    heard: Moment,
}

/// Now, by both clocks of the device.
#[derive(Clone, Copy, Debug)]
struct Moment {
    wall: SystemTime,
    steady: Instant,
}

const MAX_VOTES: usize = 3;
const MAX_AGE: Duration = Duration::from_secs(6 * 3600);
/// What an answer took is how inexact it is.
const MAX_ROUND_TRIP: Duration = Duration::from_secs(30);
/// By how much the device's clocks may run apart before its clock counts as set.
const MAX_DRIFT_MS: u64 = 5000;
/// Seconds since 1970 of the dates that are believed: 2020 to 2100.
const CREDIBLE: RangeInclusive<u64> = 1_577_836_800..=4_102_444_800;

impl ServiceClock {
    /// A difference from here on is worth telling; signatures of such an age are refused.
    pub(crate) const NOTABLE: Duration = Duration::from_secs(60);

    /// A clock that learns nothing, for answers that were recorded.
    pub(crate) fn deaf() -> ServiceClock {
        ServiceClock { is_deaf: true, ..ServiceClock::default() }
    }

    /// Learns from an answer that has just come and `took` so long.
    pub(crate) fn learn(&self, answer: &Response, took: Duration) {
        self.learn_at(Moment::now(), answer, took);
    }

    /// The service's time.
    pub(crate) fn now(&self) -> SystemTime {
        let now = Moment::now();
        shifted(now.wall, self.ahead_at(now))
    }

    /// How far the device's clock is off, where that is worth telling.
    pub(crate) fn device_error(&self) -> Option<DeviceError> {
        DeviceError::of(self.ahead_at(Moment::now()))
    }

    fn learn_at(&self, now: Moment, answer: &Response, took: Duration) {
        let is_cached = answer.header("age").is_some_and(|age| age.trim() != "0");
        let Some(date) = answer.date().filter(|date| is_credible(*date)) else { return };
        if self.is_deaf || is_cached || took > MAX_ROUND_TRIP {
            return;
        }
        // A date is cut to the second, and was written about halfway.
        let ahead = difference(date, now.wall) + 500 + i64::try_from(took.as_millis() / 2).unwrap_or_default();
        let mut votes = self.votes();
        votes.retain(|vote| vote.holds(now));
        while votes.len() >= MAX_VOTES {
            votes.pop_front();
        }
        votes.push_back(Vote { ahead, heard: now });
    }

    /// The service's time less the device's, in milliseconds.
    fn ahead_at(&self, now: Moment) -> i64 {
        let mut votes: Vec<i64> = self.votes().iter().filter(|vote| vote.holds(now)).map(|vote| vote.ahead).collect();
        if votes.len().is_multiple_of(2) {
            votes.push(0);
        }
        votes.sort_unstable();
        votes[votes.len() / 2]
    }

    fn votes(&self) -> MutexGuard<'_, VecDeque<Vote>> {
        self.votes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vote {
    fn holds(&self, now: Moment) -> bool {
        let age = now.steady.saturating_duration_since(self.heard.steady);
        let by_wall = difference(now.wall, self.heard.wall);
        let drift = by_wall.abs_diff(i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
        age <= MAX_AGE && drift <= MAX_DRIFT_MS
    }
}

impl Moment {
    fn now() -> Moment {
        Moment { wall: SystemTime::now(), steady: Instant::now() }
    }
}

/// How far a device's clock is off, in words: "3 minutes behind the service's".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceError {
    /// Positive: the service's is ahead.
    ahead_ms: i64,
}

impl DeviceError {
    fn of(ahead_ms: i64) -> Option<DeviceError> {
        (u128::from(ahead_ms.unsigned_abs()) >= ServiceClock::NOTABLE.as_millis()).then_some(DeviceError { ahead_ms })
    }
}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.ahead_ms.unsigned_abs() / 1000;
        let (size, unit) = match seconds {
            ..120 => (1, "seconds"),
            120..7200 => (60, "minutes"),
            7200..172_800 => (3600, "hours"),
            _ => (86_400, "days"),
        };
        let count = (seconds + size / 2) / size;
        let direction = if self.ahead_ms > 0 { "behind" } else { "ahead of" };
        write!(f, "{count} {unit} {direction} the service's")
    }
}

fn is_credible(date: SystemTime) -> bool {
    date.duration_since(UNIX_EPOCH).is_ok_and(|since| CREDIBLE.contains(&since.as_secs()))
}

/// `a` less `b`, in milliseconds.
fn difference(a: SystemTime, b: SystemTime) -> i64 {
    let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    a.duration_since(b).map_or_else(|earlier| -millis(earlier.duration()), millis)
}

/// A time, later by so many milliseconds; the time itself where the system has no such time.
fn shifted(time: SystemTime, by_ms: i64) -> SystemTime {
    let by = Duration::from_millis(by_ms.unsigned_abs());
    if by_ms < 0 { time.checked_sub(by) } else { time.checked_add(by) }.unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device whose clock shows 2026-11-22 07:00:00 at first.
    struct Device {
        clock: ServiceClock,
        now: Moment,
    }

    impl Device {
        fn new() -> Device {
            let wall = UNIX_EPOCH + Duration::from_secs(1_795_330_800);
            Device { clock: ServiceClock::default(), now: Moment { wall, steady: Instant::now() } }
        }

        fn passes(&mut self, seconds: u64) {
            self.now.wall += Duration::from_secs(seconds);
            self.now.steady += Duration::from_secs(seconds);
        }

        /// An answer whose date is so many seconds ahead of the device's clock.
        fn hears(&mut self, ahead: i64) -> &mut Device {
            let date = httpdate::fmt_http_date(shifted(self.now.wall, ahead * 1000));
            self.hears_headers(&[("date", &date)], Duration::ZERO)
        }

        fn hears_headers(&mut self, headers: &[(&str, &str)], took: Duration) -> &mut Device {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            self.clock.learn_at(self.now, &Response { status: 403, headers, body: Vec::new() }, took);
            self
        }

        /// By how many seconds it takes the service to be ahead.
        fn ahead(&self) -> i64 {
            self.clock.ahead_at(self.now) / 1000
        }
    }

    #[test]
    fn one_answer_suffices_and_one_odd_answer_is_outvoted() {
        let mut device = Device::new();
        assert_eq!(device.ahead(), 0);
        assert_eq!(device.hears(300).ahead(), 300);
        assert_eq!(device.hears(300).ahead(), 300);
        assert_eq!(device.hears(86_400).ahead(), 300);
        assert_eq!(device.hears(300).ahead(), 300);
        let mut right = Device::new();
        assert_eq!(right.hears(86_400).hears(0).ahead(), 0);
        assert_eq!(right.hears(0).hears(-86_400).ahead(), 0);
    }

    #[test]
    fn half_of_the_way_is_taken_into_account() {
        let mut device = Device::new();
        let date = httpdate::fmt_http_date(device.now.wall);
        device.hears_headers(&[("date", &date)], Duration::from_secs(20));
        assert_eq!(device.ahead(), 10);
    }

    #[test]
    fn what_is_absurd_cached_slow_or_no_date_is_not_believed() {
        for (headers, took) in [
            (&[("date", "Thu, 01 Jan 1970 00:00:00 GMT")][..], 0),
            (&[("date", "Fri, 31 Dec 2019 23:59:59 GMT")], 0),
            (&[("date", "Fri, 01 Jan 2500 00:00:00 GMT")], 0),
            (&[("date", "soon")], 0),
            (&[("date", "")], 0),
            (&[], 0),
            (&[("date", "Sun, 22 Nov 2026 09:00:00 GMT"), ("age", "7")], 0),
            (&[("date", "Sun, 22 Nov 2026 09:00:00 GMT")], 31),
        ] {
            let mut device = Device::new();
            assert_eq!(device.hears_headers(headers, Duration::from_secs(took)).ahead(), 0, "{headers:?} {took}");
        }
        let mut recorded = Device { clock: ServiceClock::deaf(), ..Device::new() };
        assert_eq!(recorded.hears(300).ahead(), 0);
    }

    #[test]
    fn a_vote_ends_with_its_age_and_when_the_clock_is_set() {
        let mut device = Device::new();
        device.hears(300).passes(6 * 3600);
        assert_eq!(device.ahead(), 300);
        device.passes(1);
        assert_eq!(device.ahead(), 0);

        let mut set = Device::new();
        set.hears(300);
        set.now.wall += Duration::from_secs(300);
        assert_eq!(set.ahead(), 0, "now it is right");
        assert_eq!(set.hears(0).ahead(), 0);
        assert_eq!(set.clock.votes().len(), 1);
    }

    #[test]
    fn a_clock_at_its_very_beginning_is_mended_too() {
        let mut device = Device::new();
        device.now.wall = UNIX_EPOCH - Duration::from_secs(86_400);
        device.hears_headers(&[("date", "Sun, 22 Nov 2026 07:00:00 GMT")], Duration::ZERO);
        let service = shifted(device.now.wall, device.clock.ahead_at(device.now));
        assert_eq!(httpdate::fmt_http_date(service), "Sun, 22 Nov 2026 07:00:00 GMT");
    }

    #[test]
    fn an_error_is_told_in_words_from_a_minute_on() {
        let told = |seconds: i64| DeviceError::of(seconds * 1000).map(|error| error.to_string());
        assert_eq!(told(59), None);
        assert_eq!(told(-59), None);
        for (seconds, text) in [
            (60, "60 seconds behind the service's"),
            (-119, "119 seconds ahead of the service's"),
            (312, "5 minutes behind the service's"),
            (-7200, "2 hours ahead of the service's"),
            (200_000, "2 days behind the service's"),
        ] {
            assert_eq!(told(seconds).as_deref(), Some(text));
        }
    }
}
