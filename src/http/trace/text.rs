//! Bodies as HAR has them: text, or base64 where they are none.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A body as text, and its encoding where it is not the text itself.
pub(super) fn encoded(body: &[u8]) -> (String, Option<&'static str>) {
    match str::from_utf8(body) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (BASE64_STANDARD.encode(body), Some("base64")),
    }
}

/// The bytes that `encoded` was given; `None` where the text is not of its encoding.
pub(super) fn decoded(text: String, encoding: Option<&str>) -> Option<Vec<u8>> {
    match encoding {
        Some("base64") => BASE64_STANDARD.decode(text).ok(),
        _ => Some(text.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_comes_back() {
        for body in [&b""[..], b"{}", "{\"é\":1}".as_bytes(), b"\xff\x00\xfe"] {
            let (text, encoding) = encoded(body);
            assert_eq!(decoded(text, encoding).unwrap(), body);
        }
        assert_eq!(decoded("*".to_owned(), Some("base64")), None);
    }
}
