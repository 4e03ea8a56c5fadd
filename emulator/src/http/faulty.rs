//! Answers that a fault makes up or spoils.

use std::io;
use std::num::NonZeroU64;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::http::response::Parts;
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::answer::{Answer, empty, text, with_header};
use crate::faults::LONGEST;

/// An answer that the directory has not given.
pub(super) fn status(status: u16, retry_after_seconds: Option<u64>, body: Option<String>) -> Answer {
    let answer = body.map_or_else(|| empty(status), |body| text(status, body));
    match retry_after_seconds {
        Some(seconds) => with_header(answer, RETRY_AFTER, &seconds.to_string()),
        None => answer,
    }
}

/// Where a body ends of which `bytes` are to come: something is missing, if
/// there is anything.
pub(super) fn end(body: &[u8], bytes: u64) -> usize {
    let most = body.len().saturating_sub(1);
    usize::try_from(bytes).map_or(most, |bytes| most.min(bytes))
}

/// Time in which a client that reads gets what comes before the end: the
/// connection is closed with what is not sent by then.
const SENDING: Duration = Duration::from_millis(50);

/// An answer that promises the whole body, and breaks off at `end`.
pub(super) fn truncated(parts: Parts, body: &Bytes, end: usize) -> Answer {
    if body.is_empty() {
        return Answer::from_parts(parts, Body::empty());
    }
    let start = stream::iter([Ok(body.slice(..end))]);
    let broken = stream::once(async {
        tokio::time::sleep(SENDING).await;
        Err(io::Error::other("truncated"))
    });
    promising(parts, body.len(), Body::from_stream(start.chain(broken)))
}

/// How often a part of a slow body is sent, as long as a byte is due.
const PARTS_PER_SECOND: u64 = 20;

/// An answer whose body trickles.
pub(super) fn slow(parts: Parts, body: Bytes, bytes_per_second: NonZeroU64) -> Answer {
    if body.is_empty() {
        return Answer::from_parts(parts, Body::empty());
    }
    let length = body.len();
    let rate = bytes_per_second.get();
    let size = usize::try_from(rate.div_ceil(PARTS_PER_SECOND)).unwrap_or(usize::MAX);
    let started = Instant::now();
    let bytes = stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        let part = rest.split_to(size.min(rest.len()));
        let sent = length - rest.len();
        let due = Duration::from_secs_f64(sent as f64 / rate as f64).min(LONGEST);
        tokio::time::sleep_until(started + due).await;
        let part = if due < LONGEST { Ok(part) } else { Err(io::Error::other("too slow")) };
        Some((part, rest))
    });
    promising(parts, length, Body::from_stream(bytes))
}

fn promising(parts: Parts, length: usize, body: Body) -> Answer {
    with_header(Answer::from_parts(parts, body), CONTENT_LENGTH, &length.to_string())
}
