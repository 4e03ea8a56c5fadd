//! An attempt as an entry of HAR 1.2, without tokens. <http://www.softwareishard.com/blog/har-12-spec/>

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;
use serde::Serialize;
use time::OffsetDateTime;
use ureq::http::StatusCode;

use super::{Timings, text};
use crate::auth::Authorization;
use crate::error::Delivery;
use crate::http::{Failure, Response, WireRequest};

const VERSION: &str = "HTTP/1.1";
/// What stands for a token.
const HIDDEN: &str = "***";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    started_date_time: String,
    time: f64,
    request: HarRequest<'a>,
    response: HarResponse<'a>,
    cache: Nothing,
    timings: HarTimings,
    /// As browsers call the reason why there is no answer.
    #[serde(rename = "_error", skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(rename = "_mpsd")]
    own: Own<'a>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest<'a> {
    method: &'static str,
    url: &'a str,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair<'a>>,
    query_string: Vec<Pair<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData<'a>>,
    headers_size: i64,
    body_size: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HarResponse<'a> {
    status: u16,
    status_text: &'static str,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair<'a>>,
    content: Content<'a>,
    #[serde(rename = "redirectURL")]
    redirect_url: &'a str,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
struct Pair<'a> {
    name: Cow<'a, str>,
    value: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'a> {
    mime_type: &'a str,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    size: usize,
    mime_type: &'a str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
}

#[derive(Serialize)]
struct HarTimings {
    blocked: f64,
    dns: f64,
    connect: f64,
    ssl: f64,
    send: f64,
    wait: f64,
    receive: f64,
}

/// What HAR has no place for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Own<'a> {
    /// Tells users apart, from 1 on; 0: no token was sent.
    user: usize,
    request_id: &'a str,
    /// Which attempt of its call this was, from 1 on.
    attempt: u32,
    delivery: &'static str,
    /// The code's name, where no answer came.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

/// An attempt as a line of JSON.
pub(super) fn entry(
    started: SystemTime,
    user: usize,
    wire: &WireRequest,
    outcome: &Result<Response, Failure>,
    timings: &Timings,
) -> String {
    let secrets = Secrets(wire.authorization.as_ref());
    let failure = outcome.as_ref().err();
    let request_id = header(wire, "MS-CV");
    let entry = Entry {
        started_date_time: date_time(started),
        time: timings.total().map_or(0.0, millis),
        request: request(wire),
        response: outcome.as_ref().map_or_else(|_| no_response(), |answer| response(answer, secrets)),
        cache: Nothing {},
        timings: timings.into(),
        error: failure.map(|failure| secrets.hide(&failure.detail)),
        own: Own {
            user,
            request_id,
            attempt: request_id.rsplit('.').next().and_then(|step| step.parse().ok()).unwrap_or(1),
            delivery: delivery_name(failure.map_or(Delivery::Answered, |failure| failure.delivery)),
            error: failure.map(|failure| failure.kind.code().name()),
        },
    };
    // Strings and numbers: there is nothing that JSON cannot say.
    serde_json::to_string(&entry).unwrap_or_default()
}

/// What must not be written.
#[derive(Clone, Copy)]
struct Secrets<'a>(Option<&'a Authorization>);

impl Secrets<'_> {
    fn hide(self, text: &str) -> String {
        self.0.map_or_else(|| text.to_owned(), |authorization| authorization.redact(text))
    }

    /// A body as HAR has it. One that is no text and holds a secret loses what is no text.
    fn hide_in(self, body: &[u8]) -> (String, Option<&'static str>) {
        let text = String::from_utf8_lossy(body);
        let hidden = self.hide(&text);
        if hidden == text { text::encoded(body) } else { (hidden, None) }
    }
}

fn request(wire: &WireRequest) -> HarRequest<'_> {
    let plain = wire.headers.iter().map(|(name, value)| pair(*name, value.as_str()));
    let hidden = wire.secret_headers().map(|(name, _)| pair(name, HIDDEN));
    let (text, _) = text::encoded(&wire.body);
    HarRequest {
        method: wire.method.as_str(),
        url: &wire.url,
        http_version: VERSION,
        cookies: [],
        headers: plain.chain(hidden).collect(),
        query_string: query(&wire.url),
        post_data: (!wire.body.is_empty()).then(|| PostData { mime_type: header(wire, "Content-Type"), text }),
        headers_size: -1,
        body_size: wire.body.len(),
    }
}

