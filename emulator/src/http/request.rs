//! What a request says, taken out of its HTTP form.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, HOST, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use http_body_util::BodyExt;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::site::Site;
use crate::directory::{Conditions, Refusal, Tags};
use crate::json::{Value, from_value, parse};

pub(crate) const CONTRACT_VERSION: &str = "x-xbl-contract-version";

/// Most bytes of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit {
    pub(crate) bytes: usize,
    /// Whether a setting says so.
    pub(crate) setting: bool,
}

/// One request, with its body read.
pub(crate) struct Call {
    pub(crate) parts: Parts,
    pub(crate) body: Vec<u8>,
    /// The path's segments, percent-decoded.
    pub(crate) segments: Vec<String>,
}

impl Call {
    pub(crate) async fn read(parts: Parts, body: Body, site: &Site, limit: BodyLimit) -> Result<Self, Refusal> {
        let body = read_body(body, limit).await?;
        site.check_host(&parts)?;
        let segments = segments(parts.uri.path())?;
        Ok(Self { parts, body, segments })
    }

    pub(crate) fn method(&self) -> &Method {
        &self.parts.method
    }

    /// Whether it is for the emulator itself, not for the directory.
    pub(crate) fn is_control(&self) -> bool {
        self.segments.first().is_some_and(|first| first == "emulator")
    }

    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        Ok(parse(&self.body).map_err(|why| format!("the body {why}"))?)
    }

    /// The body as something that says itself how it is read.
    pub(crate) fn json_as<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        Ok(from_value(self.json()?).map_err(|why| format!("the body: {why}"))?)
    }

    pub(crate) fn authorization(&self) -> Result<&str, Refusal> {
        let missing = || {
            Refusal::new(
                401,
                "Authorization is missing; write `Authorization: XBL3.0 x=emulator;xuid=<decimal>;title=<decimal>`",
            )
        };
        let value = self.parts.headers.get(AUTHORIZATION).ok_or_else(missing)?;
        let unreadable = |_| Refusal::new(401, "Authorization is not plain ASCII");
        value.to_str().map_err(unreadable)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The number in `x-xbl-contract-version`, which has been checked.
    pub(crate) fn contract_version(&self) -> u64 {
        self.header(CONTRACT_VERSION).and_then(|text| text.trim().parse().ok()).unwrap_or_default()
    }

    /// The names of the query string's parameters.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        let query = self.parts.uri.query().unwrap_or_default();
        query.split('&').map(|pair| pair.split('=').next().unwrap_or_default()).filter(|name| !name.is_empty())
    }

    pub(crate) fn conditions(&self) -> Result<Conditions, Refusal> {
        Ok(Conditions {
            if_match: tags(&self.parts.headers, IF_MATCH.as_str())?,
            if_none_match: tags(&self.parts.headers, IF_NONE_MATCH.as_str())?,
        })
    }

    /// The name by which this machine was addressed; it has been checked.
    pub(crate) fn host(&self) -> &str {
        let authority = self.parts.uri.authority().map(|authority| authority.as_str());
        self.header(HOST.as_str()).or(authority).unwrap_or("127.0.0.1")
    }

    /// A parameter of the query string, percent-decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query()?;
        let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let (_, value) = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }
}

fn tags(headers: &HeaderMap, name: &str) -> Result<Option<Tags>, Refusal> {
    let mut texts = Vec::new();
    for value in headers.get_all(name) {
        let text = value.to_str().map_err(|_| Refusal::bad_request(format!("{name} is not plain ASCII")))?;
        texts.push(text);
    }
    Ok((!texts.is_empty()).then(|| Tags::parse(&texts.join(","))))
}

/// How far a body that is too large is read on and thrown away, so that the
/// client can read the refusal instead of a reset connection.
const DRAIN_LIMIT: usize = 8 * 1024 * 1024;

async fn read_body(mut body: Body, BodyLimit { bytes: limit, setting }: BodyLimit) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Refusal::bad_request(format!("the body broke off: {error}")))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= limit {
            bytes.extend_from_slice(&data);
        } else if length > limit.saturating_add(DRAIN_LIMIT) {
            break;
        }
    }
    if length > limit {
        let source = if setting { " (setting maxBodyBytes)" } else { "" };
        return Err(Refusal::new(413, format!("the body has more than {limit} bytes{source}")));
    }
    Ok(bytes)
}

fn segments(path: &str) -> Result<Vec<String>, Refusal> {
    let mut segments = Vec::new();
    for segment in path.trim_start_matches('/').split('/') {
        let decoded = percent_decode_str(segment)
            .decode_utf8()
            .map_err(|_| Refusal::bad_request(format!("path segment \"{segment}\" is not UTF-8")))?;
        segments.push(decoded.into_owned());
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_decoded() {
        assert_eq!(segments("/a%20b/%C3%BC").unwrap(), ["a b", "ü"]);
        assert_eq!(segments("/a%2Fb").unwrap(), ["a/b"]);
        assert_eq!(segments("/%FF").unwrap_err().status, 400);
    }
}
