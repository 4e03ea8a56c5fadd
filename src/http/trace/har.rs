//! An attempt as an entry of HAR 1.2, without tokens. <http://www.softwareishard.com/blog/har-12-spec/>

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use time::OffsetDateTime;
use ureq::http::StatusCode;

use super::Timings;
use crate::error::Delivery;
use crate::http::{Failure, Response, WireRequest};
use crate::secrets::{Redactor, Shown};

const VERSION: &str = "HTTP/1.1";

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
    error: Option<Shown<'a>>,
    #[serde(rename = "_mpsd")]
    own: Own<'a>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest<'a> {
    method: &'static str,
    url: Shown<'a>,
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
    redirect_url: Shown<'a>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
struct Pair<'a> {
    name: Shown<'a>,
    value: Shown<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'a> {
    mime_type: Shown<'a>,
    text: Shown<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    size: usize,
    mime_type: Shown<'a>,
    text: Shown<'a>,
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
    request_id: Shown<'a>,
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
    let redactor = Redactor::new(wire.authorization.get());
    let failure = outcome.as_ref().err();
    let request_id = wire.header("MS-CV").unwrap_or_default();
    let entry = Entry {
        started_date_time: date_time(started),
        time: timings.total().map_or(0.0, millis),
        request: request(wire, &redactor),
        response: outcome.as_ref().map_or_else(|_| no_response(), |answer| response(answer, &redactor)),
        cache: Nothing {},
        timings: timings.into(),
        error: failure.map(|failure| redactor.show(&failure.detail)),
        own: Own {
            user,
            request_id: redactor.show(request_id),
            attempt: request_id.rsplit('.').next().and_then(|step| step.parse().ok()).unwrap_or(1),
            delivery: delivery_name(failure.map_or(Delivery::Answered, |failure| failure.delivery)),
            error: failure.map(|failure| failure.kind.code().name()),
        },
    };
    // Strings and numbers: there is nothing that JSON cannot say.
    serde_json::to_string(&entry).unwrap_or_default()
}

fn request<'a>(wire: &'a WireRequest, redactor: &Redactor) -> HarRequest<'a> {
    let url = wire.url();
    let plain = wire.headers().map(|(name, value)| pair(name, value, redactor));
    let hidden = wire.secret_headers().map(|(name, _)| Pair { name: Shown::constant(name), value: Shown::HIDDEN });
    let (text, _) = body(wire.body(), redactor);
    let mime_type = redactor.show(wire.header("Content-Type").unwrap_or_default());
    HarRequest {
        method: wire.method().as_str(),
        url: redactor.show(&url).into_owned(),
        http_version: VERSION,
        cookies: [],
        headers: plain.chain(hidden).collect(),
        query_string: query(&url, redactor),
        post_data: (!wire.body().is_empty()).then_some(PostData { mime_type, text }),
        headers_size: -1,
        body_size: wire.body().len(),
    }
}

fn response<'a>(answer: &'a Response, redactor: &Redactor) -> HarResponse<'a> {
    let (text, encoding) = body(&answer.body, redactor);
    HarResponse {
        status: answer.status,
        status_text: reason(answer.status),
        http_version: VERSION,
        cookies: [],
        headers: answer.headers.iter().map(|(name, value)| pair(name, value, redactor)).collect(),
        content: Content {
            size: answer.body.len(),
            mime_type: redactor.show(answer.header("content-type").unwrap_or("application/json")),
            text,
            encoding,
        },
        redirect_url: redactor.show(answer.header("location").unwrap_or_default()),
        headers_size: -1,
        body_size: answer.body.len() as i64,
    }
}

/// A body as HAR has it: text, or base64 where it is none. One that is no text and holds a secret loses what is no text.
fn body<'a>(bytes: &'a [u8], redactor: &Redactor) -> (Shown<'a>, Option<&'static str>) {
    match str::from_utf8(bytes) {
        Ok(text) => (redactor.show(text), None),
        Err(_) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let shown = redactor.show(&text);
            if shown.as_str() == text {
                (redactor.show(&BASE64_STANDARD.encode(bytes)).into_owned(), Some("base64"))
            } else {
                (shown.into_owned(), None)
            }
        }
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
        content: Content { size: 0, mime_type: Shown::constant("x-unknown"), text: Shown::default(), encoding: None },
        redirect_url: Shown::default(),
        headers_size: -1,
        body_size: -1,
    }
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
}

fn pair<'a>(name: &'a str, value: &'a str, redactor: &Redactor) -> Pair<'a> {
    Pair { name: redactor.show(name), value: redactor.show(value) }
}

fn query(url: &str, redactor: &Redactor) -> Vec<Pair<'static>> {
    let decoded = |text: &str| redactor.show(&percent_decode_str(text).decode_utf8_lossy()).into_owned();
    let parameters = url.split_once('?').map_or("", |(_, query)| query).split('&').filter(|text| !text.is_empty());
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        Pair { name: decoded(name), value: decoded(value) }
    };
    parameters.map(pair).collect()
}

/// The names that a replay reads.
pub(super) fn delivery_name(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::NotSent => "not sent",
        Delivery::Answered => "answered",
        _ => "unknown",
    }
}

