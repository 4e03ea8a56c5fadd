//! TCP connections whose every wait is bounded by the attempt they serve, and ended by its cancel.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Weak};
use std::time::Duration;

use ureq::unversioned::transport::ShutdownHandle;
use ureq::{Error, Timeout};

use super::flight::{Flights, Ownership};
use crate::process::OwnSocket;

/// A TCP connection that asks the current attempt how long it may wait.
pub(super) struct Tcp {
    /// Dropped before the stream.
    _own: OwnSocket,
    stream: Arc<TcpStream>,
    ownership: Arc<Ownership>,
    flights: Arc<Flights>,
    waits: Waits,
}

/// The socket's own limits, as they are set.
#[derive(Default)]
struct Waits {
    read: Duration,
    write: Duration,
}

impl Tcp {
    pub(super) fn new(own: OwnSocket, stream: TcpStream, flights: Arc<Flights>) -> io::Result<Tcp> {
        stream.set_nodelay(true)?;
        let stream = Arc::new(stream);
        let ownership = Arc::new(Ownership::of(&stream));
        Ok(Tcp { _own: own, stream, ownership, flights, waits: Waits::default() })
    }

    pub(super) fn ownership(&self) -> &Arc<Ownership> {
        &self.ownership
    }

    /// Ends its waits from another thread.
    pub(super) fn shutdown_handle(&self) -> Weak<dyn ShutdownHandle> {
        Arc::downgrade(&self.stream) as Weak<dyn ShutdownHandle>
    }

    /// Looks at the socket while it does not wait.
    pub(super) fn without_waiting<T>(&self, look: impl FnOnce(&TcpStream) -> io::Result<T>) -> io::Result<T> {
        self.stream.set_nonblocking(true)?;
        let seen = look(&self.stream);
        self.stream.set_nonblocking(false)?;
        seen
    }

    /// Reads or writes once, within what the attempt has left: asked before each, so that a peer who never lets it wait
    /// is bounded, too.
    fn within(&mut self, mut once: impl FnMut(&mut Tcp, Duration) -> io::Result<usize>) -> io::Result<usize> {
        let flight = self.flights.current().map_err(Error::into_io)?;
        loop {
            if flight.cancel().is_cancelled() {
                // Not Interrupted, after which std and rustls would try again.
                return Err(io::Error::other("cancelled"));
            }
            if flight.is_late() {
                return Err(Error::Timeout(Timeout::PerCall).into_io());
            }
            match once(self, limit(flight.left())) {
                Err(error) if may_be_repeated(&error) => {}
                outcome => return outcome,
            }
        }
    }
}

fn may_be_repeated(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// The limit to set for a wait that has this much left. Systems round limits up, Linux by as much as an eighth: so it is
/// shorter than what is left, and the wait goes on with the rest. Whole steps of it let one setting serve many calls.
/// Not on Windows, where a socket whose limit is over must not be used again.
fn limit(left: Duration) -> Duration {
    const STEP: u128 = 500;
    const SHORT: Duration = Duration::from_millis(8);
    if left < SHORT || cfg!(windows) {
        return left;
    }
    let early = left * 7 / 8;
    match early.as_millis() / STEP * STEP {
        0 => early,
        steps => Duration::from_millis(u64::try_from(steps).unwrap_or(u64::MAX)),
    }
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.within(|tcp, limit| {
            if limit != tcp.waits.read {
                tcp.stream.set_read_timeout(Some(limit))?;
                tcp.waits.read = limit;
            }
            (&*tcp.stream).read(buffer)
        })
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.within(|tcp, limit| {
            if limit != tcp.waits.write {
                tcp.stream.set_write_timeout(Some(limit))?;
                tcp.waits.write = limit;
            }
            (&*tcp.stream).write(bytes)
        })?;
        self.flights.current().map_err(Error::into_io)?.wrote();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