fn response<'a>(answer: &'a Response, secrets: Secrets) -> HarResponse<'a> {
    let headers = answer.headers.iter().map(|(name, value)| pair(name.as_str(), secrets.hide(value)));
    let (text, encoding) = secrets.hide_in(&answer.body);
    HarResponse {
        status: answer.status,
        status_text: reason(answer.status),
        http_version: VERSION,
        cookies: [],
        headers: headers.collect(),
        content: Content {
            size: answer.body.len(),
            mime_type: answer.header("content-type").unwrap_or("application/json"),
            text,
            encoding,
        },
        redirect_url: answer.header("location").unwrap_or_default(),
        headers_size: -1,
        body_size: answer.body.len() as i64,
    }
}

/// What browsers write where no answer came.
fn no_response() -> HarResponse<'static> {
    HarResponse {
        status: 0,
        status_text: "",
        http_version: "",
        cookies: [],
        headers: Vec::new(),
        content: Content { size: 0, mime_type: "x-unknown", text: String::new(), encoding: None },
        redirect_url: "",
        headers_size: -1,
        body_size: -1,
    }
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
}

fn header<'a>(wire: &'a WireRequest, name: &str) -> &'a str {
    wire.headers.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

fn pair<'a>(name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Pair<'a> {
    Pair { name: name.into(), value: value.into() }
}

fn query(url: &str) -> Vec<Pair<'_>> {
    let decode = |text| percent_decode_str(text).decode_utf8_lossy();
    let parameters = url.split_once('?').map_or("", |(_, query)| query).split('&').filter(|text| !text.is_empty());
    parameters.map(|text| text.split_once('=').unwrap_or((text, ""))).map(|(n, v)| pair(decode(n), decode(v))).collect()
}

/// The names that a replay reads.
pub(super) fn delivery_name(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::NotSent => "not sent",
        Delivery::Answered => "answered",
        _ => "unknown",
    }
}

/// Of a clock that is before the year 0 or after 9999, the first or last moment that can be written.
fn date_time(time: SystemTime) -> String {
    const FIRST: i128 = -62_167_219_200_000;
    const LAST: i128 = 253_402_300_799_999;
    let unix_ms = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => since.as_millis().cast_signed(),
        Err(before) => -before.duration().as_millis().cast_signed(),
    };
    let time = OffsetDateTime::from_unix_timestamp_nanos(unix_ms.clamp(FIRST, LAST) * 1_000_000);
    let time = time.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, clock) = (time.date(), time.time());
    let day = format_args!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()).to_string();
    format!("{day}T{:02}:{:02}:{:02}.{:03}Z", clock.hour(), clock.minute(), clock.second(), clock.millisecond())
}

fn millis(duration: Duration) -> f64 {
    // Whole microseconds: more would be noise.
    duration.as_micros() as f64 / 1000.0
}

impl Timings {
    /// TLS is part of the connection.
    fn total(&self) -> Option<Duration> {
        [self.blocked, self.dns, self.connect, self.send, self.wait, self.receive]
            .into_iter()
            .flatten()
            .reduce(|a, b| a + b)
    }
}

