//! What came over a connection and was not yet used.

use std::io::{self, Read};

/// Enough for most answers, and little enough for every connection that is kept.
const ROOM: usize = 4 * 1024;

/// The most bytes of a head, status line and headers, and of the trailers behind a body.
pub(super) const MAX_HEAD_BYTES: usize = 64 * 1024;

/// Bytes between a connection and those who read an answer.
pub(super) struct Input {
    bytes: Vec<u8>,
    used: usize,
    filled: usize,
}

impl Input {
    pub(super) fn new() -> Input {
        Input { bytes: vec![0; ROOM], used: 0, filled: 0 }
    }

    /// Gives back memory that only a large answer needed.
    pub(super) fn shrink(&mut self) {
        if self.bytes.len() > ROOM {
            *self = Input::new();
        }
    }

    pub(super) fn unused(&self) -> &[u8] {
        &self.bytes[self.used..self.filled]
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.used += count;
    }

    /// Appends what the next read brings: how much. Makes room where there is none.
    pub(super) fn fill(&mut self, stream: &mut impl Read) -> io::Result<usize> {
        if self.used > 0 {
            self.bytes.copy_within(self.used..self.filled, 0);
            self.filled -= self.used;
            self.used = 0;
        }
        if self.filled == self.bytes.len() {
            self.bytes.resize(2 * self.filled, 0);
        }
        let count = stream.read(&mut self.bytes[self.filled..])?;
        self.filled += count;
        Ok(count)
    }

    /// Appends what the next read brings, which must be something.
    pub(super) fn fill_some(&mut self, stream: &mut impl Read) -> io::Result<()> {
        match self.fill(stream)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
