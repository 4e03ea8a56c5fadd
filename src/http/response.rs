//! An answer of the service.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::error::Error;

/// A complete answer. Debug shows its size alone: it may repeat a token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in their order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Reads headers from "Name: value" lines.
    pub fn parse_headers(text: &str) -> Result<Vec<(String, String)>, Error> {
        let line = |line: &str| match line.split_once(':') {
            Some((name, value)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
                Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
            }
            _ => Err(Error::argument("headers", "must be lines of the form \"Name: value\"")),
        };
        text.lines().filter(|line| !line.is_empty()).map(line).collect()
    }

    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// How long `Retry-After` asks to wait. A date counts from the answer's own `Date`, so that the device's clock does
    /// not matter; without one, from `now`.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        let value = self.header("retry-after")?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = httpdate::parse_http_date(value).ok()?;
        let from = self.header("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
        Some(until.duration_since(from).unwrap_or_default())
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
            .field("headers", &self.headers.len())
            .field("body", &self.body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Response { headers, ..Response::default() }
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:00:00 GMT").unwrap();
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(with(&[("retry-after", " 15 ")]).retry_after(now), Some(Duration::from_secs(15)));
        assert_eq!(with(&[("retry-after", "0")]).retry_after(now), Some(Duration::ZERO));
        assert_eq!(with(&[("retry-after", date)]).retry_after(now), Some(Duration::from_secs(49 * 60 + 37)));
        let own_clock = with(&[("retry-after", date), ("date", "Sun, 06 Nov 1994 08:49:30 GMT")]);
        assert_eq!(own_clock.retry_after(now), Some(Duration::from_secs(7)));
        let past = with(&[("retry-after", date), ("date", "Sun, 06 Nov 1994 09:00:00 GMT")]);
        assert_eq!(past.retry_after(now), Some(Duration::ZERO));
        for nonsense in ["soon", "-1", "1.5", ""] {
            assert_eq!(with(&[("retry-after", nonsense)]).retry_after(now), None);
        }
        assert_eq!(with(&[]).retry_after(now), None);
    }

    #[test]
    fn headers_are_read_from_lines() {
        let headers = Response::parse_headers("ETag: \"1\"\r\nRetry-After:5\nX:\n\r\n").unwrap();
        let expected = [("etag", "\"1\""), ("retry-after", "5"), ("x", "")];
        assert!(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(expected));
        for text in ["no colon", ": value", "a b: c", " folded: line"] {
            assert!(Response::parse_headers(text).unwrap_err().message.starts_with("headers:"), "{text}");
        }
    }

    #[test]
    fn text_is_trimmed_and_bytes_are_no_text() {
        let body = |bytes: &[u8]| Response { body: bytes.to_vec(), ..Response::default() };
        assert_eq!(body(b"Not a member.\r\n").text(), Some("Not a member."));
        assert_eq!(body(b"\xff\xfe").text(), None);
        assert_eq!(body(b" \r\n").text(), None);
    }
}
