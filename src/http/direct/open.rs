//! Opens connections: look-up, TCP, a tunnel through the proxy, TLS.

use std::io::{self, Write};
use std::sync::Arc;

use rustls::ClientConfig;

use super::connection::Connection;
use super::dial::dial;
use super::failure::Error;
use super::flight::{Flight, Phase};
use super::head;
use super::host_port::{HostPort, Target};
use super::input::Input;
use super::proxy::HttpProxy;
use super::resolver::Names;
use super::socket::Socket;

/// Opens connections.
pub(super) struct Opener {
    pub(super) names: Arc<Names>,
    pub(super) proxy: Option<HttpProxy>,
    pub(super) tls: Arc<ClientConfig>,
}

impl Opener {
    /// Opens a connection to `origin`, which is the attempt's own.
    pub(super) fn open(&self, origin: &str, flight: &Flight) -> Result<Connection, Error> {
        let Target { place, is_secured } = Target::of(origin)?;
        let proxy = self.proxy.as_ref().filter(|proxy| proxy.serves(&place));
        let addresses = self.names.addresses(proxy.map_or(&place, |proxy| &proxy.address), flight)?;
        flight.reached(Phase::Connecting);
        let (own, stream) = dial(&addresses, flight).map_err(|error| unconnected(error, proxy))?;
        let mut socket = Socket::new(own, stream)?;
        socket.claim(flight.cancel());
        if let Some(proxy) = proxy {
            tunnel(&mut socket, &place, proxy, flight)?;
        }
        let connection = if is_secured {
            flight.reached(Phase::Securing);
            Connection::secured(origin, socket, &place.host, &self.tls, flight)?
        } else {
            Connection::plain(origin, socket)
        };
        flight.reached(Phase::Connected);
        Ok(connection)
    }
}

/// The error of a connect to a proxy, which names it. The endpoint is named where the call's message is made.
fn unconnected(error: Error, proxy: Option<&HttpProxy>) -> Error {
    match (error, proxy) {
        (Error::Io(io), Some(proxy)) => {
            Error::Io(io::Error::new(io.kind(), format!("no connection to the proxy {}: {io}", proxy.address)))
        }
        (error, _) => error,
    }
}

/// Lets the proxy connect to the target (RFC 9110, 9.3.6).
fn tunnel(socket: &mut Socket, target: &HostPort, proxy: &HttpProxy, flight: &Flight) -> Result<(), Error> {
    let mut stream = socket.within(flight);
    stream.write_all(&connect_request(target, proxy))?;
    let mut input = Input::new();
    // What passes between us and the proxy is not yet the request: the phase stays.
    let head = head::read(&mut stream, &mut input, || {}).map_err(|unreadable| match unreadable.error {
        Error::Io(io) if io.kind() == io::ErrorKind::UnexpectedEof => {
            failed(proxy, "closed the connection instead of opening a tunnel")
        }
        Error::Protocol(text) => failed(proxy, &format!("opened no tunnel: {text}")),
        other => other,
    })?;
    match head.status {
        200..300 if input.unused().is_empty() => Ok(()),
        200..300 => Err(failed(proxy, "sent something of its own into the tunnel")),
        407 if proxy.authorization.is_some() => {
            Err(refused(proxy, "refuses the user name and password for it (HTTP 407, proxy authentication)"))
        }
        407 => Err(refused(proxy, "asks for a user name and password (HTTP 407, proxy authentication)")),
        status @ 400..500 => Err(refused(proxy, &format!("opens no tunnel to {target}: HTTP {status}"))),
        status => Err(failed(proxy, &format!("opens no tunnel to {target}: HTTP {status}"))),
    }
}

fn connect_request(target: &HostPort, proxy: &HttpProxy) -> zeroize::Zeroizing<Vec<u8>> {
    let authorization = proxy.authorization.as_ref().map_or(&[][..], |value| value.as_slice());
    let room = 2 * target.host.len() + authorization.len() + 256;
    let mut request = zeroize::Zeroizing::new(Vec::with_capacity(room));
    let version = env!("CARGO_PKG_VERSION");
    // Writing into a vector never fails.
    let _ = write!(request, "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: mpsd/{version}\r\n");
    let _ = write!(request, "Proxy-Connection: Keep-Alive\r\n");
    if !authorization.is_empty() {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization);
        request.extend_from_slice(b"\r\n");
    }
    let _ = write!(request, "\r\n");
    request
}

/// What may be otherwise the next time.
fn failed(proxy: &HttpProxy, what: &str) -> Error {
    Error::ProxyFailed(format!("the proxy {} {what}", proxy.address))
}

/// What the proxy has decided.
fn refused(proxy: &HttpProxy, what: &str) -> Error {
    Error::ProxyRefused(format!("the proxy {} {what}", proxy.address))
}
