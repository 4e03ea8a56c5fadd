//! A request: first as the protocol wants it, then as it goes onto the wire.

use std::sync::OnceLock;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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
    pub path: String,
    /// The condition of a write or read.
    pub precondition: Option<Precondition>,
    /// The JSON body.
    pub body: Option<String>,
    /// Whether it may be sent twice.
    pub repeat: Repeat,
    /// What it counts towards.
    pub quota: Quota,
}

/// One attempt of a request as it goes onto the wire. Built once, then shared by everyone who handles the attempt.
#[derive(Clone, Debug)]
pub struct WireRequest {
    /// The verb.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// All headers but Authorization, Signature, Host and Content-Length.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
    /// Whether it may be sent twice.
    pub repeat: Repeat,
    /// Token and signature; set before the request is sent.
    pub authorization: OnceLock<Authorization>,
}

impl WireRequest {
    /// Scheme, host and port of the URL.
    pub(crate) fn origin(&self) -> &str {
        let authority = self.url.find("://").map_or(0, |scheme| scheme + 3);
        let end = self.url[authority..].find('/').map_or(self.url.len(), |path| authority + path);
        &self.url[..end]
    }

    /// Host and port of the URL, as it says them.
    pub(crate) fn authority(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The URL from its path on.
    pub(crate) fn target(&self) -> &str {
        let authority = self.url.find("://").map_or(0, |scheme| scheme + 3);
        self.url[authority..].find('/').map_or("/", |path| &self.url[authority + path..])
    }

    /// Authorization and Signature, as far as they are known.
    pub(crate) fn secret_headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let authorization = self.authorization.get();
        let token = authorization.map(|authorization| ("Authorization", authorization.token()));
        let signature = authorization.and_then(|authorization| Some(("Signature", authorization.signature()?)));
        token.into_iter().chain(signature)
    }
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
