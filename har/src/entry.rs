//! One entry.

use mpsd_json::Kind;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::{Body, Json, Url};

/// A request, and what came of it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its number in the file, from 1 on.
    pub number: usize,
    /// When it began, in milliseconds since 1970; `None` where no time can be read.
    pub started_ms: Option<i64>,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// In upper case.
    pub method: String,
    /// Where it went.
    pub url: Url,
    /// The request's headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    pub body: Body<'a>,
    /// `None` where no answer came.
    pub answer: Option<Answer<'a>>,
    /// Why there is no answer, in the tool's words.
    pub error: Option<String>,
    /// What mpsd adds to its own traces.
    pub extension: Option<Extension>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// 100 to 999.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body<'a>,
}

/// The object `_mpsd` of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    /// Tells users apart, from 1 on; 0: no token was sent.
    pub user: i64,
    /// Which attempt of its call, from 1 on.
    pub attempt: i64,
    /// "not sent", "answered" or "unknown".
    pub delivery: String,
    /// The code's name, where no answer came.
    pub error: String,
}

impl<'a> Entry<'a> {
    /// An error completes "entry 7 …".
    pub(crate) fn read(number: usize, json: Json<'a>) -> Result<Entry<'a>, &'static str> {
        let [started, took, request, response, error, extension] =
            json.pick(["startedDateTime", "time", "request", "response", "_error", "_mpsd"]);
        let request = request.ok_or("has no request")?;
        let [method, url, headers, post_data] = request.pick(["method", "url", "headers", "postData"]);
        let url = url.and_then(Json::text).ok_or("has no URL")?;
        let method = method.and_then(Json::text).ok_or("has no method")?;
        Ok(Entry {
            number,
            started_ms: started.and_then(Json::text).and_then(|text| milliseconds(&text)),
            took_ms: took.and_then(Json::number).unwrap_or(0.0).max(0.0),
            method: method.to_ascii_uppercase(),
            url: Url::parse(&url),
            headers: read_headers(headers),
            body: Body::of(post_data),
            answer: response.and_then(Answer::read),
            error: error.and_then(Json::text),
            extension: extension.filter(|own| own.0.kind() == Kind::Object).map(Extension::read),
        })
    }

    /// The first header of the request with this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl<'a> Answer<'a> {
    /// Tools write 0, -1 or nothing for the status where no answer came.
    fn read(json: Json<'a>) -> Option<Answer<'a>> {
        let [status, headers, content] = json.pick(["status", "headers", "content"]);
        let status = status?.whole().filter(|status| (100..1000).contains(status))?;
        Some(Answer { status: status as u16, headers: read_headers(headers), body: Body::of(content) })
    }

    /// The first header with this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl Extension {
    fn read(json: Json) -> Extension {
        let [user, attempt, delivery, error] = json.pick(["user", "attempt", "delivery", "error"]);
        let text = |json: Option<Json>| json.and_then(Json::text).unwrap_or_default();
        Extension {
            user: user.and_then(Json::whole).unwrap_or(0),
            attempt: attempt.and_then(Json::whole).unwrap_or(1),
            delivery: text(delivery),
            error: text(error),
        }
    }
}

/// Without those that have no value, those that no header can have, and what HTTP/2 writes among the headers.
fn read_headers(list: Option<Json>) -> Vec<(String, String)> {
    let header = |item: Json| {
        let [name, value] = item.pick(["name", "value"]);
        let (name, value) = (name?.text()?.to_ascii_lowercase(), value?.text()?);
        let is_possible = !name.starts_with(':') && !value.contains(|c: char| c.is_control() && c != '\t');
        is_possible.then_some((name, value))
    };
    list.into_iter().flat_map(Json::items).filter_map(header).collect()
}

fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// RFC 3339; without an offset it counts as UTC.
fn milliseconds(text: &str) -> Option<i64> {
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let time = parse(text.trim()).or_else(|| parse(&format!("{}Z", text.trim())))?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_tools_write_them() {
        for (text, expected) in [
            ("2024-05-01T10:00:00.000Z", Some(1_714_557_600_000)),
            ("2024-05-01T12:00:00.5070312+02:00", Some(1_714_557_600_507)),
            ("2024-05-01t10:00:00z", Some(1_714_557_600_000)),
            ("2024-05-01T10:00:00.25", Some(1_714_557_600_250)),
            ("1969-12-31T23:59:59Z", Some(-1000)),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
