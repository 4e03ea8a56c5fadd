//! Where a connection leads.

use std::fmt;

use ureq::Error;
use ureq::http::Uri;

/// A host, without brackets where it is an IPv6 address, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostPort {
    pub(super) host: String,
    pub(super) port: u16,
}

impl HostPort {
    pub(super) fn new(host: &str, port: u16) -> HostPort {
        HostPort { host: host.trim_start_matches('[').trim_end_matches(']').to_owned(), port }
    }

    pub(super) fn of(uri: &Uri) -> Result<HostPort, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        Ok(HostPort::new(host, port))
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HostPort { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}
