//! The one place where time is read: a clock that can be frozen and set.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Tells the directory what time it is.
///
/// It runs as the machine's clock does, some time ahead of it, or stands
/// still. It never goes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Clock {
    Running { ahead: SignedDuration },
    Frozen { at: Timestamp },
}

impl Default for Clock {
    fn default() -> Self {
        Self::Running { ahead: SignedDuration::ZERO }
    }
}

impl Clock {
    /// A clock that begins with a time, or with the machine's.
    pub(crate) fn starting(frozen: bool, time: Option<Timestamp>) -> Self {
        let machine = Timestamp::now();
        let time = time.unwrap_or(machine);
        if frozen { Self::Frozen { at: time } } else { Self::Running { ahead: time.duration_since(machine) } }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.when(Timestamp::now())
    }

    /// What time it is when the machine's clock says `machine`.
    fn when(&self, machine: Timestamp) -> Timestamp {
        match self {
            Self::Running { ahead } => machine.saturating_add(*ahead).unwrap_or(Timestamp::MAX),
            Self::Frozen { at } => *at,
        }
    }

    pub(crate) fn is_frozen(&self) -> bool {
        matches!(self, Self::Frozen { .. })
    }

    /// How far it is ahead of the machine's clock; negative behind it.
    pub(crate) fn ahead(&self) -> SignedDuration {
        match self {
            Self::Running { ahead } => *ahead,
            Self::Frozen { at } => at.duration_since(Timestamp::now()),
        }
    }

    /// Stops it or lets it run, from `time` on, which must not have passed.
    pub(crate) fn set(&mut self, frozen: bool, time: Option<Timestamp>) -> Result<(), String> {
        let machine = Timestamp::now();
        let now = self.when(machine);
        let time = time.unwrap_or(now);
        if time < now {
            return Err(format!("now {time} has passed: it is {now}, and the clock does not go back"));
        }
        *self = if frozen { Self::Frozen { at: time } } else { Self::Running { ahead: time.duration_since(machine) } };
        Ok(())
    }

    /// Goes on by a span, frozen or not.
    pub(crate) fn advance(&mut self, span: SignedDuration) -> Result<(), String> {
        let too_far = |_| format!("{span:#} leads past the last time there is");
        let later = self.now().checked_add(span).map_err(too_far)?;
        match self {
            Self::Running { ahead } => *ahead += span,
            Self::Frozen { at } => *at = later,
        }
        Ok(())
    }
}

/// A time as the service writes it: ISO-8601, UTC, seven fraction digits, `Z`.
pub(crate) fn wire_time(time: Timestamp) -> String {
    format!("{time:.7}")
}

/// A time as HTTP headers have it.
pub(crate) fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `seconds` after `start`, or the latest representable time.
pub(crate) fn after(start: Timestamp, seconds: u64) -> Timestamp {
    let span = i64::try_from(seconds).map(SignedDuration::from_secs).unwrap_or(SignedDuration::MAX);
    start.checked_add(span).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 0).unwrap()
    }

    #[test]
    fn times_have_seven_fraction_digits() {
        let time = Timestamp::new(1_409_267_734, 885_230_800).unwrap();
        assert_eq!(wire_time(time), "2014-08-28T23:15:34.8852308Z");
        assert_eq!(wire_time(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.0000000Z");
        assert_eq!(http_date(time), "Thu, 28 Aug 2014 23:15:34 GMT");
    }

    #[test]
    fn a_far_future_does_not_overflow() {
        assert_eq!(after(Timestamp::UNIX_EPOCH, u64::MAX), Timestamp::MAX);
        assert_eq!(after(Timestamp::UNIX_EPOCH, 60), at(60));
        let mut clock = Clock::Frozen { at: at(5) };
        assert!(clock.advance(SignedDuration::MAX).unwrap_err().contains("past the last time"));
        assert_eq!(clock.now(), at(5));
    }

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let mut clock = Clock::Frozen { at: at(5) };
        clock.advance(SignedDuration::from_millis(1500)).unwrap();
        assert_eq!(clock.now(), Timestamp::new(6, 500_000_000).unwrap());
        assert!(clock.set(true, Some(at(6))).unwrap_err().contains("has passed"));
        clock.set(true, Some(at(9))).unwrap();
        assert_eq!(clock.now(), at(9));
    }

    #[test]
    fn a_frozen_clock_runs_on_from_where_it_stood() {
        let mut clock = Clock::Frozen { at: at(5) };
        assert!(clock.ahead().is_negative());
        clock.set(false, None).unwrap();
        assert!(!clock.is_frozen());
        assert!((at(5)..at(60)).contains(&clock.now()));
    }

    #[test]
    fn a_running_clock_can_be_ahead() {
        let mut clock = Clock::default();
        clock.advance(SignedDuration::from_hours(1)).unwrap();
        assert_eq!(clock.ahead().as_secs(), 3600);
        assert!(clock.now() > Timestamp::now());
    }
}
