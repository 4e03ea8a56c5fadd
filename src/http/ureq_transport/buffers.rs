//! The bytes between ureq and a connection.

use ureq::Error;
use ureq::unversioned::transport::Buffers;
use zeroize::Zeroize;

use super::head::MAX_HEAD_BYTES;
use crate::auth::MOST_TOKEN_BYTES;

/// ureq needs each header line to fit; the longest is that of a token.
const LINE_BYTES: usize = MOST_TOKEN_BYTES + 1024;
const INPUT_BYTES: usize = 8 * 1024;

/// What is to be sent, and what came and was not yet used. Nothing is allocated between requests.
#[derive(Default)]
pub(super) struct ConnectionBuffers {
    /// Holds token and signature: wiped once it was sent.
    output: Vec<u8>,
    unsent: usize,
    /// How much of it may hold something.
    written: usize,
    input: Vec<u8>,
    consumed: usize,
    filled: usize,
    progress: bool,
}

impl ConnectionBuffers {
    /// Keeps what ureq wrote; true where it has to be sent before more can be written.
    pub(super) fn keep_output(&mut self, amount: usize) -> bool {
        self.unsent += amount;
        let is_full = self.output.len() - self.unsent < LINE_BYTES;
        // A line that found no room was begun in vain.
        self.written = if is_full { self.output.len() } else { self.unsent };
        is_full
    }

    pub(super) fn unsent(&self) -> &[u8] {
        &self.output[..self.unsent]
    }

    /// To be called when everything was sent.
    pub(super) fn sent(&mut self) {
        self.output[..self.written].zeroize();
        (self.unsent, self.written) = (0, 0);
    }

    /// Lets go of the output's memory until the next request.
    pub(super) fn end_output(&mut self) {
        self.sent();
        self.output = Vec::new();
    }

    /// Lets go of the input's memory until the next answer.
    pub(super) fn end_input(&mut self) {
        self.set_input(Vec::new());
    }

    /// Replaces what came.
    pub(super) fn set_input(&mut self, input: Vec<u8>) {
        self.filled = input.len();
        self.consumed = 0;
        self.progress = false;
        self.input = input;
    }

    /// Room for more of the body: more where ureq can use nothing of what is there, a line of chunked coding that is not
    /// complete.
    pub(super) fn room(&mut self) -> Result<&mut [u8], Error> {
        self.input.copy_within(self.consumed..self.filled, 0);
        self.filled -= self.consumed;
        self.consumed = 0;
        if self.filled >= MAX_HEAD_BYTES {
            let text = format!("a line between the parts of the answer is longer than {MAX_HEAD_BYTES} bytes");
            return Err(Error::Other(text.into()));
        }
        if self.filled == self.input.len() || self.input.len() < INPUT_BYTES {
            self.input.resize((2 * self.filled).max(INPUT_BYTES), 0);
        }
        Ok(&mut self.input[self.filled..])
    }
}

impl Buffers for ConnectionBuffers {
    fn output(&mut self) -> &mut [u8] {
        // A head and a small body fit behind each other: they are one write.
        if self.output.is_empty() {
            self.output = vec![0; 2 * LINE_BYTES];
        }
        &mut self.output[self.unsent..]
    }

    fn input(&self) -> &[u8] {
        &self.input[self.consumed..self.filled]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        &mut self.input[self.filled..]
    }

    fn input_appended(&mut self, amount: usize) {
        self.filled += amount;
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.consumed += amount;
    }

    /// Nothing is sent in chunks, for which the scratch buffer would be.
    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        (&mut [], self.output())
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.consumed < self.filled
    }
}

impl Drop for ConnectionBuffers {
    fn drop(&mut self) {
        self.sent();
    }
}
