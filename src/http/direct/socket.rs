//! A TCP connection whose every wait is bounded by the attempt it serves, and ended by its cancel.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::failure::Error;
use super::flight::Flight;
use crate::http::{Cancel, Interrupt, Registration};
use crate::process::OwnSocket;

/// A TCP connection.
pub(super) struct Socket {
    /// Dropped before the stream.
    _own: OwnSocket,
    stream: Arc<TcpStream>,
    /// Shuts it down.
    interrupt: Arc<Interrupt>,
    /// Of the attempt whose it is.
    claim: Option<Registration>,
    waits: Waits,
}

/// The socket's own limits, as they are set.
#[derive(Default)]
struct Waits {
    read: Duration,
    write: Duration,
}

/// What has come over a connection that nothing was sent over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    Nothing,
    Bytes,
    End,
}

impl Socket {
    pub(super) fn new(own: OwnSocket, stream: TcpStream) -> io::Result<Socket> {
        stream.set_nodelay(true)?;
        let stream = Arc::new(stream);
        let socket = Arc::downgrade(&stream);
        let interrupt = Arc::new(move || {
            if let Some(socket) = socket.upgrade() {
                // It fails where the connection is gone already.
                let _ = socket.shutdown(Shutdown::Both);
            }
        });
        Ok(Socket { _own: own, stream, interrupt, claim: None, waits: Waits::default() })
    }

    /// Makes it an attempt's own: from now on its cancel shuts it down.
    pub(super) fn claim(&mut self, cancel: &Arc<Cancel>) {
        self.claim = Some(cancel.register(self.interrupt.clone()));
    }

    /// Makes it nobody's. Once this returns, no cancel shuts it down any more.
    pub(super) fn release(&mut self) {
        self.claim = None;
    }

    /// What has come and was not read, without waiting for anything.
    pub(super) fn pending(&self) -> io::Result<Pending> {
        match peek(&self.stream) {
            Ok(0) => Ok(Pending::End),
            Ok(_) => Ok(Pending::Bytes),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Pending::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Reads what is `pending`.
    pub(super) fn read_pending(&self) -> impl Read {
        &*self.stream
    }

    /// The connection as the attempt may use it.
    pub(super) fn within<'a>(&'a mut self, flight: &'a Flight<'a>) -> Bounded<'a> {
        Bounded { socket: self, flight }
    }
}

/// One system call where the system has a flag for it.
#[cfg(unix)]
fn peek(stream: &TcpStream) -> io::Result<usize> {
    let mut byte = [std::mem::MaybeUninit::uninit()];
    socket2::SockRef::from(stream).recv_with_flags(&mut byte, libc::MSG_PEEK | libc::MSG_DONTWAIT)
}

#[cfg(not(unix))]
fn peek(stream: &TcpStream) -> io::Result<usize> {
    stream.set_nonblocking(true)?;
    let seen = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    seen
}

/// A connection within the bounds of an attempt.
pub(super) struct Bounded<'a> {
    socket: &'a mut Socket,
    flight: &'a Flight<'a>,
}

impl Bounded<'_> {
    /// Reads or writes once, within what the attempt has left: asked before each, so that a peer who never lets it wait
    /// is bounded, too.
    fn once(&mut self, mut act: impl FnMut(&mut Socket, Duration) -> io::Result<usize>) -> io::Result<usize> {
        loop {
            if self.flight.cancel().is_cancelled() {
                // Not Interrupted, after which std and rustls would try again.
                return Err(io::Error::other("cancelled"));
            }
            let left = self.flight.left().ok_or_else(Error::late)?;
            match act(self.socket, limit(left)) {
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
    const STEP: u64 = 500;
    const SHORT: Duration = Duration::from_millis(8);
    const LONG: Duration = Duration::from_secs(3600);
    if left < SHORT || cfg!(windows) {
        return left;
    }
    let early = left.min(LONG) * 7 / 8;
    match early.as_secs() * 1000 + u64::from(early.subsec_millis()) {
        ..STEP => early,
        millis => Duration::from_millis(millis / STEP * STEP),
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.once(|socket, limit| {
            if limit != socket.waits.read {
                socket.stream.set_read_timeout(Some(limit))?;
                socket.waits.read = limit;
            }
            (&*socket.stream).read(buffer)
        })
    }
}

impl Write for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.once(|socket, limit| {
            if limit != socket.waits.write {
                socket.stream.set_write_timeout(Some(limit))?;
                socket.waits.write = limit;
            }
            (&*socket.stream).write(bytes)
        })?;
        self.flight.wrote();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
