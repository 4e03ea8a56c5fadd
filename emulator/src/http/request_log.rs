//! The latest requests to the directory, with their answers.

use std::collections::VecDeque;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use jiff::Timestamp;

use crate::clock::wire_time;
use crate::json::{Object, Value, json};
use crate::names::Xuid;

/// A ring of requests: the oldest make room for new ones.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    entries: VecDeque<Entry>,
    /// How many requests there have been; never starts again, so that
    /// whoever asks for the ones after a number misses none.
    count: u64,
}

/// A request with its answer.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) number: u64,
    pub(crate) time: Timestamp,
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    pub(crate) xuid: Option<Xuid>,
    /// None when a fault left the request without answer.
    pub(crate) status: Option<u16>,
    pub(crate) fault: Value,
    pub(crate) duration: Duration,
    pub(crate) request_headers: Object,
    pub(crate) request_body: ShownBody,
    pub(crate) response_headers: Object,
    pub(crate) response_body: ShownBody,
}

/// A body for the log: its start, as text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ShownBody {
    pub(crate) text: String,
    /// Bytes of the whole.
    pub(crate) size: usize,
}

impl ShownBody {
    pub(crate) fn of(body: &[u8]) -> Self {
        let start = &body[..body.len().min(BODY_LIMIT)];
        Self { text: String::from_utf8_lossy(start).into_owned(), size: body.len() }
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.size > BODY_LIMIT
    }
}

impl RequestLog {
    /// Adds an entry and gives it its number; no more than `size` are kept.
    pub(crate) fn add(&mut self, entry: Entry, size: usize) {
        self.count += 1;
        self.entries.push_back(Entry { number: self.count, ..entry });
        let excess = self.entries.len().saturating_sub(size);
        self.entries.drain(..excess);
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// The number of the oldest entry that is still there.
    pub(crate) fn oldest(&self) -> Option<u64> {
        self.entries.front().map(|entry| entry.number)
    }

    /// The same as JSON.
    pub(crate) fn after(&self, number: u64, take: usize) -> Vec<Value> {
        self.entries_after(number, take).map(Entry::to_json).collect()
    }

    /// The latest `take` entries with numbers above `number`, oldest first.
    pub(super) fn entries_after(&self, number: u64, take: usize) -> impl Iterator<Item = &Entry> {
        let first = self.entries.partition_point(|entry| entry.number <= number);
        let first = first.max(self.entries.len().saturating_sub(take));
        self.entries.range(first..)
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        json!({
            "number": self.number,
            "time": wire_time(self.time),
            "method": self.method,
            "path": self.path,
            "xuid": self.xuid.map(|xuid| xuid.to_string()),
            "status": self.status,
            "fault": self.fault,
            "durationMs": self.duration.as_secs_f64() * 1000.0,
            "requestHeaders": self.request_headers,
            "requestBody": self.request_body.text,
            "responseHeaders": self.response_headers,
            "responseBody": self.response_body.text,
        })
    }
}

/// Headers for the log: nothing that signs a user in.
pub(crate) fn shown_headers(headers: &HeaderMap) -> Object {
    let mut shown = Object::new();
    for name in headers.keys().filter(|name| *name != AUTHORIZATION && name.as_str() != "signature") {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        shown.insert(name.to_string(), json!(values.join(", ")));
    }
    shown
}

/// Most bytes of a body that are kept.
const BODY_LIMIT: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            number: 0,
            time: Timestamp::UNIX_EPOCH,
            method: "GET".to_owned(),
            path: "/".to_owned(),
            xuid: None,
            status: Some(200),
            fault: Value::Null,
            duration: Duration::ZERO,
            request_headers: Object::new(),
            request_body: ShownBody::default(),
            response_headers: Object::new(),
            response_body: ShownBody::default(),
        }
    }

    #[test]
    fn the_oldest_make_room_and_numbers_go_on() {
        let mut log = RequestLog::default();
        let numbers = |log: &RequestLog, after| -> Vec<u64> {
            log.after(after, usize::MAX).iter().map(|entry| entry["number"].as_u64().unwrap()).collect()
        };
        for _ in 0..5 {
            log.add(entry(), 3);
        }
        assert_eq!(numbers(&log, 0), [3, 4, 5]);
        assert_eq!(numbers(&log, 4), [5]);
        assert_eq!(log.after(0, 2)[0]["number"], 4);
        assert_eq!(log.oldest(), Some(3));
        log.add(entry(), 1);
        assert_eq!(numbers(&log, 0), [6]);
        log.clear();
        assert!(numbers(&log, 0).is_empty());
        assert_eq!(log.oldest(), None);
        log.add(entry(), 3);
        assert_eq!(numbers(&log, 0), [7]);
        log.add(entry(), 0);
        assert!(numbers(&log, 0).is_empty());
    }

    #[test]
    fn bodies_are_cut() {
        assert_eq!(ShownBody::of(b"{}"), ShownBody { text: "{}".to_owned(), size: 2 });
        let long = ShownBody::of(&[b'x'; BODY_LIMIT + 1]);
        assert!(long.text.len() == BODY_LIMIT && long.size == BODY_LIMIT + 1 && long.is_cut());
        assert_eq!(ShownBody::of(b"\xff").text, "\u{fffd}");
    }
}
