//! The bytes of a connection, plain or secured.

use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::Error;

use super::flight::Ownership;
use super::tcp::Tcp;

/// Its waits are bounded by the socket below, which asks the attempt.
pub(super) enum Stream {
    Plain(Tcp),
    Tls(Box<StreamOwned<ClientConnection, Tcp>>),
}

impl Stream {
    /// Secures a connection to `host`.
    pub(super) fn secured(mut tcp: Tcp, host: &str, config: &Arc<ClientConfig>) -> Result<Stream, Error> {
        let name = ServerName::try_from(host.to_owned()).map_err(invalid)?;
        let mut connection = ClientConnection::new(config.clone(), name).map_err(invalid)?;
        connection.complete_io(&mut tcp)?;
        Ok(Stream::Tls(Box::new(StreamOwned::new(connection, tcp))))
    }

    pub(super) fn ownership(&self) -> &Arc<Ownership> {
        match self {
            Stream::Plain(tcp) => tcp.ownership(),
            Stream::Tls(tls) => tls.sock.ownership(),
        }
    }

    /// Whether it is open and the server has sent nothing unasked.
    pub(super) fn is_idle(&mut self) -> bool {
        match self {
            Stream::Plain(tcp) => tcp.without_waiting(|mut socket| would_block(socket.read(&mut [0]))),
            Stream::Tls(tls) => {
                let StreamOwned { conn, sock } = tls.as_mut();
                sock.without_waiting(|socket| has_no_data(conn, socket))
            }
        }
        .unwrap_or(false)
    }
}

/// Whether all that has come is TLS' own, such as the tickets that follow a handshake. A server that goes on sending such
/// would have it read for ever.
fn has_no_data(connection: &mut ClientConnection, mut socket: impl Read) -> io::Result<bool> {
    const MAX_READS: usize = 16;
    for _ in 0..MAX_READS {
        match connection.read_tls(&mut socket) {
            Ok(0) => return Ok(false),
            Ok(_) => {
                let state = connection.process_new_packets().map_err(io::Error::other)?;
                if state.plaintext_bytes_to_read() > 0 || state.peer_has_closed() {
                    return Ok(false);
                }
            }
            read => return would_block(read),
        }
    }
    Ok(false)
}

fn would_block(read: io::Result<usize>) -> io::Result<bool> {
    match read {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(true),
        Err(error) => Err(error),
    }
}

/// As rustls itself says what it refuses.
fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::InvalidData, error))
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(tcp) => tcp.read(buffer),
            Stream::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(tcp) => tcp.write(bytes),
            Stream::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(tcp) => tcp.flush(),
            Stream::Tls(tls) => tls.flush(),
        }
    }
}
