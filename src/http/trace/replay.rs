//! Answers from a recorded trace instead of the network.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use mpsd_har::{Answer, Entry, Extension, File, PassedOver};

use super::{har, open};
use crate::error::{Code, Delivery, Error};
use crate::http::{Cancel, Failure, FailureKind, Limits, Response, Transport, WireRequest};

/// Larger files are refused.
const MAX_BYTES: u64 = 1 << 30;

/// Answers each request with the first entry of a HAR file that was recorded for it and was not used yet: one with the same
/// method, path, query and body, wherever it was sent. Tokens and other headers do not matter.
pub struct Replay {
    entries: Mutex<Vec<Recorded>>,
    passed_over: PassedOver,
}

struct Recorded {
    /// Its number in the file.
    number: usize,
    method: String,
    /// Path and query.
    path: String,
    body: Vec<u8>,
    /// `None` once it was used.
    outcome: Option<Result<Response, Failure>>,
}

impl Replay {
    /// Reads a HAR file. Entries that cannot be used are passed over.
    pub(crate) fn read(file: &Path) -> Result<Replay, Error> {
        let refuse = |rule: &dyn fmt::Display| Error::argument("replay_file", rule);
        let bytes = open::read(file, MAX_BYTES).map_err(|error| refuse(&format_args!("cannot be read: {error}")))?;
        let file = File::new(&bytes).map_err(|error| refuse(&error))?;
        let har = file.read().map_err(|error| refuse(&error))?;
        let mut passed_over = har.passed_over;
        let mut entries = Vec::new();
        for entry in har.entries {
            let number = entry.number;
            match Recorded::of(entry) {
                Ok(recorded) => entries.push(recorded),
                Err(why) => passed_over.add(number, why),
            }
        }
        Ok(Replay { entries: Mutex::new(entries), passed_over })
    }

    /// The entries that cannot be used.
    pub(crate) fn passed_over(&self) -> &PassedOver {
        &self.passed_over
    }
}

impl Recorded {
    fn of(entry: Entry) -> Result<Recorded, &'static str> {
        let outcome = match entry.answer {
            Some(answer) => Ok(response(answer)?),
            None => Err(failure(entry.error, entry.extension)),
        };
        Ok(Recorded {
            number: entry.number,
            method: entry.method,
            path: entry.url.target,
            body: entry.body.bytes()?,
            outcome: Some(outcome),
        })
    }
}

fn response(answer: Answer) -> Result<Response, &'static str> {
    Ok(Response { status: answer.status, body: answer.body.bytes()?, headers: answer.headers.into_iter().collect() })
}

/// What failed, where no answer came.
fn failure(detail: Option<String>, extension: Option<Extension>) -> Failure {
    const KINDS: [(Code, FailureKind); 6] = [
        (Code::Dns, FailureKind::Dns),
        (Code::Connect, FailureKind::Connect),
        (Code::Tls, FailureKind::Tls),
        (Code::Timeout, FailureKind::Timeout),
        (Code::Protocol, FailureKind::Protocol),
        (Code::Cancelled, FailureKind::Cancelled),
    ];
    let Extension { error, delivery, .. } = extension.unwrap_or_default();
    let kind = KINDS.iter().find(|(code, _)| code.name() == error).map_or(FailureKind::Network, |(_, kind)| *kind);
    let not_sent = delivery == har::delivery_name(Delivery::NotSent);
    let delivery = if not_sent { Delivery::NotSent } else { Delivery::Unknown };
    Failure::new(kind, delivery, detail.unwrap_or_else(|| "recorded without an answer".to_owned()))
}

impl Transport for Replay {
    fn send(&self, request: &WireRequest, limits: &Limits, cancel: &Arc<Cancel>) -> Result<Response, Failure> {
        let _ = limits;
        if cancel.is_cancelled() {
            return Err(Failure::new(FailureKind::Interrupted, Delivery::NotSent, "cancelled before it was sent"));
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = Wanted::new(request);
        match entries.iter_mut().find(|entry| entry.outcome.is_some() && wanted.differs_from(entry).is_none()) {
            Some(entry) => entry.outcome.take().unwrap_or_else(|| Err(self.nothing_recorded(&wanted, &[]))),
            None => Err(self.nothing_recorded(&wanted, &entries)),
        }
    }
}

/// A request as it is looked for.
struct Wanted<'a> {
    method: &'a str,
    path: &'a str,
    body: &'a [u8],
}

/// How a recorded request differs, from the greatest difference to the least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Method,
    Path,
    Body,
}

impl<'a> Wanted<'a> {
    fn new(request: &'a WireRequest) -> Wanted<'a> {
        Wanted { method: request.method().as_str(), path: request.target(), body: request.body() }
    }

    fn differs_from(&self, entry: &Recorded) -> Option<Difference> {
        if entry.path != self.path {
            return Some(if entry.method == self.method { Difference::Path } else { Difference::Method });
        }
        match (entry.method == self.method, same_body(&entry.body, self.body)) {
            (false, _) => Some(Difference::Method),
            (_, false) => Some(Difference::Body),
            _ => None,
        }
    }
}

/// The same bytes, or JSON that means the same.
fn same_body(one: &[u8], other: &[u8]) -> bool {
    one == other || mpsd_har::same_meaning(one, other)
}

impl Replay {
    /// Names what comes nearest, and what was passed over.
    fn nothing_recorded(&self, wanted: &Wanted, entries: &[Recorded]) -> Failure {
        let nearest = entries.iter().max_by_key(|entry| {
            let difference = wanted.differs_from(entry).map_or(4, |difference| difference as u8);
            (difference, entry.outcome.is_some(), std::cmp::Reverse(entry.number))
        });
        let nearest = match nearest {
            None => "the file has no entry that can be used".to_owned(),
            Some(entry) => format!("nearest is entry {}, {}", entry.number, told(wanted, entry)),
        };
        let mut text = format!("replay: nothing is recorded for {} {}: {nearest}", wanted.method, wanted.path);
        if self.passed_over.count() > 0 {
            text += &format!("; {}", self.passed_over);
        }
        Failure::new(FailureKind::Protocol, Delivery::NotSent, text)
    }
}

fn told(wanted: &Wanted, entry: &Recorded) -> String {
    match wanted.differs_from(entry) {
        None => "which was used already".to_owned(),
        Some(Difference::Body) => {
            let at = entry.body.iter().zip(wanted.body).take_while(|(one, other)| one == other).count();
            let around = |body: &[u8]| {
                let from = at.saturating_sub(20);
                String::from_utf8_lossy(&body[from..body.len().min(at + 30)]).into_owned()
            };
            let (recorded, sent) = (around(&entry.body), around(wanted.body));
            format!("whose body differs at byte {at}: recorded \"…{recorded}…\", sent \"…{sent}…\"")
        }
        Some(_) => format!("{} {}", entry.method, entry.path),
    }
}
