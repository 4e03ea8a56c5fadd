//! The head of an answer: larger than ureq reads, with folded lines, without the interim answers before it.

use std::io::{self, Read};

use httparse::{EMPTY_HEADER, ParserConfig, Status};
use ureq::Error;

/// The most bytes of a head, status line and headers.
pub(super) const MAX_HEAD_BYTES: usize = 64 * 1024;
/// The most headers of an answer.
const MAX_HEADERS: usize = 200;
/// The most interim answers (1xx) before the final one.
const MAX_INTERIM_ANSWERS: usize = 32;
/// What is looked at before the head is complete, so that a server of another protocol is told at once.
const STATUS_BYTES: usize = "HTTP/1.1 200".len();
const CHUNK_BYTES: usize = 8 * 1024;

/// A head as it came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    minor_version: u8,
    /// In their order, with names in lower case.
    pub(super) headers: Vec<(String, String)>,
}

/// A head that can't be read, with its status where that came.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) status: Option<u16>,
    pub(super) error: Error,
}

/// Reads the next head from `stream`, and what came behind it. `received` is called whenever bytes came.
pub(super) fn read(stream: &mut impl Read, mut received: impl FnMut()) -> Result<(Head, Vec<u8>), Unreadable> {
    let mut bytes = Vec::new();
    for _ in 0..=MAX_INTERIM_ANSWERS {
        let (head, end) = read_one(stream, &mut bytes, &mut received)?;
        bytes.drain(..end);
        if !head.is_interim() {
            return Ok((head, bytes));
        }
    }
    Err(refuse(None, format!("more than {MAX_INTERIM_ANSWERS} interim answers came before the final one")))
}

fn read_one(
    stream: &mut impl Read,
    bytes: &mut Vec<u8>,
    received: &mut impl FnMut(),
) -> Result<(Head, usize), Unreadable> {
    let mut searched = 0;
    loop {
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
        fill(stream, bytes).map_err(|error| Unreadable { status: None, error: error.into() })?;
        received();
    }
}

/// Appends what the next read brings.
fn fill(stream: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    let before = bytes.len();
    bytes.resize(before + CHUNK_BYTES, 0);
    let came = stream.read(&mut bytes[before..]);
    bytes.truncate(before + came.as_ref().map_or(0, |count| *count));
    match came? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn has_blank_line(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\n\n") || bytes.windows(3).any(|three| three == b"\n\r\n")
}

/// The head that `bytes` begin with, and where it ends; `None` where more is to come.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Unreadable> {
    let mut headers = vec![EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let mut parser = ParserConfig::default();
    parser.allow_obsolete_multiline_headers_in_responses(true);
    let parsed = parser.parse_response(&mut response, bytes);
    let status = response.code.filter(|code| *code >= 100);
    match parsed {
        Ok(Status::Partial) => Ok(None),
        Ok(Status::Complete(end)) => {
            let Some(status) = status else { return Err(refuse(None, "the answer has no valid status code")) };
            let headers = response
                .headers
                .iter()
                .map(|header| (header.name.to_ascii_lowercase(), unfolded(&String::from_utf8_lossy(header.value))));
            let minor_version = response.version.unwrap_or(1);
            Ok(Some((Head { status, minor_version, headers: headers.collect() }, end)))
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

/// A value in one line (RFC 9112, 5.2).
fn unfolded(value: &str) -> String {
    if !value.contains(['\r', '\n']) {
        return value.trim().to_owned();
    }
    let lines: Vec<&str> = value.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

fn too_large(status: Option<u16>) -> Unreadable {
    refuse(status, format!("the answer's head is larger than {MAX_HEAD_BYTES} bytes"))
}

fn refuse(status: Option<u16>, text: impl Into<String>) -> Unreadable {
    Unreadable { status, error: Error::Other(text.into().into()) }
}

impl Head {
    fn is_interim(&self) -> bool {
        matches!(self.status, 100 | 102..200)
    }

    /// Whether the body comes in chunks, as ureq judges it.
    pub(super) fn is_chunked(&self) -> bool {
        let mut codings = self.values("transfer-encoding").flat_map(|value| value.split(','));
        self.minor_version > 0 && codings.any(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
    }

    /// A small head that says of the body and the connection what this one says.
    pub(super) fn framing(&self) -> String {
        let mut lines = vec![format!("HTTP/1.{} {}", self.minor_version, self.status)];
        // ureq compares lengths, but needs none twice.
        let mut lengths: Vec<&str> = self.values("content-length").collect();
        lengths.dedup();
        lines.extend(lengths.iter().map(|length| format!("content-length: {length}")));
        for list in ["transfer-encoding", "connection"] {
            let values: Vec<&str> = self.values(list).collect();
            if !values.is_empty() {
                lines.push(format!("{list}: {}", values.join(", ")));
            }
        }
        lines.join("\r\n") + "\r\n\r\n"
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of this size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    fn read_all(text: &str, piece: usize) -> Result<(Head, Vec<u8>, usize), Unreadable> {
        let mut stream = Pieces(text.as_bytes(), piece);
        let (head, mut rest) = read(&mut stream, || {})?;
        let came = rest.len();
        rest.extend_from_slice(stream.0);
        Ok((head, rest, came))
    }

    #[test]
    fn a_head_is_the_same_however_it_comes() {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\
                    HTTP/1.0 200 OK\r\nETag: \"7\"\r\nX-Folded: one\r\n two\r\n\t three \r\nX-Empty:\r\nX-\u{fc}: no\r\n\r\nbody";
        let text = &text.replace("X-\u{fc}: no\r\n", "");
        for piece in [1, 2, 3, 7, 4096] {
            let (head, rest, _) = read_all(text, piece).unwrap();
            let expected = [("etag", "\"7\""), ("x-folded", "one two three"), ("x-empty", "")];
            assert!(head.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(expected));
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
    fn ureq_is_told_how_the_body_ends_and_nothing_else() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\nContent-Length: 5\r\nConnection: a\r\n\
                    Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        let expected =
            "HTTP/1.1 200\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nconnection: a, close\r\n\r\n";
        assert_eq!(read_all(text, 4096).unwrap().0.framing(), expected);
    }
}