/// Of a clock that is before the year 1 or after 9999, the first or last moment that can be written.
fn date_time(time: SystemTime) -> String {
    const FIRST: i128 = -62_135_596_800_000;
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
    use std::sync::Arc;

    use super::*;
    use crate::http::{FailureKind, Method, Precondition, Quota, Repeat, Request, RequestDefaults};
    use crate::secrets::Authorization;
    use serde_json::{Value, json};

    fn wire() -> WireRequest {
        let request = Request {
            method: Method::Post,
            path: "/handles/query?include=a%2Cb&x".into(),
            precondition: None,
            body: Some(r#"{"a":1}"#.to_owned()),
            repeat: Repeat::Always,
            quota: Quota::Requests,
        };
        sent(
            RequestDefaults::new("https://example.com", Vec::new()),
            request,
            "abc.3",
            "XBL3.0 x=hash;SECRET",
            "SIGNED",
        )
    }

    fn sent(
        defaults: RequestDefaults,
        request: Request,
        request_id: &str,
        token: &str,
        signature: &str,
    ) -> WireRequest {
        let wire = WireRequest::new(Arc::new(defaults), Arc::new(request), request_id.to_owned());
        wire.authorization.set(Authorization::new(token, Some(signature)).unwrap()).unwrap();
        wire
    }

    fn written(outcome: &Result<Response, Failure>, timings: &Timings) -> Value {
        let started = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_007);
        let text = entry(started, 1, &wire(), outcome, timings);
        assert!(!text.contains("SECRET") && !text.contains("SIGNED") && !text.contains('\n'), "{text}");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn an_answer_is_recorded_without_tokens_even_where_it_echoes_them() {
        let answer = Response {
            status: 403,
            headers: [("x-echo", "XBL3.0 x=hash;SECRET")].into_iter().collect(),
            body: b"no good: XBL3.0 x=hash;SECRET, with SIGNED".to_vec(),
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
        assert_eq!(entry["response"]["content"]["text"], "no good: ***, with ***");
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
    fn any_clock_gives_a_valid_time() {
        let at = |seconds: i64, ms: u64| {
            let (distance, ms) = (Duration::from_secs(seconds.unsigned_abs()), Duration::from_millis(ms));
            let epoch = SystemTime::UNIX_EPOCH;
            let time = if seconds < 0 { epoch.checked_sub(distance) } else { epoch.checked_add(distance) };
            time.map(|time| date_time(time + ms))
        };
        for (seconds, ms, expected) in [
            (0, 0, "1970-01-01T00:00:00.000Z"),
            (-1, 0, "1969-12-31T23:59:59.000Z"),
            (-1, 250, "1969-12-31T23:59:59.250Z"),
            (253_402_300_799, 999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800, 0, "9999-12-31T23:59:59.999Z"),
            (i64::MAX / 4, 0, "9999-12-31T23:59:59.999Z"),
            (i64::MIN / 4, 0, "0001-01-01T00:00:00.000Z"),
        ] {
            // Not every system can hold every time.
            assert_eq!(at(seconds, ms).unwrap_or(expected.to_owned()), expected);
        }
    }

    /// A service, or what stands between, that repeats what it was sent: in every part of an answer, and of a request that
    /// repeats it in its turn.
    #[test]
    fn no_part_of_an_entry_holds_a_secret() {
        const TOKEN: &str = "XBL3.0 x=hash;eyJhbGciOiJSU0EtT0FFUCJ9.c2VjcmV0LXRva2Vu.0123456789";
        const SIGNATURE: &str = "AAAAAQHdek8XIJgAq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ";
        let percent = percent_encoding::utf8_percent_encode(TOKEN, percent_encoding::NON_ALPHANUMERIC).to_string();
        let encoded = BASE64_STANDARD.encode(TOKEN);
        let (first, second) = TOKEN.split_at(40);
        let echoes = [TOKEN, SIGNATURE, &percent, &encoded, &TOKEN[14..], first, second];
        let ends = echoes.iter().map(|echo| &echo[echo.len() - 20..]);
        let hidden: Vec<_> = ends.chain([&TOKEN[14..30], &SIGNATURE[..16], &encoded[..16]]).collect();
        for echo in echoes {
            let value = format!("a {echo} b");
            let answer = Response {
                status: 302,
                headers: [("location", value.as_str()), ("content-type", &value), ("etag", &value), (echo, "")]
                    .into_iter()
                    .collect(),
                body: format!("{{\"x\":{}}}", serde_json::to_string(echo).unwrap()).into_bytes(),
            };
            let binary = Response { body: [b"\xff\xfe", echo.as_bytes()].concat(), ..answer.clone() };
            let failure = Failure::new(FailureKind::Protocol, Delivery::Unknown, format!("cannot read {echo}"));
            let request = Request {
                method: Method::Put,
                path: format!("/{percent}?a={percent}").into(),
                precondition: Some(Precondition::IfMatch(echo.to_owned())),
                body: Some(echo.to_owned()),
                repeat: Repeat::Always,
                quota: Quota::Requests,
            };
            let defaults = RequestDefaults::new("https://example.com", vec![("Content-Type", echo.to_owned())]);
            let wire = sent(defaults, request, &format!("{echo}.1"), TOKEN, SIGNATURE);
            for outcome in [Ok(answer), Ok(binary), Err(failure)] {
                let text = entry(SystemTime::UNIX_EPOCH, 1, &wire, &outcome, &Timings::default());
                let _: Value = serde_json::from_str(&text).unwrap();
                for secret in &hidden {
                    assert!(!text.contains(secret), "{echo}: {secret} in {text}");
                }
            }
        }
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
