//! An answer of the service.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::{Headers, retry_after};

/// A complete answer. Debug shows its size alone: it may repeat a token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// How long `Retry-After` asks to wait; the longest where it is given several times. A date counts from the answer's
    /// own `Date`, so that the device's clock does not matter; without one, from `now`. What is no wait is `None`.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        self.header("retry-after")?;
        let from = self.date().unwrap_or(now);
        self.headers.all("retry-after").filter_map(|value| retry_after::read(value, from)).max()
    }

    /// When the service answered, by its own clock.
    pub fn date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.header("date")?.trim()).ok()
    }

    /// What the service calls this answer, to quote to support: `X-XblCorrelationId`, a GUID. Empty where it does not say,
    /// or in a form that is no id.
    pub fn correlation_id(&self) -> &str {
        const MAX_BYTES: usize = 39;
        let is_id = |text: &&str| {
            text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        self.header("x-xblcorrelationid").map(str::trim).filter(is_id).unwrap_or_default()
    }

    /// Why the service gave or refused access: `X-Xbl-Debug`, such as `session-access=none; reason=...`. Empty where it
    /// does not say; cut where it says too much.
    pub fn debug_reason(&self) -> &str {
        const MAX_BYTES: usize = 200;
        let text = self.header("x-xbl-debug").unwrap_or_default();
        let text = text.split(char::is_control).next().unwrap_or_default().trim();
        let end = (0..=text.len().min(MAX_BYTES)).rev().find(|index| text.is_char_boundary(*index));
        &text[..end.unwrap_or_default()]
    }

    /// What the service says in a body that is text, for an error message.
    pub fn text(&self) -> Option<&str> {
        str::from_utf8(&self.body).ok().map(str::trim).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> Response {
        Response { headers: headers.iter().copied().collect(), ..Response::default() }
    }

    #[test]
    fn a_date_to_retry_at_counts_from_the_answers_own_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:00:00 GMT").unwrap();
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(with(&[("retry-after", date)]).retry_after(now), Some(Duration::from_secs(49 * 60 + 37)));
        let own_clock = with(&[("retry-after", date), ("date", "Sun, 06 Nov 1994 08:49:30 GMT")]);
        assert_eq!(own_clock.retry_after(now), Some(Duration::from_secs(7)));
        let past = with(&[("retry-after", date), ("date", "Sun, 06 Nov 1994 09:00:00 GMT")]);
        assert_eq!(past.retry_after(now), Some(Duration::ZERO));
    }

    #[test]
    fn of_several_waits_the_longest_counts() {
        let now = SystemTime::now();
        let seconds = |headers: &[(&str, &str)]| with(headers).retry_after(now).map(|wait| wait.as_secs());
        assert_eq!(seconds(&[("retry-after", "5"), ("retry-after", "90"), ("retry-after", "7")]), Some(90));
        assert_eq!(seconds(&[("retry-after", "soon"), ("retry-after", "7")]), Some(7));
        assert_eq!(seconds(&[]), None);
    }

    #[test]
    fn what_support_asks_for_is_read_where_it_has_its_form() {
        let id = "8dfb0100-ebe0-42da-885f-033860a818f6";
        for (value, read) in [(id, id), (" 8dfb0100 ", "8dfb0100"), ("", ""), ("a b", ""), (&"x".repeat(40), "")] {
            assert_eq!(with(&[("x-xblcorrelationid", value)]).correlation_id(), read, "{value}");
        }
        assert_eq!(with(&[]).correlation_id(), "");
        let reason = "session-access=none; reason=NotMember";
        let long = format!("{}é", "x".repeat(199));
        for (value, read) in [(reason, reason), (" a\tb", "a"), ("", ""), (&long, &long[..199])] {
            assert_eq!(with(&[("x-xbl-debug", value)]).debug_reason(), read, "{value}");
        }
        assert_eq!(with(&[]).debug_reason(), "");
    }

    #[test]
    fn text_is_trimmed_and_bytes_are_no_text() {
        let body = |bytes: &[u8]| Response { body: bytes.to_vec(), ..Response::default() };
        assert_eq!(body(b"Not a member.\r\n").text(), Some("Not a member."));
        assert_eq!(body(b"\xff\xfe").text(), None);
        assert_eq!(body(b" \r\n").text(), None);
    }
}
