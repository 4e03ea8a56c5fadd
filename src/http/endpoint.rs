//! Where the service is.

use std::net::IpAddr;
use std::sync::Arc;

use ureq::http::Uri;

use crate::error::Error;

/// Scheme and authority of the service, checked: https, or http to a loopback address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint(Arc<str>);

impl Endpoint {
    /// The live service.
    pub const LIVE: &str = "https://sessiondirectory.xboxlive.com";

    /// Checks an endpoint such as `https://host` or `http://127.0.0.1:8080`.
    pub fn new(text: &str) -> Result<Endpoint, Error> {
        let refuse = |rule: &str| Error::argument("endpoint", rule);
        let uri: Uri = text.parse().map_err(|_| refuse("is no URL such as https://host:port"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(refuse("must begin with https:// and name a host"));
        };
        if authority.as_str().contains('@') {
            return Err(refuse("must not hold a user name"));
        }
        if authority.host().is_empty() {
            return Err(refuse("must name a host"));
        }
        let port = authority.as_str()[authority.host().len()..].strip_prefix(':');
        if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
            return Err(refuse("must have a port of 1 to 65535, or none"));
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || text.contains('#') {
            return Err(refuse("must end after the host and port"));
        }
        match scheme {
            "https" => {}
            "http" if is_loopback(authority.host()) => {}
            "http" => return Err(refuse("must use https, except to localhost or a loopback address")),
            _ => return Err(refuse("must begin with https://")),
        }
        Ok(Endpoint(format!("{scheme}://{authority}").into()))
    }

    /// Host and port, such as `sessiondirectory.xboxlive.com:443`.
    pub(crate) fn address(&self) -> String {
        let (scheme, authority) = self.0.split_once("://").unwrap_or(("", &self.0));
        let names_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
        match scheme {
            _ if names_port => authority.to_owned(),
            "http" => format!("{authority}:80"),
            _ => format!("{authority}:443"),
        }
    }

    /// Whether it is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let address = self.address();
        is_loopback(address.rsplit_once(':').map_or("", |(host, _)| host))
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.0
    }
}

/// Whether a host of a URL is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || literal(host).is_some_and(|address| address.is_loopback())
}

/// The address that a host of a URL spells out, if it is no name.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_to_loopback_are_endpoints() {
        for (text, origin) in [
            ("https://sessiondirectory.xboxlive.com", "https://sessiondirectory.xboxlive.com"),
            ("https://example.com:8443/", "https://example.com:8443"),
            ("http://127.0.0.1:80", "http://127.0.0.1:80"),
            ("http://127.9.9.9:80", "http://127.9.9.9:80"),
            ("http://[::1]:1", "http://[::1]:1"),
            ("http://LocalHost:1", "http://LocalHost:1"),
        ] {
            assert_eq!(Endpoint::new(text).unwrap().origin(), origin);
        }
    }

    #[test]
    fn an_address_names_host_and_port() {
        for (text, address, is_loopback) in [
            ("https://sessiondirectory.xboxlive.com", "sessiondirectory.xboxlive.com:443", false),
            ("https://example.com:8443/", "example.com:8443", false),
            ("https://[2001:db8::1]", "[2001:db8::1]:443", false),
            ("https://127.0.0.1", "127.0.0.1:443", true),
            ("http://localhost", "localhost:80", true),
            ("http://127.9.9.9:8080", "127.9.9.9:8080", true),
            ("http://[::1]", "[::1]:80", true),
            ("http://[::1]:81", "[::1]:81", true),
        ] {
            let endpoint = Endpoint::new(text).unwrap();
            assert_eq!((endpoint.address().as_str(), endpoint.is_loopback()), (address, is_loopback));
        }
    }

    #[test]
    fn everything_else_is_refused_with_the_rule() {
        for (text, rule) in [
            ("", "is no URL"),
            ("sessiondirectory.xboxlive.com", "must begin with https://"),
            ("http://example.com", "must use https"),
            ("http://127.0.0.1.example.com", "must use https"),
            ("http://0.0.0.0:1", "must use https"),
            ("http://10.0.0.1", "must use https"),
            ("ftp://127.0.0.1", "must begin with https"),
            ("https://user@example.com", "user name"),
            ("https://example.com/path", "must end after"),
            ("https://example.com?query", "must end after"),
            ("https://example.com#fragment", "must end after"),
            ("https://example.com:99999", "port of 1 to 65535"),
            ("https://example.com:0", "port of 1 to 65535"),
            ("https://example.com:", "port of 1 to 65535"),
            ("https://example.com:port", "port of 1 to 65535"),
            ("https://exa mple.com", "is no URL"),
            ("https://example.com\r\nX: y", "is no URL"),
        ] {
            let error = Endpoint::new(text).unwrap_err();
            assert!(error.message.contains(rule), "{text}: {}", error.message);
            assert!(error.message.starts_with("endpoint:"));
        }
    }
}
