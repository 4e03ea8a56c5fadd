//! The one place where time is read.

use jiff::Timestamp;

/// Tells the directory what time it is.
///
/// For now it is the machine's clock. Everything in the directory asks here,
/// so that a virtual clock can take its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock;

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A time as the service writes it: ISO-8601, UTC, seven fraction digits, `Z`.
pub(crate) fn wire_time(time: Timestamp) -> String {
    format!("{time:.7}")
}

/// `seconds` after `start`, or the latest representable time.
pub(crate) fn after(start: Timestamp, seconds: u64) -> Timestamp {
    let span = i64::try_from(seconds).map(jiff::SignedDuration::from_secs).unwrap_or(jiff::SignedDuration::MAX);
    start.checked_add(span).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_seven_fraction_digits() {
        let time = Timestamp::new(1_409_267_734, 885_230_800).unwrap();
        assert_eq!(wire_time(time), "2014-08-28T23:15:34.8852308Z");
        assert_eq!(wire_time(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.0000000Z");
    }

    #[test]
    fn a_far_future_does_not_overflow() {
        assert_eq!(after(Timestamp::UNIX_EPOCH, u64::MAX), Timestamp::MAX);
        assert_eq!(after(Timestamp::UNIX_EPOCH, 60), Timestamp::new(60, 0).unwrap());
    }
}
