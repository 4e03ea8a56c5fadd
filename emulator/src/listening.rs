//! The socket that an emulator listens on.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpSocket;

/// How many clients may wait to be accepted. With the usual 128, a burst of them makes the system drop one, who tries
/// again a second later.
pub(crate) const MAX_WAITING: u32 = 4096;

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
