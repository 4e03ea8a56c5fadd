//! The request log as an HTTP archive (HAR 1.2), which browsers and other tools read.

use axum::http::StatusCode;
use percent_encoding::percent_decode_str;

use super::request_log::{Entry, ShownBody};
use crate::clock::wire_time;
use crate::json::{Object, Value, json};

pub(super) fn document<'a>(base: &str, entries: impl Iterator<Item = &'a Entry>) -> Value {
    json!({
        "log": {
            "version": "1.2",
            "creator": {"name": "mpsd-emulator", "version": env!("CARGO_PKG_VERSION")},
            "entries": entries.map(|each| entry(base, each)).collect::<Vec<_>>(),
        }
    })
}

fn entry(base: &str, entry: &Entry) -> Value {
    let milliseconds = entry.duration.as_secs_f64() * 1000.0;
    let mut har = json!({
        "startedDateTime": wire_time(entry.time),
        "time": milliseconds,
        "request": request(base, entry),
        "response": response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        // Names that begin so are ours to give; tokens are never here.
        "_number": entry.number,
        "_xuid": entry.xuid,
        "_fault": entry.fault,
    });
    if let Some(comment) = comment(entry) {
        har["comment"] = json!(comment);
    }
    har
}

fn comment(entry: &Entry) -> Option<String> {
    let cut = |name: &str, body: &ShownBody| {
        body.is_cut().then(|| format!("the {name} body is cut: it has {} bytes", body.size))
    };
    let unanswered = entry.status.is_none().then(|| "no answer was given".to_owned());
    unanswered.or_else(|| cut("request", &entry.request_body)).or_else(|| cut("response", &entry.response_body))
}

fn request(base: &str, entry: &Entry) -> Value {
    let mut request = json!({
        "method": entry.method,
        "url": format!("{base}{}", entry.path),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&entry.request_headers),
        "queryString": query(&entry.path),
        "headersSize": -1,
        "bodySize": entry.request_body.size,
    });
    if entry.request_body.size > 0 {
        let kind = entry.request_headers.get("content-type").and_then(Value::as_str).unwrap_or_default();
        request["postData"] = json!({"mimeType": kind, "params": [], "text": entry.request_body.text});
    }
    request
}

/// Status 0 stands for no answer.
fn response(entry: &Entry) -> Value {
    let status = entry.status.unwrap_or_default();
    let text = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let kind = entry.response_headers.get("content-type").and_then(Value::as_str).unwrap_or("x-unknown");
    json!({
        "status": status,
        "statusText": text.unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&entry.response_headers),
        "content": {"size": entry.response_body.size, "mimeType": kind, "text": entry.response_body.text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": entry.response_body.size,
    })
}

fn headers(headers: &Object) -> Value {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn query(path: &str) -> Value {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = path.split_once('?').map_or("", |(_, query)| query).split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| json!({"name": decoded(name), "value": decoded(value)})).collect()
}
