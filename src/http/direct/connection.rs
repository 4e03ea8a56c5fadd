//! A connection, plain or secured, and one exchange over it.

use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

use super::body::{self, Framing};
use super::failure::Error;
use super::flight::{Flight, Phase};
use super::head::{self, Head};
use super::input::Input;
use super::outgoing;
use super::socket::{Bounded, Pending, Socket};
use crate::http::{Cancel, Response, WireRequest};

/// A connection to the service, through a proxy or not.
pub(super) struct Connection {
    /// Scheme, host and port of the URLs it is for.
    origin: String,
    socket: Socket,
    tls: Option<Box<ClientConnection>>,
    /// Empty between two exchanges.
    input: Input,
}

impl Connection {
    pub(super) fn plain(origin: &str, socket: Socket) -> Connection {
        Connection { origin: origin.to_owned(), socket, tls: None, input: Input::new() }
    }

    /// Secures a connection to `host`.
    pub(super) fn secured(
        origin: &str,
        mut socket: Socket,
        host: &str,
        config: &Arc<ClientConfig>,
        flight: &Flight,
    ) -> Result<Connection, Error> {
        let name = ServerName::try_from(host.to_owned()).map_err(invalid)?;
        let mut tls = Box::new(ClientConnection::new(config.clone(), name).map_err(invalid)?);
        tls.complete_io(&mut socket.within(flight))?;
        Ok(Connection { tls: Some(tls), ..Connection::plain(origin, socket) })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Makes it an attempt's own: its cancel shuts it down.
    pub(super) fn claim(&mut self, cancel: &Arc<Cancel>) {
        self.socket.claim(cancel);
    }

    /// Makes it nobody's.
    pub(super) fn release(&mut self) {
        self.socket.release();
    }

    /// Whether it is open and the server has sent nothing unasked.
    pub(super) fn is_idle(&mut self) -> bool {
        self.has_no_data().unwrap_or(false)
    }

    /// What is TLS' own, such as the tickets that follow a handshake, is no data. A server that goes on sending such
    /// would have it read for ever.
    fn has_no_data(&mut self) -> io::Result<bool> {
        const MAX_READS: usize = 16;
        for _ in 0..MAX_READS {
            match (self.socket.pending()?, &mut self.tls) {
                (Pending::Nothing, _) => return Ok(true),
                (Pending::Bytes, Some(tls)) => {
                    tls.read_tls(&mut self.socket.read_pending())?;
                    let state = tls.process_new_packets().map_err(io::Error::other)?;
                    if state.plaintext_bytes_to_read() > 0 || state.peer_has_closed() {
                        return Ok(false);
                    }
                }
                (Pending::Bytes | Pending::End, _) => return Ok(false),
            }
        }
        Ok(false)
    }

    /// Sends a request and reads its answer. True where the connection can take another.
    pub(super) fn exchange(
        &mut self,
        request: &WireRequest,
        flight: &Flight,
        max_answer_bytes: usize,
    ) -> Result<(Response, bool), Error> {
        let mut stream = Stream { socket: self.socket.within(flight), tls: self.tls.as_deref_mut() };
        flight.reached(Phase::Sending);
        outgoing::write(request, &mut stream)?;
        flight.reached(Phase::Waiting);
        let input = &mut self.input;
        let head = read_head(&mut stream, input, flight)?;
        let framing = head.framing()?;
        let body = body::read(&mut stream, input, framing, max_answer_bytes)?;
        let is_over = framing == Framing::UntilClosed || !head.keeps_connection() || !input.unused().is_empty();
        input.shrink();
        Ok((Response { status: head.status, headers: head.headers, body }, !is_over))
    }
}

fn read_head(stream: &mut Stream, input: &mut Input, flight: &Flight) -> Result<Head, Error> {
    let read = head::read(stream, input, || flight.reached(Phase::Receiving));
    let status = read.as_ref().map_or_else(|unreadable| unreadable.status, |head| Some(head.status));
    if let Some(status) = status {
        flight.answered(status);
    }
    read.map_err(|unreadable| unreadable.error)
}

/// As rustls itself says what it refuses.
fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The bytes of a connection within an attempt, above TLS.
struct Stream<'a> {
    socket: Bounded<'a>,
    tls: Option<&'a mut ClientConnection>,
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.tls.as_deref_mut() {
            Some(tls) => rustls::Stream::new(tls, &mut self.socket).read(buffer),
            None => self.socket.read(buffer),
        }
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.tls.as_deref_mut() {
            Some(tls) => rustls::Stream::new(tls, &mut self.socket).write(bytes),
            None => self.socket.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.tls.as_deref_mut() {
            Some(tls) => rustls::Stream::new(tls, &mut self.socket).flush(),
            None => self.socket.flush(),
        }
    }
}
