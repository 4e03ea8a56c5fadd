//! One value of `Retry-After` (RFC 9110, 10.2.3): a number of seconds or a date, and what services make of these.

use std::time::{Duration, SystemTime};

/// Longer than any call may take.
const VERY_LONG: Duration = Duration::MAX;

/// Reads a value; a date counts from `from`. `None`: it names no wait.
pub(super) fn read(value: &str, from: SystemTime) -> Option<Duration> {
    let value = value.trim();
    // Some HTTP stacks join repeated headers with a comma.
    value
        .split(',')
        .map(seconds)
        .try_fold(Duration::ZERO, |longest, wait| Some(longest.max(wait?)))
        .or(date(value, from))
}

/// A number of seconds; a fraction is rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    // What u64 can't hold is long, not absent.
    Some(whole.parse::<u64>().map_or(VERY_LONG, |whole| Duration::from_secs(whole.saturating_add(more))))
}

/// A date; one that is past is no wait, one beyond the year 9999 a very long one.
fn date(text: &str, from: SystemTime) -> Option<Duration> {
    if let Ok(until) = httpdate::parse_http_date(text) {
        return Some(until.duration_since(from).unwrap_or_default());
    }
    // `Sun, 06 Nov 1994 08:49:37 GMT`, of a year that dates of HTTP can't have.
    let [_, _, _, year, _, "GMT"] = text.split_ascii_whitespace().collect::<Vec<_>>()[..] else {
        return None;
    };
    match year.parse::<u64>() {
        Ok(..1970) => Some(Duration::ZERO),
        Ok(10_000..) => Some(VERY_LONG),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_wait_is_read_and_nothing_else() {
        let from = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:30 GMT").unwrap();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (value, wait) in [
            ("15", seconds(15)),
            (" \t15 ", seconds(15)),
            ("0", Some(Duration::ZERO)),
            ("007", seconds(7)),
            ("18446744073709551615", seconds(u64::MAX)),
            ("18446744073709551616", Some(VERY_LONG)),
            ("99999999999999999999999999", Some(VERY_LONG)),
            ("1.5", seconds(2)),
            ("0.001", seconds(1)),
            ("3.0", seconds(3)),
            ("18446744073709551615.5", seconds(u64::MAX)),
            ("5, 90,7", seconds(90)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", seconds(7)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", seconds(7)),
            ("Sun Nov  6 08:49:37 1994", seconds(7)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(Duration::ZERO)),
            ("Thu, 01 Jan 1900 00:00:00 GMT", Some(Duration::ZERO)),
            ("Fri, 31 Dec 10000 23:59:59 GMT", Some(VERY_LONG)),
            ("Fri, 31 Dec 99999999 23:59:59 GMT", Some(VERY_LONG)),
            ("", None),
            ("soon", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("1.", None),
            (".5", None),
            ("1 2", None),
            ("0x10", None),
            ("5, soon", None),
            ("5,", None),
            ("15s", None),
            ("Sun, 06 Foo 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(read(value, from), wait, "{value:?}");
        }
        let last = read("Fri, 31 Dec 9999 23:59:59 GMT", from).unwrap();
        assert!(last > Duration::from_secs(8000 * 365 * 86_400) && last < VERY_LONG, "{last:?}");
    }
}
