//! A request as bytes.

use std::io::{self, Write};

use zeroize::Zeroizing;

use crate::http::{Method, WireRequest};

/// A body of at most so many bytes goes out in one write with the head.
const SMALL_BODY_BYTES: usize = 16 * 1024;
/// Of a Content-Length with its number.
const MAX_LENGTH_BYTES: usize = 48;

/// Writes head and body.
pub(super) fn write(request: &WireRequest, stream: &mut impl Write) -> io::Result<()> {
    let body = request.body();
    let (with_head, rest) = if body.len() > SMALL_BODY_BYTES { (&[][..], body) } else { (body, &[][..]) };
    let mut bytes = head(request, with_head.len());
    bytes.extend_from_slice(with_head);
    stream.write_all(&bytes)?;
    stream.write_all(rest)?;
    stream.flush()
}

/// The head, in a buffer that has room for so many bytes more. It holds token and signature: so it is wiped, and does not
/// grow, which would leave copies behind.
fn head(request: &WireRequest, more: usize) -> Zeroizing<Vec<u8>> {
    let headers = || request.own_headers().chain(request.secret_headers());
    let (method, target, defaults) = (request.method().as_str(), request.target(), request.default_lines());
    let lines = headers().map(|(name, value)| name.len() + value.len() + ": \r\n".len()).sum::<usize>();
    let room = method.len() + target.len() + "  HTTP/1.1\r\n".len() + defaults.len() + lines + MAX_LENGTH_BYTES + more;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    push(&mut bytes, &[method, " ", target, " HTTP/1.1\r\n", defaults]);
    for (name, value) in headers() {
        push(&mut bytes, &[name, ": ", value, "\r\n"]);
    }
    if !request.body().is_empty() || matches!(request.method(), Method::Post | Method::Put) {
        // Writing into a vector never fails.
        let _ = write!(bytes, "Content-Length: {}\r\n", request.body().len());
    }
    push(&mut bytes, &["\r\n"]);
    bytes
}

fn push(bytes: &mut Vec<u8>, texts: &[&str]) {
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
    }
}
