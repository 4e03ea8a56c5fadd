//! By which names the emulator may be addressed, and by whose pages steered.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::header::{HOST, HeaderValue, ORIGIN};
use axum::http::request::Parts;

use crate::directory::Refusal;

/// The emulator as its clients see it.
#[derive(Debug, Default)]
pub(crate) struct Site {
    scheme: Scheme,
    /// Names besides loopback's, as a `Host` header has them.
    names: Vec<String>,
    /// Whether any IP address is a name of it: who asks by address has not
    /// been led here by a name that was rebound.
    any_address: bool,
}

/// How it is spoken to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    #[default]
    Http,
    Https,
}

impl Scheme {
    fn prefix(self) -> &'static str {
        match self {
            Self::Http => "http://",
            Self::Https => "https://",
        }
    }
}

impl Site {
    pub(crate) fn new(scheme: Scheme, names: &[String], any_address: bool) -> Self {
        let names = names.iter().map(|name| match name.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => name.clone(),
        });
        Self { scheme, names: names.collect(), any_address }
    }

    /// The root of what is served under this name.
    pub(crate) fn url(&self, host: &str) -> String {
        format!("{}{host}", self.scheme.prefix())
    }

    /// Refuses names that are not its own: a page whose name was rebound to
    /// this address must not get through.
    pub(crate) fn check_host(&self, parts: &Parts) -> Result<(), Refusal> {
        let headers = parts.headers.get_all(HOST).into_iter().map(|value| value.to_str().unwrap_or("?"));
        let authority = parts.uri.authority().map(|authority| authority.as_str());
        let mut named = headers.chain(authority).peekable();
        if named.peek().is_none() {
            return Err(Refusal::new(421, "the Host header is missing"));
        }
        match named.find(|host| !self.is_own(host)) {
            None => Ok(()),
            Some(host) => Err(Refusal::new(421, format!("Host \"{host}\" is not {}", self.own_names().join(", ")))),
        }
    }

    /// A page of another site must not steer the emulator; its own page may.
    pub(crate) fn check_origin(&self, parts: &Parts, host: &str) -> Result<(), Refusal> {
        let own = self.url(host);
        let is_own = |origin: &HeaderValue| origin.to_str().is_ok_and(|origin| origin.eq_ignore_ascii_case(&own));
        if !parts.headers.get_all(ORIGIN).iter().all(is_own) {
            return Err(Refusal::forbidden(format!("Origin: the control API is for pages of {own} only")));
        }
        // `none`: the user, who has typed the address.
        let trusted = |site: &HeaderValue| site == "same-origin" || site == "none";
        if !parts.headers.get_all("sec-fetch-site").iter().all(trusted) {
            return Err(Refusal::forbidden("Sec-Fetch-Site: the control API refuses requests of other sites"));
        }
        Ok(())
    }

    fn is_own(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else {
            return false;
        };
        let is_address = || name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
        self.own_names().iter().any(|own| own.eq_ignore_ascii_case(name)) || (self.any_address && is_address())
    }

    fn own_names(&self) -> Vec<&str> {
        let loopback = ["127.0.0.1", "localhost", "[::1]"].into_iter();
        loopback.chain(self.names.iter().map(String::as_str)).collect()
    }
}

/// The name in a `Host`; `None` when it is not one.
fn without_port(host: &str) -> Option<&str> {
    let end = host.find(']').map(|bracket| bracket + 1).or_else(|| host.find(':')).unwrap_or(host.len());
    let (name, port) = host.split_at(end);
    let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(digits)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secure() -> Site {
        Site::new(Scheme::Https, &["play.example".to_owned(), "fe80::1".to_owned()], false)
    }

    #[test]
    fn only_own_names_pass() {
        let plain = Site::default();
        for good in ["127.0.0.1", "localhost:80", "LocalHost", "[::1]:9", "127.0.0.1:"] {
            assert!(plain.is_own(good) && secure().is_own(good), "{good}");
        }
        for bad in ["", "evil.example", "localhost.evil.example", "127.0.0.1.x", "localhost:80x", "::1", "é", "]", ":"]
        {
            assert!(!plain.is_own(bad) && !secure().is_own(bad), "{bad}");
        }
        for named in ["play.example", "Play.Example:443", "[fe80::1]:443"] {
            assert!(secure().is_own(named) && !plain.is_own(named), "{named}");
        }
    }

    #[test]
    fn any_address_is_no_name() {
        let remote = Site::new(Scheme::Http, &[], true);
        for good in ["10.1.2.3:80", "[2001:db8::1]", "localhost"] {
            assert!(remote.is_own(good), "{good}");
        }
        for bad in ["evil.example", "10.1.2.3.evil.example", "[evil.example]", "2001:db8::1"] {
            assert!(!remote.is_own(bad), "{bad}");
        }
    }
}
