//! A connection as ureq uses it: head and body of a request in one write, the answer's head read whole.

use std::fmt;
use std::io::{Read, Write};
use std::mem;
use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::buffers::ConnectionBuffers;
use super::chunks::Extensions;
use super::flight::{Flights, Phase};
use super::head;
use super::stream::Stream;

/// A connection to the service, through a proxy or not, secured or not.
pub(super) struct Connection {
    stream: Stream,
    buffers: ConnectionBuffers,
    flights: Arc<Flights>,
    /// A request was written whose answer has not begun.
    awaits_head: bool,
    /// Of an answer that comes in chunks.
    extensions: Option<Extensions>,
}

impl Connection {
    pub(super) fn new(stream: Stream, flights: Arc<Flights>) -> Connection {
        Connection { stream, buffers: ConnectionBuffers::default(), flights, awaits_head: false, extensions: None }
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.buffers.unsent().is_empty() {
            return Ok(());
        }
        let flight = self.flights.current()?;
        flight.reached(Phase::Sending);
        self.stream.write_all(self.buffers.unsent())?;
        self.stream.flush()?;
        self.buffers.sent();
        flight.reached(Phase::Waiting);
        Ok(())
    }

    fn read_head(&mut self) -> Result<(), Error> {
        let flight = self.flights.current()?;
        match head::read(&mut self.stream, || flight.reached(Phase::Receiving)) {
            Ok((head, mut rest)) => {
                let mut input = head.framing().into_bytes();
                self.extensions = head.is_chunked().then(Extensions::default);
                flight.answered(head.status, head.headers);
                let count = without(&mut self.extensions, &mut rest)?;
                input.extend_from_slice(&rest[..count]);
                self.buffers.set_input(input);
                Ok(())
            }
            Err(unreadable) => {
                if let Some(status) = unreadable.status {
                    flight.answered(status, Vec::new());
                }
                Err(unreadable.error)
            }
        }
    }
}

/// Removes what ureq does not read; how many bytes are left.
fn without(extensions: &mut Option<Extensions>, bytes: &mut [u8]) -> Result<usize, Error> {
    extensions.as_mut().map_or(Ok(bytes.len()), |extensions| extensions.remove(bytes))
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.awaits_head = true;
        if self.buffers.keep_output(amount) { self.flush() } else { Ok(()) }
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        self.flush()?;
        self.buffers.end_output();
        if mem::take(&mut self.awaits_head) {
            self.read_head()?;
            return Ok(true);
        }
        loop {
            let room = self.buffers.room()?;
            let count = self.stream.read(room)?;
            let kept = without(&mut self.extensions, &mut room[..count])?;
            if kept > 0 || count == 0 {
                self.buffers.input_appended(kept);
                return Ok(kept > 0);
            }
        }
    }

    /// Asked of an idle connection by the attempt that is about to use it, which makes it the attempt's own; and by its
    /// owner when it goes back to the pool, where the next one asks again.
    fn is_open(&mut self) -> bool {
        let open = self.flights.current().is_ok_and(|flight| {
            flight.owns(self.stream.ownership()) || flight.claim_kept(self.stream.ownership()) && self.stream.is_idle()
        });
        self.buffers.end_input();
        open && self.buffers.unsent().is_empty()
    }

    fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
