//! The body of an answer, into one buffer, no larger than it may be.

use std::io::Read;

use super::failure::Error;
use super::input::{Input, MAX_HEAD_BYTES};

/// The most bytes of a line with a chunk's size, which may say more: a recipient ignores that (RFC 9112, 7.1.1).
const MAX_SIZE_LINE_BYTES: usize = 16 * 1024;
/// Memory for a body grows with what has come, not with what was promised.
const STEP: usize = 64 * 1024;

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunks,
    UntilClosed,
}

/// Reads a body of at most `most` bytes.
pub(super) fn read(stream: &mut impl Read, input: &mut Input, framing: Framing, most: usize) -> Result<Vec<u8>, Error> {
    let mut reader = Reader { stream, input, body: Vec::new(), most };
    match framing {
        Framing::Length(length) => reader.read_bytes(length)?,
        Framing::Chunks => reader.read_chunks()?,
        Framing::UntilClosed => reader.read_to_end()?,
    }
    Ok(reader.body)
}

struct Reader<'a, R> {
    stream: &'a mut R,
    input: &'a mut Input,
    body: Vec<u8>,
    most: usize,
}

impl<R: Read> Reader<'_, R> {
    /// Appends the next `count` bytes.
    fn read_bytes(&mut self, count: u64) -> Result<(), Error> {
        // One more than may be tells that it is too large.
        let room = self.most + 1 - self.body.len();
        let end = self.body.len() + usize::try_from(count).unwrap_or(usize::MAX).min(room);
        self.take_input(end)?;
        let mut filled = self.body.len();
        while filled < end {
            if filled == self.body.len() {
                self.body.resize(end.min(filled + STEP.max(filled)), 0);
            }
            match self.stream.read(&mut self.body[filled..]).map_err(Error::from)? {
                0 => return Err(closed()),
                came => filled += came,
            }
        }
        self.check_size()
    }

    /// Takes what the input has of a body that reaches `end`.
    fn take_input(&mut self, end: usize) -> Result<(), Error> {
        let unused = self.input.unused();
        let count = unused.len().min(end - self.body.len());
        if self.body.is_empty() {
            self.body.reserve_exact(end.min(STEP.max(count)));
        }
        self.body.extend_from_slice(&unused[..count]);
        self.input.consume(count);
        self.check_size()
    }

    fn check_size(&self) -> Result<(), Error> {
        match self.body.len() > self.most {
            true => Err(Error::protocol(format!("the answer is larger than {} bytes", self.most))),
            false => Ok(()),
        }
    }

    fn read_to_end(&mut self) -> Result<(), Error> {
        loop {
            self.take_input(self.most + 1)?;
            if self.input.fill(self.stream)? == 0 {
                return Ok(());
            }
        }
    }

    fn read_chunks(&mut self) -> Result<(), Error> {
        loop {
            let size = self.read_size()?;
            if size == 0 {
                return self.skip_trailers();
            }
            self.read_bytes(size)?;
            if !self.read_line(2, |line| line == b"\r\n")? {
                return Err(Error::protocol("a chunk of the answer is longer than its size"));
            }
        }
    }

    fn read_size(&mut self) -> Result<u64, Error> {
        let size = self.read_line(MAX_SIZE_LINE_BYTES, |line| match httparse::parse_chunk_size(line) {
            Ok(httparse::Status::Complete((_, size))) if line[0].is_ascii_hexdigit() => Some(size),
            _ => None,
        })?;
        size.ok_or_else(|| Error::protocol("a chunk of the answer has no valid size"))
    }

    /// Reads what may follow the last chunk, up to an empty line.
    fn skip_trailers(&mut self) -> Result<(), Error> {
        let mut left = MAX_HEAD_BYTES;
        loop {
            let length = self.read_line(left, |line| line.len())?;
            if length <= 2 {
                return Ok(());
            }
            left -= length;
        }
    }

    /// Reads a line of at most so many bytes, and looks at it with its end.
    fn read_line<T>(&mut self, most: usize, look: impl FnOnce(&[u8]) -> T) -> Result<T, Error> {
        let mut searched = 0;
        loop {
            let unused = self.input.unused();
            let end = unused[searched..].iter().position(|byte| *byte == b'\n').map(|index| searched + index + 1);
            if end.unwrap_or(unused.len()) > most {
                let text = format!("a line between the parts of the answer's body is longer than {most} bytes");
                return Err(Error::protocol(text));
            }
            if let Some(end) = end {
                let seen = look(&unused[..end]);
                self.input.consume(end);
                return Ok(seen);
            }
            searched = unused.len();
            if self.input.fill(self.stream)? == 0 {
                return Err(closed());
            }
        }
    }
}

