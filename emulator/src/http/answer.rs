//! Answers: JSON, sessions, and plain-text refusals.

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LOCATION, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderName, HeaderValue,
};
use axum::http::{Response, StatusCode};
use jiff::Timestamp;
use uuid::Uuid;

use crate::clock::http_date;
use crate::directory::{Judged, Refusal, SessionView};
use crate::json::Value;
use crate::names::SessionRef;
use crate::settings::Settings;

/// What Xbox support asks for.
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-xblcorrelationid");

/// Why the service lets a request through, or does not.
const DEBUG: HeaderName = HeaderName::from_static("x-xbl-debug");

/// An answer on its way out.
pub(crate) type Answer = Response<Body>;

/// An answer, or a refusal to be written as plain text.
pub(crate) type Outcome = Result<Answer, Refusal>;

/// An answer without body.
pub(crate) fn empty(status: u16) -> Answer {
    with_body(status, None, Body::empty())
}

pub(crate) fn json(status: u16, value: &Value) -> Answer {
    json_text(status, value.to_string().into_bytes())
}

/// JSON that has been written already.
pub(crate) fn json_text(status: u16, text: Vec<u8>) -> Answer {
    let kind = "application/json; charset=utf-8";
    with_body(status, Some(kind), Body::from(text))
}

pub(crate) fn session(status: u16, view: &SessionView) -> Answer {
    tagged(json(status, &view.document), view)
}

/// Adds how long the answer holds where that is not at all: a session's until it is asked for again.
pub(crate) fn revalidated(answer: Answer) -> Answer {
    with_header(answer, CACHE_CONTROL, "max-age=0, must-revalidate")
}

/// Adds how access was judged, where it was.
pub(crate) fn judged(answer: Answer, judged: Option<Judged>) -> Answer {
    match judged {
        Some(judged) => with_header(answer, DEBUG, &judged.to_string()),
        None => answer,
    }
}

/// Gives an answer of the directory the headers that all have, as the settings want them.
pub(crate) fn finished(mut answer: Answer, settings: &Settings, now: Timestamp) -> Answer {
    let headers = answer.headers_mut();
    if !settings.cache_control {
        headers.remove(CACHE_CONTROL);
    } else if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    }
    if !settings.debug_header {
        headers.remove(DEBUG);
    }
    if settings.correlation_id {
        answer = with_header(answer, CORRELATION_ID, &Uuid::new_v4().to_string());
    }
    dated(answer, now)
}

/// Adds where the session is, which a caller by handle learns only so: as a
/// path below `base`.
pub(crate) fn located(answer: Answer, session: &SessionRef, base: &str) -> Answer {
    with_header(answer, CONTENT_LOCATION, &format!("{base}{}", session.path()))
}

/// Adds the session's tag, and until when it holds.
pub(crate) fn tagged(answer: Answer, view: &SessionView) -> Answer {
    let answer = judged(with_header(answer, ETAG, &view.etag), view.judged);
    match view.next_timer {
        Some(time) => with_header(answer, EXPIRES, &http_date(time)),
        None => answer,
    }
}

/// Gives an answer the directory's time, which XSAPI takes as the session's.
pub(crate) fn dated(answer: Answer, now: Timestamp) -> Answer {
    with_header(answer, DATE, &http_date(now))
}

/// The wrong verb for a path.
pub(crate) fn wrong_verb(method: &str, path: &str, allowed: &str) -> Answer {
    let text = format!("{method} is not possible on {path}; possible: {allowed}");
    with_header(plain(405, &text), ALLOW, allowed)
}

/// A refusal: plain text, or the present session where that is the answer.
pub(crate) fn refused(refusal: &Refusal) -> Answer {
    match &refusal.session {
        Some(view) => session(refusal.status, view),
        None => judged(plain(refusal.status, &refusal.reason), refusal.judged),
    }
}

/// A file of the page.
pub(crate) fn file(kind: &'static str, content: &'static str) -> Answer {
    with_body(200, Some(kind), Body::from(content))
}

/// A reason, ended by CRLF as observed from the live service.
fn plain(status: u16, reason: &str) -> Answer {
    text(status, format!("{reason}\r\n"))
}

/// Plain text.
pub(crate) fn text(status: u16, text: String) -> Answer {
    let kind = "text/plain; charset=utf-8";
    with_body(status, Some(kind), Body::from(text))
}

fn with_body(status: u16, kind: Option<&'static str>, body: Body) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(kind) = kind {
        let value = HeaderValue::from_static(kind);
        answer.headers_mut().insert(CONTENT_TYPE, value);
    }
    answer
}

pub(crate) fn with_header(mut answer: Answer, name: HeaderName, value: &str) -> Answer {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
    answer
}
