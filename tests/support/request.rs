//! Reading HTTP requests from a stream.

use std::io::BufRead;

/// A request as it came.
pub struct Request {
    head: String,
    /// As many bytes as Content-Length says.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads one; `None` at the connection's end.
    pub fn read(reader: &mut impl BufRead) -> Option<Request> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        Some(Request { head, body })
    }

    /// The target of its first line.
    pub fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// All its bytes.
    pub fn raw(self) -> Vec<u8> {
        [self.head.into_bytes(), self.body].concat()
    }
}
