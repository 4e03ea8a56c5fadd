//! The proxy of a network, and which connections go through it.

use std::env;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};
use zeroize::{Zeroize, Zeroizing};

use super::host_port::HostPort;
use super::no_proxy::NoProxy;
use crate::error::Error;

/// Whether connections go through a proxy: an HTTP proxy that is asked with CONNECT, so that TLS is with the service.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// No proxy, whatever the environment says.
    #[default]
    None,
    /// What HTTPS_PROXY, else ALL_PROXY, names when the network is made, except for the hosts of NO_PROXY and for this
    /// machine.
    Environment,
    /// This one, for every connection: `http://[user:password@]host[:port]`.
    Url(String),
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Proxy::None => f.write_str("None"),
            Proxy::Environment => f.write_str("Environment"),
            // It may hold a password.
            Proxy::Url(_) => f.write_str("Url(***)"),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Proxy::Url(url) = self {
            url.zeroize();
        }
    }
}

impl Proxy {
    /// Reads it, and the environment where that names it.
    pub(super) fn read(&self) -> Result<Option<HttpProxy>, Error> {
        match self {
            Proxy::None => Ok(None),
            Proxy::Environment => from_variables(|name| env::var(name).ok()),
            Proxy::Url(url) => parse(url, "proxy", NoProxy::default()).map(Some),
        }
    }
}

/// A proxy that makes tunnels.
pub(super) struct HttpProxy {
    pub(super) address: HostPort,
    /// The value of Proxy-Authorization.
    pub(super) authorization: Option<Zeroizing<Vec<u8>>>,
    exceptions: NoProxy,
}

impl HttpProxy {
    /// Whether connections to this place go through it.
    pub(super) fn serves(&self, target: &HostPort) -> bool {
        !self.exceptions.holds(target)
    }
}

fn parse(url: &str, name: &str, exceptions: NoProxy) -> Result<HttpProxy, Error> {
    let refuse =
        || Error::argument(name, "must be a URL such as http://host:port, with http and nothing after the port");
    let scheme = if url.contains("://") { "" } else { "http://" };
    // What the URL is split into shares its bytes, which are wiped.
    let url = Bytes::from_owner(Zeroizing::new([scheme, url].concat()));
    let uri = Uri::from_maybe_shared(url).map_err(|_| refuse())?;
    if uri.scheme() != Some(&Scheme::HTTP) || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
        return Err(refuse());
    }
    let authority = uri.authority().map_or("", Authority::as_str);
    let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
    let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(refuse)?;
    let port = match place.strip_prefix(host) {
        Some("") => 80,
        Some(port) => port.strip_prefix(':').and_then(|port| port.parse().ok()).ok_or_else(refuse)?,
        None => return Err(refuse()),
    };
    Ok(HttpProxy { address: HostPort::new(host, port), authorization: user.map(basic), exceptions })
}

/// The credentials for `user`, a percent-encoded "name:password" (RFC 7617). Each buffer is as large as it gets.
fn basic(user: &str) -> Zeroizing<Vec<u8>> {
    const SCHEME: &[u8] = b"Basic ";
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut plain = Zeroizing::new(Vec::with_capacity(user.len() + 1));
    plain.extend(percent_decode_str(name));
    plain.push(b':');
    plain.extend(percent_decode_str(password));
    let mut value = Zeroizing::new(vec![0; SCHEME.len() + plain.len().div_ceil(3) * 4]);
    value[..SCHEME.len()].copy_from_slice(SCHEME);
    // It fails where there is no room.
    let _ = BASE64.encode_slice(&*plain, &mut value[SCHEME.len()..]);
    value
}

/// The proxy that the environment names, in the spelling of curl: either case, the lower one first.
fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Option<HttpProxy>, Error> {
    let set = |name: &str| {
        let text = variable(&name.to_lowercase()).or_else(|| variable(name)).filter(|text| !text.is_empty());
        text.map(Zeroizing::new)
    };
    let Some((name, url)) = ["HTTPS_PROXY", "ALL_PROXY"].iter().find_map(|name| Some((*name, set(name)?))) else {
        return Ok(None);
    };
    let exceptions = NoProxy::parse(&set("NO_PROXY").unwrap_or_default());
    parse(&url, name, exceptions).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_environment_names_a_proxy_and_its_exceptions() {
        let variables = [("https_proxy", "http://ann:s%40cret@proxy:3128"), ("NO_PROXY", "example.com")];
        let proxy = from_variables(environment(&variables)).unwrap().unwrap();
        assert_eq!(proxy.address, HostPort::new("proxy", 3128));
        assert_eq!(proxy.authorization.as_ref().map(|value| value.as_slice()), Some(&b"Basic YW5uOnNAY3JldA=="[..]));
        for (host, proxied) in [("a.example.com", false), ("localhost", false), ("sessiondirectory.xboxlive.com", true)]
        {
            assert_eq!(proxy.serves(&HostPort::new(host, 443)), proxied, "{host}");
        }
        // Who names a proxy himself means every connection.
        let own = Proxy::Url("http://[::1]:3128".to_owned()).read().unwrap().unwrap();
        assert!(own.serves(&HostPort::new("localhost", 443)) && own.authorization.is_none());
        assert_eq!(own.address.to_string(), "[::1]:3128");
    }

    #[test]
    fn without_a_variable_there_is_no_proxy_and_a_wrong_one_is_told() {
        assert!(from_variables(environment(&[("NO_PROXY", "*"), ("HTTPS_PROXY", "")])).unwrap().is_none());
        let all = [("ALL_PROXY", "proxy:1")];
        assert_eq!(from_variables(environment(&all)).unwrap().unwrap().address.port, 1);
        let error = from_variables(environment(&[("HTTPS_PROXY", "socks5://proxy:1")])).err().unwrap();
        assert!(error.message.starts_with("HTTPS_PROXY:"), "{}", error.message);
    }

    #[test]
    fn user_and_password_are_what_stands_before_the_last_at_sign() {
        for (url, plain) in [
            ("http://ann:secret@proxy", "ann:secret"),
            ("HTTP://ann:secret@proxy:80/", "ann:secret"),
            ("ann:s%3Acr%40t@proxy", "ann:s:cr@t"),
            ("http://ann:a:b@[::1]:1", "ann:a:b"),
            ("http://ann@proxy", "ann:"),
            ("http://:secret@proxy", ":secret"),
            ("http://%C3%A9%:@proxy", "\u{e9}%:"),
        ] {
            let proxy = parse(url, "proxy", NoProxy::default()).unwrap_or_else(|error| panic!("{url}: {error}"));
            let expected = format!("Basic {}", BASE64.encode(plain));
            assert_eq!(proxy.authorization.unwrap().as_slice(), expected.as_bytes(), "{url}");
        }
    }

    #[test]
    fn a_proxy_is_an_http_url_and_no_debug_output_shows_its_password() {
        for wrong in [
            "",
            "https://proxy:1",
            "socks5://proxy",
            "http://",
            "http://proxy:1/path",
            "http://pro xy",
            "http://proxy?x",
            "http://proxy:",
            "http://proxy:99999",
            "http://ann:secret@",
        ] {
            let error = Proxy::Url(wrong.to_owned()).read().err().unwrap();
            assert!(error.message.starts_with("proxy:"), "{wrong}: {}", error.message);
        }
        let proxy = Proxy::Url("http://ann:secret@proxy".to_owned());
        assert_eq!(proxy.read().unwrap().unwrap().address.port, 80);
        assert!(!format!("{proxy:?}").contains("secret"));
    }
}
