//! What a 429 tells of the limit that was exceeded.

use std::time::Duration;

use crate::json::{Document, MAX_DEPTH};

/// The limit as the service describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Throttle {
    pub(super) most: usize,
    pub(super) span: Duration,
}

impl Throttle {
    /// Reads `maxRequests` and `periodInSeconds`, whose case and type differ between descriptions of the service; a
    /// body without them, or with numbers that are no limit, tells nothing.
    pub(super) fn read(body: &[u8]) -> Option<Throttle> {
        let document = Document::read(body, MAX_DEPTH).ok()?;
        let number = |name: &str| -> Option<u64> {
            let is_it = |key: &str| key.eq_ignore_ascii_case(name);
            let mut members = document.root().members();
            members.find(|(key, _)| key.string().is_some_and(|key| is_it(&key)))?.1.whole()
        };
        let most = usize::try_from(number("maxRequests")?).ok().filter(|most| (1..=100_000).contains(most))?;
        let span = number("periodInSeconds").filter(|span| (1..=86_400).contains(span))?;
        Some(Throttle { most, span: Duration::from_secs(span) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_whatever_their_case_and_type() {
        let expected = Some(Throttle { most: 30, span: Duration::from_secs(15) });
        for body in [
            r#"{"version":1,"currentRequests":31,"maxRequests":30,"periodInSeconds":15,"limitType":"Rate"}"#,
            r#"{"Version":"1","CurrentRequests":"31","MaxRequests":"30","PeriodInSeconds":"15","LimitType":"rate"}"#,
        ] {
            assert_eq!(Throttle::read(body.as_bytes()), expected);
        }
        for body in ["", "slow down", "[]", r#"{"maxRequests":0,"periodInSeconds":15}"#, r#"{"maxRequests":30}"#] {
            assert_eq!(Throttle::read(body.as_bytes()), None, "{body}");
        }
    }
}