impl From<&Timings> for HarTimings {
    fn from(timings: &Timings) -> HarTimings {
        let known = |duration: Option<Duration>| duration.map_or(-1.0, millis);
        // These three are not optional.
        let needed = |duration: Option<Duration>| duration.map_or(0.0, millis);
        HarTimings {
            blocked: known(timings.blocked),
            dns: known(timings.dns),
            connect: known(timings.connect),
            ssl: known(timings.tls),
            send: needed(timings.send),
            wait: needed(timings.wait),
            receive: needed(timings.receive),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{FailureKind, Method, Repeat};
    use serde_json::{Value, json};

    fn wire() -> WireRequest {
        WireRequest {
            method: Method::Post,
            url: "https://example.com/handles/query?include=a%2Cb&x".to_owned(),
            headers: vec![("MS-CV", "abc.3".to_owned()), ("Content-Type", "application/json".to_owned())],
            body: b"{\"a\":1}".to_vec(),
            repeat: Repeat::Always,
            authorization: Some(Authorization::new("XBL3.0 x=hash;SECRET", Some("SIGNED")).unwrap()),
        }
    }

    fn written(outcome: &Result<Response, Failure>, timings: &Timings) -> Value {
        let started = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_007);
        let text = entry(started, 1, &wire(), outcome, timings);
        assert!(!text.contains("SECRET") && !text.contains("SIGNED") && !text.contains('\n'), "{text}");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn times_that_no_date_can_tell_become_the_nearest() {
        let at = |seconds: i64| {
            let since = Duration::from_secs(seconds.unsigned_abs());
            let epoch = SystemTime::UNIX_EPOCH;
            date_time(if seconds < 0 { epoch - since } else { epoch + since })
        };
        assert_eq!(at(1), "1970-01-01T00:00:01.000Z");
        assert_eq!(at(-1), "1969-12-31T23:59:59.000Z");
        assert_eq!(at(-62_167_219_201), "0000-01-01T00:00:00.000Z");
        assert_eq!(at(253_402_300_799), "9999-12-31T23:59:59.000Z");
        assert_eq!(at(253_402_300_800), "9999-12-31T23:59:59.999Z");
        assert_eq!(at(i64::MAX / 1_000), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn an_answer_is_recorded_without_tokens_even_where_it_echoes_them() {
        let answer = Response {
            status: 403,
            headers: vec![("x-echo".to_owned(), "XBL3.0 x=hash;SECRET".to_owned())],
            body: b"no good: XBL3.0 x=hash;SECRET, signed SIGNED".to_vec(),
        };
        let ms = |count| Some(Duration::from_millis(count));
        let timings =
            Timings { connect: ms(20), tls: ms(15), send: ms(1), wait: ms(5), receive: ms(2), ..Timings::default() };
        let entry = written(&Ok(answer), &timings);
        assert_eq!(entry["startedDateTime"], "2023-11-14T22:13:20.007Z");
        assert_eq!(entry["time"], 28.0);
        assert_eq!(entry["timings"]["ssl"], 15.0);
        assert_eq!(entry["timings"]["dns"], -1.0);
        assert_eq!(
            entry["request"]["queryString"],
            json!([{"name": "include", "value": "a,b"}, {"name": "x", "value": ""}])
        );
        assert_eq!(entry["request"]["headers"][2], json!({"name": "Authorization", "value": "***"}));
        assert_eq!(entry["request"]["postData"]["text"], "{\"a\":1}");
        assert_eq!(entry["response"]["statusText"], "Forbidden");
        assert_eq!(entry["response"]["content"]["text"], "no good: ***, signed ***");
        assert_eq!(entry["_mpsd"], json!({"user": 1, "requestId": "abc.3", "attempt": 3, "delivery": "answered"}));
    }

    #[test]
    fn a_failure_is_recorded_as_browsers_do() {
        let failure = Failure::new(FailureKind::Connect, Delivery::NotSent, "refused XBL3.0 x=hash;SECRET");
        let entry = written(&Err(failure), &Timings::default());
        assert_eq!(entry["response"]["status"], 0);
        assert_eq!(entry["_error"], "refused ***");
        assert_eq!(entry["_mpsd"]["error"], "MPSD_ERROR_CONNECT");
        assert_eq!(entry["_mpsd"]["delivery"], "not sent");
    }

    #[test]
    fn a_body_that_is_no_text_is_encoded() {
        let answer = Response { status: 200, body: vec![0xff, 0xfe], ..Response::default() };
        let content = written(&Ok(answer), &Timings::default())["response"]["content"].clone();
        assert_eq!((&content["text"], &content["encoding"]), (&json!("//4="), &json!("base64")));
        let answer = Response { status: 200, body: b"\xffXBL3.0 x=hash;SECRET".to_vec(), ..Response::default() };
        let content = written(&Ok(answer), &Timings::default())["response"]["content"].clone();
        assert_eq!((&content["text"], &content["encoding"]), (&json!("\u{fffd}***"), &Value::Null));
    }
}