fn closed() -> Error {
    std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()
}

#[cfg(test)]
mod tests {
    use super::super::pieces::Pieces;
    use super::*;

    const PIECES: [usize; 6] = [1, 2, 3, 5, 4096, usize::MAX];

    /// The body, and what stands behind it.
    fn read_all(bytes: &[u8], piece: usize, framing: Framing, most: usize) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let (mut stream, mut input) = (Pieces(bytes, piece), Input::new());
        let body = read(&mut stream, &mut input, framing, most)?;
        Ok((body, [input.unused(), stream.0].concat()))
    }

    #[test]
    fn a_body_is_the_same_however_it_comes() {
        let long = "x".repeat(200_000);
        let extended = format!("3;{}\r\nabc\r\n0\r\n\r\n", "x=y;".repeat(3000));
        let trailed = format!("1\r\na\r\n0;x\r\nX: {}\r\nY:\r\n\r\n+", "y".repeat(9000));
        let long_chunk = format!("{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
        for (bytes, framing, body, rest) in [
            ("", Framing::Length(0), "", ""),
            ("abc+", Framing::Length(3), "abc", "+"),
            (&long, Framing::Length(200_000), &long, ""),
            (&long, Framing::UntilClosed, &long, ""),
            ("0\r\n\r\n", Framing::Chunks, "", ""),
            ("3\r\nabc\r\n00B ; a\r\n0123456789\n\r\n0;b=\"c;d\"\r\n\r\n+", Framing::Chunks, "abc0123456789\n", "+"),
            (&extended, Framing::Chunks, "abc", ""),
            (&trailed, Framing::Chunks, "a", "+"),
            (&long_chunk, Framing::Chunks, &long, ""),
        ] {
            for piece in PIECES {
                let (read, left) = read_all(bytes.as_bytes(), piece, framing, 200_000).unwrap();
                assert_eq!(read, body.as_bytes(), "{framing:?} in pieces of {piece}");
                assert_eq!(left, rest.as_bytes(), "{framing:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn what_breaks_a_rule_is_refused_and_what_breaks_off_too() {
        let endless_line = format!("3;{}", "x".repeat(2 * MAX_SIZE_LINE_BYTES));
        let endless_trailers = format!("0\r\n{}", "X: y\r\n".repeat(MAX_HEAD_BYTES / 5));
        for (bytes, framing, text) in [
            ("12345", Framing::Length(5), "larger than 4 bytes"),
            ("12345", Framing::Length(u64::MAX), "larger than 4 bytes"),
            ("12345", Framing::UntilClosed, "larger than 4 bytes"),
            ("5\r\n12345\r\n0\r\n\r\n", Framing::Chunks, "larger than 4 bytes"),
            ("3\r\n123\r\n2\r\n45\r\n0\r\n\r\n", Framing::Chunks, "larger than 4 bytes"),
            ("what?\r\n", Framing::Chunks, "no valid size"),
            ("\r\n", Framing::Chunks, "no valid size"),
            (";a\r\n", Framing::Chunks, "no valid size"),
            ("fffffffffffffffff\r\n", Framing::Chunks, "no valid size"),
            ("3\r\n1234\r\n", Framing::Chunks, "longer than"),
            ("3\r\n123\n", Framing::Chunks, "longer than its size"),
            (&endless_line, Framing::Chunks, "16384 bytes"),
            (&endless_trailers, Framing::Chunks, "longer than"),
            ("123", Framing::Length(4), "end of file"),
            ("123", Framing::Length(u64::MAX), "end of file"),
            ("ffffffffffffffff\r\n123", Framing::Chunks, "end of file"),
            ("3\r\n12", Framing::Chunks, "end of file"),
            ("3\r\n123\r\n0\r\n", Framing::Chunks, "end of file"),
        ] {
            for piece in PIECES {
                let error = read_all(bytes.as_bytes(), piece, framing, 4).unwrap_err().to_string();
                assert!(error.contains(text), "{framing:?} {:.20} in pieces of {piece}: {error}", bytes);
            }
        }
    }

    #[test]
    fn memory_is_not_taken_for_what_was_only_promised() {
        let (mut stream, mut input) = (Pieces(b"123", 3), Input::new());
        let mut reader = Reader { stream: &mut stream, input: &mut input, body: Vec::new(), most: 256 << 20 };
        assert!(reader.read_bytes(200 << 20).is_err());
        assert!(reader.body.capacity() <= 2 * STEP, "{}", reader.body.capacity());
    }
}
