//! The head of an answer: folded lines as one, without the interim answers before it.

use std::io::Read;
use std::mem::MaybeUninit;

use httparse::{ParserConfig, Status};

use super::body::Framing;
use super::failure::Error;
use super::input::{Input, MAX_HEAD_BYTES};
use crate::http::Headers;

/// The most headers of an answer.
const MAX_HEADERS: usize = 200;
/// The most interim answers (1xx) before the final one.
const MAX_INTERIM_ANSWERS: usize = 32;
/// What is looked at before the head is complete, so that a server of another protocol is told at once.
const STATUS_BYTES: usize = "HTTP/1.1 200".len();

/// A head as it came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    minor_version: u8,
    pub(super) headers: Headers,
}

/// A head that can't be read, with its status where that came.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) status: Option<u16>,
    pub(super) error: Error,
}

/// Reads the next head from `stream`, of which `input` keeps what comes behind it. `received` is called whenever bytes
/// came.
pub(super) fn read(stream: &mut impl Read, input: &mut Input, mut received: impl FnMut()) -> Result<Head, Unreadable> {
    for _ in 0..=MAX_INTERIM_ANSWERS {
        let (head, end) = read_one(stream, input, &mut received)?;
        input.consume(end);
        if !head.is_interim() {
            return Ok(head);
        }
    }
    Err(refuse(None, format!("more than {MAX_INTERIM_ANSWERS} interim answers came before the final one")))
}

fn read_one(
    stream: &mut impl Read,
    input: &mut Input,
    received: &mut impl FnMut(),
) -> Result<(Head, usize), Unreadable> {
    let mut searched = 0;
    loop {
        let bytes = input.unused();
        // Parsing starts over each time: a byte at a time, only what may complete the head is worth it.
        if (searched < STATUS_BYTES || has_blank_line(&bytes[searched.saturating_sub(2)..]))
            && let Some((head, end)) = parse(bytes)?
        {
            return if end > MAX_HEAD_BYTES { Err(too_large(Some(head.status))) } else { Ok((head, end)) };
        }
        if bytes.len() > MAX_HEAD_BYTES {
            return Err(too_large(status(bytes)));
        }
        searched = bytes.len();
        input.fill_some(stream).map_err(|error| Unreadable { status: None, error: error.into() })?;
        received();
    }
}

fn has_blank_line(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\n\n") || bytes.windows(3).any(|three| three == b"\n\r\n")
}

/// The head that `bytes` begin with, and where it ends; `None` where more is to come.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Unreadable> {
    let mut room = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut []);
    let mut parser = ParserConfig::default();
    parser.allow_obsolete_multiline_headers_in_responses(true);
    let parsed = parser.parse_response_with_uninit_headers(&mut response, bytes, &mut room);
    let status = response.code.filter(|code| *code >= 100);
    match parsed {
        Ok(Status::Partial) => Ok(None),
        Ok(Status::Complete(end)) => {
            let Some(status) = status else { return Err(refuse(None, "the answer has no valid status code")) };
            let mut headers = Headers::with_capacity(end, response.headers.len());
            for header in &*response.headers {
                headers.push(header.name, &String::from_utf8_lossy(header.value));
            }
            Ok(Some((Head { status, minor_version: response.version.unwrap_or(1), headers }, end)))
        }
        Err(httparse::Error::TooManyHeaders) => {
            Err(refuse(status, format!("the answer has more than {MAX_HEADERS} headers")))
        }
        Err(error) => Err(refuse(status, format!("the answer is not valid HTTP: {error}"))),
    }
}

/// The status of a head that has no end.
fn status(bytes: &[u8]) -> Option<u16> {
    let mut response = httparse::Response::new(&mut []);
    let _ = response.parse(bytes);
    response.code
}

fn too_large(status: Option<u16>) -> Unreadable {
    refuse(status, format!("the answer's head is larger than {MAX_HEAD_BYTES} bytes"))
}

fn refuse(status: Option<u16>, text: impl Into<String>) -> Unreadable {
    Unreadable { status, error: Error::protocol(text) }
}

impl Head {
    fn is_interim(&self) -> bool {
        matches!(self.status, 100 | 102..200)
    }

    /// How the body ends (RFC 9112, 6.3).
    pub(super) fn framing(&self) -> Result<Framing, Error> {
        let length = self.content_length()?;
        Ok(match length {
            _ if matches!(self.status, 101 | 204 | 304) => Framing::Length(0),
            _ if self.minor_version > 0 && self.lists("transfer-encoding", "chunked") => Framing::Chunks,
            Some(length) => Framing::Length(length),
            None => Framing::UntilClosed,
        })
    }

    /// Whether the server takes further requests over the connection.
    pub(super) fn keeps_connection(&self) -> bool {
        let by_default = self.minor_version > 0 || self.lists("connection", "keep-alive");
        by_default && self.status != 101 && !self.lists("connection", "close")
    }

    /// The same number, however often it is said.
    fn content_length(&self) -> Result<Option<u64>, Error> {
        let mut length = None;
        for text in self.headers.all("content-length").flat_map(|value| value.split(',')).map(str::trim) {
            let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            let number = digits.and_then(|digits| digits.parse().ok());
            if number.is_none() || length.is_some_and(|length| Some(length) != number) {
                return Err(Error::protocol("the answer's Content-Length is no number, or several"));
            }
            length = number;
        }
        Ok(length)
    }

