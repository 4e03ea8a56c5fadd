//! Where an emulator listens, and under which names it is reached.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpSocket;

use crate::http::{Scheme, Site};
use crate::server::Options;
use crate::tls::Tls;

impl Options {
    /// Where to listen: beyond this machine only if both options say so.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        let address = self.listen.unwrap_or(Ipv4Addr::LOCALHOST.into());
        let wrong = match (address.is_loopback(), self.allow_remote) {
            (false, false) => format!(
                "listening on {address} would let other machines use this emulator, which trusts everybody; \
                 to allow that, add --allow-remote (Options::allow_remote)"
            ),
            (true, true) => format!(
                "{address} is not reached by other machines; \
                 --allow-remote (Options::allow_remote) goes with --listen ADDR (Options::listen)"
            ),
            _ => return Ok(SocketAddr::new(address, self.port)),
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, wrong))
    }

    /// The names under which it is reached, besides loopback's.
    pub(crate) fn names(&self) -> Vec<String> {
        let address = self.listen.filter(|address| !address.is_unspecified()).map(|address| address.to_string());
        let tls = self.tls.iter().flat_map(Tls::names);
        tls.chain(address).collect()
    }

    pub(crate) fn site(&self) -> Site {
        let scheme = if self.tls.is_some() { Scheme::Https } else { Scheme::Http };
        Site::new(scheme, &self.names(), self.allow_remote)
    }
}

/// How many clients may wait to be accepted. With the usual 128, a burst of them makes the system drop one, who tries
/// again a second later.
pub(crate) const MOST_WAITING: u32 = 4096;

/// A socket that has the address, and does not listen yet.
pub(crate) fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // The port of a former emulator is free at once; elsewhere the option would share the port of a running one.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address).map_err(|error| in_use(address, error))?;
    Ok(socket)
}

/// Names the port that somebody else has.
pub(crate) fn in_use(address: SocketAddr, error: io::Error) -> io::Error {
    if error.kind() != io::ErrorKind::AddrInUse {
        return io::Error::new(error.kind(), format!("listening on {address}: {error}"));
    }
    let port = address.port();
    io::Error::new(
        error.kind(),
        format!("port {port} of {} is in use by another program; port 0 takes a free one", address.ip()),
    )
}

/// Where a client on this machine finds what listens at `address`.
pub(crate) fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
