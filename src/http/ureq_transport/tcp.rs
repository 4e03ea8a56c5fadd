//! TCP connections whose every wait is bounded by the attempt they serve, and ended by its cancel.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Weak};
use std::time::Duration;

use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, ShutdownHandle, Transport,
};
use ureq::{Error, Timeout};

use super::dial::dial;
use super::flight::{Flight, Flights, Ownership, Phase};
use crate::process::OwnSocket;

/// Opens TCP connections, unless there is one already: a tunnel through a proxy.
#[derive(Debug)]
pub(super) struct TcpConnector {
    flights: Arc<Flights>,
}

impl TcpConnector {
    pub(super) fn new(flights: Arc<Flights>) -> TcpConnector {
        TcpConnector { flights }
    }
}

impl<In: Transport> Connector<In> for TcpConnector {
    type Out = Either<In, Tcp>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let flight = self.flights.current()?;
        let connection = match chained {
            Some(tunnel) => Either::A(tunnel),
            None => {
                flight.reached(Phase::Connecting);
                let stream = Arc::new(dial(&details.addrs, &flight)?);
                stream.set_nodelay(true)?;
                (details.register_shutdown)(Arc::downgrade(&stream) as Weak<dyn ShutdownHandle>)?;
                let ownership = Arc::new(Ownership::of(&stream));
                flight.claim(&ownership);
                let buffers = LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
                let (_own, flights) = (OwnSocket::of(&stream), self.flights.clone());
                Either::B(Tcp { _own, stream, buffers, ownership, flights, waits: Waits::default() })
            }
        };
        flight.reached(if details.needs_tls() { Phase::Securing } else { Phase::Connected });
        Ok(Some(connection))
    }
}

/// A TCP connection that asks the current attempt how long it may wait.
pub(super) struct Tcp {
    /// Dropped before the stream.
    _own: OwnSocket,
    stream: Arc<TcpStream>,
    buffers: LazyBuffers,
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
    /// Reads or writes once, within what the attempt has left.
    fn within(&mut self, flight: &Flight, mut once: impl FnMut(&mut Tcp) -> io::Result<usize>) -> Result<usize, Error> {
        loop {
            match once(self) {
                Ok(amount) => return Ok(amount),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_timeout(&error) && flight.is_late() => return Err(Error::Timeout(Timeout::PerCall)),
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error.into()),
            }
            if flight.cancel().is_cancelled() {
                return Err(io::Error::from(io::ErrorKind::Interrupted).into());
            }
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
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

impl Transport for Tcp {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let flight = self.flights.current()?;
        let mut written = 0;
        while written < amount {
            written += self.within(&flight, |tcp| {
                let limit = limit(flight.left());
                if limit != tcp.waits.write {
                    tcp.stream.set_write_timeout(Some(limit))?;
                    tcp.waits.write = limit;
                }
                match (&*tcp.stream).write(&tcp.buffers.output()[written..amount])? {
                    0 => Err(io::ErrorKind::WriteZero.into()),
                    count => Ok(count),
                }
            })?;
        }
        Ok(())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let flight = self.flights.current()?;
        let amount = self.within(&flight, |tcp| {
            let limit = limit(flight.left());
            if limit != tcp.waits.read {
                tcp.stream.set_read_timeout(Some(limit))?;
                tcp.waits.read = limit;
            }
            (&*tcp.stream).read(tcp.buffers.input_append_buf())
        })?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    /// Asked of an idle connection by the attempt that is about to use it, which makes it the attempt's own; and by its
    /// owner when it goes back to the pool, where the next one asks again.
    fn is_open(&mut self) -> bool {
        self.flights.current().is_ok_and(|flight| {
            flight.owns(&self.ownership) || flight.claim(&self.ownership) && is_idle(&self.stream).unwrap_or(false)
        })
    }
}

/// Whether a connection is open and the server has sent nothing unasked.
fn is_idle(mut stream: &TcpStream) -> io::Result<bool> {
    stream.set_nonblocking(true)?;
    let silent = matches!(stream.read(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock);
    stream.set_nonblocking(false)?;
    Ok(silent)
}

impl fmt::Debug for Tcp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tcp").field("peer", &self.stream.peer_addr().ok()).finish()
    }
}