    /// Whether a header that is a list has this element.
    fn lists(&self, name: &str, element: &str) -> bool {
        let mut elements = self.headers.all(name).flat_map(|value| value.split(','));
        elements.any(|one| one.trim().eq_ignore_ascii_case(element))
    }
}

#[cfg(test)]
mod tests {
    use super::super::pieces::Pieces;
    use super::*;

    /// The head, and what stands behind it.
    fn read_all(text: &str, piece: usize) -> Result<(Head, Vec<u8>), Unreadable> {
        let (mut stream, mut input) = (Pieces(text.as_bytes(), piece), Input::new());
        let head = read(&mut stream, &mut input, || {})?;
        Ok((head, [input.unused(), stream.0].concat()))
    }

    #[test]
    fn a_head_is_the_same_however_it_comes() {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\
                    HTTP/1.0 200 OK\r\nETag: \"7\"\r\nX-Folded: one\r\n two\r\n\t three \r\nX-Empty:\r\nX-\u{fc}: no\r\n\r\nbody";
        let text = &text.replace("X-\u{fc}: no\r\n", "");
        for piece in [1, 2, 3, 7, 4096] {
            let (head, rest) = read_all(text, piece).unwrap();
            let expected = [("etag", "\"7\""), ("x-folded", "one two three"), ("x-empty", "")];
            assert!(head.headers.iter().eq(expected));
            assert_eq!((head.status, head.minor_version, rest.as_slice()), (200, 0, &b"body"[..]), "{piece}");
        }
    }

    #[test]
    fn the_limits_are_named_and_the_status_is_kept() {
        let with_bytes = |bytes: usize| {
            let head = "HTTP/1.1 200 OK\r\nX: \r\n\r\n";
            head.replace("X: ", &format!("X: {}", "a".repeat(bytes - head.len())))
        };
        let with_headers = |count: usize| format!("HTTP/1.1 404 No\r\n{}\r\n", "X: y\r\n".repeat(count));
        for piece in [100, 8192] {
            read_all(&with_bytes(MAX_HEAD_BYTES), piece).unwrap();
            read_all(&with_headers(MAX_HEADERS), piece).unwrap();
            for (text, status, limit) in [
                (with_bytes(MAX_HEAD_BYTES + 1), 200, "65536 bytes"),
                (with_headers(MAX_HEADERS + 1), 404, "200 headers"),
                (format!("HTTP/1.1 500 No\r\n{}", "X: y\r\n".repeat(20_000)), 500, " than "),
            ] {
                let refused = read_all(&text, piece).unwrap_err();
                assert_eq!(refused.status, Some(status));
                assert!(refused.error.to_string().contains(limit), "{}", refused.error);
            }
        }
        let interim = "HTTP/1.1 102 Processing\r\n\r\n".repeat(MAX_INTERIM_ANSWERS + 1);
        let refused = read_all(&interim, 4096).unwrap_err();
        assert!(refused.error.to_string().contains("32 interim answers"), "{}", refused.error);
    }

    #[test]
    fn what_is_no_http_is_refused_before_its_end() {
        for text in ["SSH-2.0-OpenSSH", "<html>", "\x15\x03\x03\x00\x02\x02\x28", "HTTP/2 200 OK", "HTTP/1.1 2"] {
            assert!(read_all(text, 1).is_err(), "{text}");
        }
        let refused = read_all("SSH-2.0-OpenSSH_9 more to come", 4).unwrap_err();
        assert!(refused.error.to_string().contains("not valid HTTP"), "{}", refused.error);
    }

    #[test]
    fn the_head_says_how_the_body_ends_and_whether_the_connection_is_kept() {
        use Framing::{Chunks, Length, UntilClosed};
        for (head, framing, kept) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\nContent-Length: 5", Length(5), true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5, 05", Length(5), true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: gzip, Chunked", Chunks, true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip", UntilClosed, true),
            ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", Length(5), false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive", Length(5), true),
            ("HTTP/1.1 200 OK\r\nConnection: a\r\nConnection: b, Close", UntilClosed, false),
            ("HTTP/1.1 204 No\r\nContent-Length: 5", Length(0), true),
            ("HTTP/1.1 304 No\r\nTransfer-Encoding: chunked", Length(0), true),
            ("HTTP/1.1 101 Switching\r\nContent-Length: 5", Length(0), false),
        ] {
            let read = read_all(&format!("{head}\r\n\r\n"), 4096).unwrap().0;
            assert_eq!((read.framing().unwrap(), read.keeps_connection()), (framing, kept), "{head}");
        }
        for wrong in ["", "x", "+5", "-1", "5 5", "5,", "5, 6", "5\r\nContent-Length: 6", "99999999999999999999"] {
            let read = read_all(&format!("HTTP/1.1 200 OK\r\nContent-Length: {wrong}\r\n\r\n"), 4096).unwrap().0;
            assert!(read.framing().unwrap_err().to_string().contains("Content-Length"), "{wrong}");
        }
    }
}
