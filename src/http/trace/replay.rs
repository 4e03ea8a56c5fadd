//! Answers from a recorded trace instead of the network.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value;

use super::{har, text};
use crate::error::{Code, Delivery, Error};
use crate::http::{Cancel, Failure, FailureKind, Limits, Response, Transport, WireRequest};

/// Larger files are refused.
const MOST_BYTES: u64 = 1 << 30;

/// Answers each request with the first entry of a HAR file that was recorded for it and was not used yet: one with the same
/// method, path, query and body, wherever it was sent. Tokens and other headers do not matter.
pub struct Replay {
    entries: Mutex<Vec<Recorded>>,
}

struct Recorded {
    method: String,
    /// Path and query.
    path: String,
    body: Vec<u8>,
    /// `None` once it was used.
    outcome: Option<Result<Response, Failure>>,
}

impl Replay {
    /// Reads a HAR file.
    pub(crate) fn read(file: &Path) -> Result<Replay, Error> {
        let refuse = |text: &dyn std::fmt::Display| Error::argument("replay_file", text);
        let size = fs::metadata(file).map_err(|error| refuse(&format_args!("cannot be read: {error}")))?.len();
        if size > MOST_BYTES {
            return Err(refuse(&"is larger than 1 GiB"));
        }
        let bytes = fs::read(file).map_err(|error| refuse(&format_args!("cannot be read: {error}")))?;
        let parsed = serde_json::from_slice::<Har>(&bytes).or_else(|error| mended(&bytes).ok_or(error));
        let har = parsed.map_err(|error| refuse(&format_args!("is no HAR: {error}")))?;
        let entries = har.log.entries.into_iter().enumerate().map(|(index, entry)| {
            let number = index + 1;
            entry.recorded().map_err(|rule| refuse(&format_args!("entry {number}: {rule}")))
        });
        Ok(Replay { entries: Mutex::new(entries.collect::<Result<_, _>>()?) })
    }
}

/// A trace of ours whose last entry was cut, as its process was killed while it wrote it: what comes before it. Each entry
/// is a line.
fn mended(bytes: &[u8]) -> Option<Har> {
    let last_line = bytes.windows(2).rposition(|pair| pair == b",\n")?;
    serde_json::from_slice(&[&bytes[..last_line], b"]}}"].concat()).ok()
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
            Some(entry) => entry.outcome.take().unwrap_or_else(|| Err(nothing_recorded(&wanted, &[]))),
            None => Err(nothing_recorded(&wanted, &entries)),
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
        Wanted { method: request.method.as_str(), path: path_of(&request.url), body: &request.body }
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

/// From the first slash after the host on.
fn path_of(url: &str) -> &str {
    let after_scheme = url.find("://").map_or(0, |index| index + 3);
    url[after_scheme..].find('/').map_or("/", |index| &url[after_scheme + index..])
}

/// The same bytes, or JSON that means the same.
fn same_body(one: &[u8], other: &[u8]) -> bool {
    let json = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    one == other || json(one).is_some_and(|value| json(other) == Some(value))
}

/// Names what comes nearest.
fn nothing_recorded(wanted: &Wanted, entries: &[Recorded]) -> Failure {
    let nearest = entries.iter().enumerate().max_by_key(|(index, entry)| {
        let difference = wanted.differs_from(entry).map_or(4, |difference| difference as u8);
        (difference, entry.outcome.is_some(), std::cmp::Reverse(*index))
    });
    let nearest = match nearest {
        None => "the file has no entries".to_owned(),
        Some((index, entry)) => format!("nearest is entry {}, {}", index + 1, told(wanted, entry)),
    };
    let text = format!("replay: nothing is recorded for {} {}: {nearest}", wanted.method, wanted.path);
    Failure::new(FailureKind::Protocol, Delivery::NotSent, text)
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

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: VecDeque<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Answer,
    #[serde(rename = "_error")]
    error: Option<String>,
    #[serde(rename = "_mpsd")]
    own: Option<Own>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    post_data: Option<Body>,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    #[serde(default)]
    headers: Vec<Header>,
    content: Option<Body>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    text: String,
    encoding: Option<String>,
}

#[derive(Deserialize)]
struct Own {
    error: Option<String>,
    delivery: Option<String>,
}

impl Body {
    fn bytes(self) -> Result<Vec<u8>, &'static str> {
        text::decoded(self.text, self.encoding.as_deref()).ok_or("a body is not valid base64")
    }
}

impl Entry {
    fn recorded(self) -> Result<Recorded, &'static str> {
        let body = self.request.post_data.map_or(Ok(Vec::new()), Body::bytes)?;
        let outcome = match self.response.status {
            0 => Err(failure(self.error, self.own)),
            status => Ok(Response {
                status,
                headers: self.response.headers.into_iter().map(|h| (h.name.to_ascii_lowercase(), h.value)).collect(),
                body: self.response.content.map_or(Ok(Vec::new()), Body::bytes)?,
            }),
        };
        let path = path_of(&self.request.url).to_owned();
        Ok(Recorded { method: self.request.method, path, body, outcome: Some(outcome) })
    }
}

/// What failed, where no answer came.
fn failure(detail: Option<String>, own: Option<Own>) -> Failure {
    let (error, delivery) = own.map_or((None, None), |own| (own.error, own.delivery));
    let kind = match error.as_deref() {
        Some(name) if name == Code::Dns.name() => FailureKind::Dns,
        Some(name) if name == Code::Connect.name() => FailureKind::Connect,
        Some(name) if name == Code::Tls.name() => FailureKind::Tls,
        Some(name) if name == Code::Timeout.name() => FailureKind::Timeout,
        Some(name) if name == Code::Protocol.name() => FailureKind::Protocol,
        Some(name) if name == Code::Cancelled.name() => FailureKind::Cancelled,
        _ => FailureKind::Network,
    };
    let not_sent = delivery.as_deref() == Some(har::delivery_name(Delivery::NotSent));
    let delivery = if not_sent { Delivery::NotSent } else { Delivery::Unknown };
    Failure::new(kind, delivery, detail.unwrap_or_else(|| "recorded without an answer".to_owned()))
}
