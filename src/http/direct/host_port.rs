//! Where a connection leads.

use std::fmt;
use std::io;

use ureq::http::Uri;

/// A host, without brackets where it is an IPv6 address, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostPort {
    pub(super) host: String,
    pub(super) port: u16,
}

/// What a URL says of the connection.
pub(super) struct Target {
    pub(super) place: HostPort,
    pub(super) is_secured: bool,
}

impl HostPort {
    pub(super) fn new(host: &str, port: u16) -> HostPort {
        HostPort { host: host.trim_start_matches('[').trim_end_matches(']').to_owned(), port }
    }
}

impl Target {
    /// Of a URL, or the part of one that names scheme, host and port.
    pub(super) fn of(url: &str) -> io::Result<Target> {
        let uri: Uri = url.parse().map_err(io::Error::other)?;
        let host = uri.host().ok_or_else(|| io::Error::other("the URL names no host"))?;
        let is_secured = uri.scheme_str() != Some("http");
        let port = uri.port_u16().unwrap_or(if is_secured { 443 } else { 80 });
        Ok(Target { place: HostPort::new(host, port), is_secured })
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HostPort { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}
