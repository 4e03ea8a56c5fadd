//! A request: first as the protocol wants it, then as it goes onto the wire.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Endpoint;
use crate::secrets::Authorization;

/// The verbs of the session directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Create a handle, or query.
    Post,
    /// Write a session.
    Put,
    /// Delete a handle.
    Delete,
}

impl Method {
    /// The verb on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// When a request that failed may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Also when it may have been processed: doing it twice does no harm.
    Always,
    /// Only when it surely was not processed.
    IfNotProcessed,
}

/// Which of the service's rate limits a request counts towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// That of requests in general.
    Requests,
    /// That of looking for search handles.
    SearchReads,
    /// That of making sessions searchable.
    SearchWrites,
}

/// What a session must be like for a write, or the sending of its document, to take place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// `If-Match`: it exists (`*`), or still has this ETag.
    IfMatch(String),
    /// `If-None-Match: *`: it does not exist.
    IfAbsent,
    /// `If-None-Match`: it no longer has this ETag. Of a read.
    IfNoneMatch(String),
}

/// What the protocol values ask for, independent of user, endpoint and attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// Path and query, percent-encoded, from the slash on.
    pub path: Cow<'static, str>,
    /// The condition of a write or read.
    pub precondition: Option<Precondition>,
    /// The JSON body.
    pub body: Option<String>,
    /// Whether it may be sent twice.
    pub repeat: Repeat,
    /// What it counts towards.
    pub quota: Quota,
}

/// What all requests of a client have in common: where they go, and the headers that never change, prepared as they are
/// sent.
#[derive(Debug)]
pub struct RequestDefaults {
    /// Scheme, host and port.
    origin: String,
    headers: Vec<(&'static str, String)>,
    /// `Host` and the headers, in lines that end with CR LF.
    lines: String,
}

impl RequestDefaults {
    /// The documented headers.
    pub fn of_client(
        endpoint: &Endpoint,
        contract_version: u32,
        language: String,
        user_agent: String,
    ) -> RequestDefaults {
        let headers = vec![
            ("x-xbl-contract-version", contract_version.to_string()),
            ("Accept", "application/json".to_owned()),
            // No coding is undone: a proxy that compresses what may be compressed would make the answer unreadable.
            ("Accept-Encoding", "identity".to_owned()),
            ("Accept-Language", language),
            ("User-Agent", user_agent),
        ];
        RequestDefaults::new(endpoint.origin(), headers)
    }

    /// For an origin such as `https://host:port`. Names and values must be valid as headers.
    pub fn new(origin: impl Into<String>, headers: Vec<(&'static str, String)>) -> RequestDefaults {
        let origin = origin.into();
        let mut lines = String::new();
        lines.extend(["Host: ", authority(&origin), "\r\n"]);
        for (name, value) in &headers {
            lines.extend([name, ": ", value, "\r\n"]);
        }
        RequestDefaults { origin, headers, lines }
    }
}

/// Host and port of an origin, as it says them.
fn authority(origin: &str) -> &str {
    origin.split_once("://").map_or("", |(_, authority)| authority)
}

/// One attempt of a request as it goes onto the wire. Shared by everyone who handles the attempt; what attempts have in
/// common is not copied.
#[derive(Clone, Debug)]
pub struct WireRequest {
    defaults: Arc<RequestDefaults>,
    request: Arc<Request>,
    /// The correlation vector.
    request_id: String,
    /// Token and signature; set before the request is sent.
    pub authorization: OnceLock<Authorization>,
}

impl WireRequest {
    /// An attempt that is not authorized yet.
    pub fn new(defaults: Arc<RequestDefaults>, request: Arc<Request>, request_id: String) -> WireRequest {
        WireRequest { defaults, request, request_id, authorization: OnceLock::new() }
    }

    /// The verb.
    pub fn method(&self) -> Method {
        self.request.method
    }

    /// The whole URL.
    pub fn url(&self) -> String {
        [self.origin(), self.target()].concat()
    }

    /// Scheme, host and port of the URL.
    pub fn origin(&self) -> &str {
        &self.defaults.origin
    }

    /// The URL from its path on.
    pub fn target(&self) -> &str {
        &self.request.path
    }

    /// All headers but Authorization, Signature, Host and Content-Length.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> + Clone {
        self.defaults.headers.iter().map(|(name, value)| (*name, value.as_str())).chain(self.own_headers())
    }

    /// A header of that name, if there is one.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// `Host` and the headers that all requests of the client have, in lines that end with CR LF.
    pub(crate) fn default_lines(&self) -> &str {
        &self.defaults.lines
    }

    /// The headers that not all requests of the client have.
    pub(crate) fn own_headers(&self) -> impl Iterator<Item = (&'static str, &str)> + Clone {
        let precondition = self.request.precondition.as_ref().map(|precondition| match precondition {
            Precondition::IfMatch(etag) => ("If-Match", etag.as_str()),
            Precondition::IfAbsent => ("If-None-Match", "*"),
            Precondition::IfNoneMatch(etag) => ("If-None-Match", etag.as_str()),
        });
        let content_type = self.request.body.as_ref().map(|_| ("Content-Type", "application/json; charset=utf-8"));
        [Some(("MS-CV", self.request_id.as_str())), precondition, content_type].into_iter().flatten()
    }

    /// The body; empty when there is none.
    pub fn body(&self) -> &[u8] {
        self.request.body.as_deref().unwrap_or_default().as_bytes()
    }

    /// Whether it may be sent twice.
    pub fn repeat(&self) -> Repeat {
        self.request.repeat
    }

    /// Authorization and Signature, as far as they are known.
    pub(crate) fn secret_headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let authorization = self.authorization.get();
        let token = authorization.map(|authorization| ("Authorization", authorization.token()));
        let signature = authorization.and_then(|authorization| Some(("Signature", authorization.signature()?)));
        token.into_iter().chain(signature)
    }
}

/// A request that tests send; one that is not authorized and has no headers of a client's own.
#[cfg(test)]
pub(crate) fn plain_request(method: Method, origin: &str, path: &str, body: Option<&str>) -> WireRequest {
    let request = Request {
        method,
        path: path.to_owned().into(),
        precondition: None,
        body: body.map(str::to_owned),
        repeat: Repeat::Always,
        quota: Quota::Requests,
    };
    WireRequest::new(Arc::new(RequestDefaults::new(origin, Vec::new())), Arc::new(request), "vector.1".to_owned())
}

/// What RFC 3986 calls unreserved stays as it is in a segment of a path.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One segment of a path, percent-encoded.
pub(crate) fn encode_segment(segment: &str) -> String {
    utf8_percent_encode(segment, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::encode_segment;

    #[test]
    fn segments_are_percent_encoded_as_utf8() {
        assert_eq!(encode_segment("Coffee-Shop_7.5~"), "Coffee-Shop_7.5~");
        assert_eq!(encode_segment("a b/c?d#e%f"), "a%20b%2Fc%3Fd%23e%25f");
        assert_eq!(encode_segment("é"), "%C3%A9");
    }
}
