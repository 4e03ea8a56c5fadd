//! Opens connections: look-up, TCP, a tunnel through the proxy, TLS.

use std::io::{self, Write};
use std::sync::{Arc, Weak};

use rustls::ClientConfig;
use ureq::Error;
use ureq::http::Uri;
use ureq::unversioned::transport::ShutdownHandle;

use super::connection::Connection;
use super::dial::dial;
use super::flight::{Flights, Phase};
use super::head;
use super::host_port::HostPort;
use super::proxy::HttpProxy;
use super::resolver::Names;
use super::stream::Stream;
use super::tcp::Tcp;

/// Opens connections.
#[derive(Clone)]
pub(super) struct Opener {
    pub(super) flights: Arc<Flights>,
    pub(super) names: Arc<Names>,
    pub(super) proxy: Option<Arc<HttpProxy>>,
    pub(super) tls: Arc<ClientConfig>,
}

impl Opener {
    /// Opens a connection for the current attempt; `register` is given the handle that ends its waits.
    pub(super) fn open(
        &self,
        uri: &Uri,
        register: impl FnOnce(Weak<dyn ShutdownHandle>) -> Result<(), Error>,
    ) -> Result<Connection, Error> {
        let flight = self.flights.current()?;
        let target = HostPort::of(uri)?;
        let proxy = self.proxy.as_deref().filter(|proxy| proxy.serves(&target));
        let addresses = self.names.addresses(proxy.map_or(&target, |proxy| &proxy.address), &flight)?;
        flight.reached(Phase::Connecting);
        let (own, socket) = dial(&addresses, &flight).map_err(|error| unconnected(error, proxy))?;
        let mut tcp = Tcp::new(own, socket, self.flights.clone())?;
        register(tcp.shutdown_handle())?;
        flight.claim(tcp.ownership());
        if let Some(proxy) = proxy {
            tunnel(&mut tcp, &target, proxy)?;
        }
        let stream = if uri.scheme_str() == Some("https") {
            flight.reached(Phase::Securing);
            Stream::secured(tcp, &target.host, &self.tls)?
        } else {
            Stream::Plain(tcp)
        };
        flight.reached(Phase::Connected);
        Ok(Connection::new(stream, self.flights.clone()))
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
fn tunnel(tcp: &mut Tcp, target: &HostPort, proxy: &HttpProxy) -> Result<(), Error> {
    tcp.write_all(&connect_request(target, proxy))?;
    // What passes between us and the proxy is not yet the request: the phase stays.
    let (head, rest) = head::read(tcp, || {}).map_err(|unreadable| match unreadable.error {
        Error::Io(io) if io.kind() == io::ErrorKind::UnexpectedEof => {
            failed(proxy, "closed the connection instead of opening a tunnel")
        }
        Error::Other(text) => failed(proxy, &format!("opened no tunnel: {text}")),
        other => other,
    })?;
    match head.status {
        200..300 if rest.is_empty() => Ok(()),
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
    Error::ConnectProxyFailed(format!("the proxy {} {what}", proxy.address))
}

/// What the proxy has decided.
fn refused(proxy: &HttpProxy, what: &str) -> Error {
    Error::Other(format!("the proxy {} {what}", proxy.address).into())
}
