//! Connections through a proxy.

use std::env;
use std::fmt;
use std::sync::Arc;

use ureq::unversioned::transport::{ConnectProxyConnector, ConnectionDetails, Connector, Either, Transport};
use ureq::{Error as UreqError, Proxy as UreqProxy, ProxyProtocol};

use super::flight::{Flights, Phase};
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

impl Proxy {
    /// As ureq wants it.
    pub(super) fn to_ureq(&self) -> Result<Option<UreqProxy>, Error> {
        match self {
            Proxy::None => Ok(None),
            Proxy::Environment => from_variables(|name| env::var(name).ok()),
            Proxy::Url(url) => parse(url, "proxy").map(Some),
        }
    }
}

fn parse(url: &str, name: &str) -> Result<UreqProxy, Error> {
    let refuse =
        || Error::argument(name, "must be a URL such as http://host:port, with http and nothing after the port");
    let proxy = UreqProxy::new(url).map_err(|_| refuse())?;
    let uri = proxy.uri();
    let plain = proxy.protocol() == ProxyProtocol::Http && !proxy.host().is_empty();
    if plain && matches!(uri.path(), "" | "/") && uri.query().is_none() { Ok(proxy) } else { Err(refuse()) }
}

/// The proxy that the environment names, in the spelling of curl: either case, the lower one first.
fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Option<UreqProxy>, Error> {
    let set = |name: &str| variable(&name.to_lowercase()).or_else(|| variable(name)).filter(|text| !text.is_empty());
    let named = ["HTTPS_PROXY", "ALL_PROXY"].iter().find_map(|name| Some((*name, set(name)?)));
    let Some((name, url)) = named else { return Ok(None) };
    let proxy = parse(&url, name)?;
    let mut builder = UreqProxy::builder(ProxyProtocol::Http).host(proxy.host()).port(proxy.port());
    if let Some(user) = proxy.username() {
        builder = builder.username(user);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    for host in ["localhost", "127.*", "[::1]"] {
        builder = builder.no_proxy(host);
    }
    for host in set("NO_PROXY").unwrap_or_default().split(',').map(str::trim).filter(|host| !host.is_empty()) {
        // A name stands for its subdomains, too.
        let bare = host.trim_start_matches('.');
        builder = if host.contains('*') {
            builder.no_proxy(host)
        } else {
            builder.no_proxy(bare).no_proxy(&format!(".{bare}"))
        };
    }
    builder.build().map(Some).map_err(|_| Error::argument(name, "must be a URL such as http://host:port"))
}

/// Opens tunnels through the proxy, where one is to be used.
#[derive(Debug)]
pub(super) struct ProxyConnector {
    flights: Arc<Flights>,
    connect: ConnectProxyConnector,
}

impl ProxyConnector {
    pub(super) fn new(flights: Arc<Flights>) -> ProxyConnector {
        ProxyConnector { flights, connect: ConnectProxyConnector::default() }
    }
}

impl Connector<()> for ProxyConnector {
    type Out = Either<(), Box<dyn Transport>>;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Self::Out>, UreqError> {
        if details.config.proxy().is_none() {
            return Ok(None);
        }
        let flight = self.flights.current()?;
        flight.reached(Phase::Connecting);
        // What passes between us and the proxy is not yet the request.
        flight.hold_phase(true);
        let tunnel = self.connect.connect(details, None);
        flight.hold_phase(false);
        tunnel
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_environment_names_a_proxy_and_its_exceptions() {
        let variables = [("https_proxy", "http://ann:secret@proxy:3128"), ("NO_PROXY", "example.com, .internal,10.*")];
        let proxy = from_variables(environment(&variables)).unwrap().unwrap();
        assert_eq!((proxy.host(), proxy.port()), ("ann:secret@proxy".rsplit('@').next().unwrap(), 3128));
        assert_eq!((proxy.username(), proxy.password()), (Some("ann"), Some("secret")));
        for direct in
            ["example.com", "a.example.com", "x.internal", "internal", "10.1.2.3", "localhost", "127.0.0.1", "[::1]"]
        {
            assert!(proxy.is_no_proxy(&format!("https://{direct}/x").parse().unwrap()), "{direct}");
        }
        for proxied in ["sessiondirectory.xboxlive.com", "notexample.com", "1.10.2.3"] {
            assert!(!proxy.is_no_proxy(&format!("https://{proxied}/x").parse().unwrap()), "{proxied}");
        }
    }

    #[test]
    fn without_a_variable_there_is_no_proxy_and_a_wrong_one_is_told() {
        assert!(from_variables(environment(&[("NO_PROXY", "*"), ("HTTPS_PROXY", "")])).unwrap().is_none());
        let all = [("ALL_PROXY", "proxy:1")];
        assert_eq!(from_variables(environment(&all)).unwrap().unwrap().port(), 1);
        let error = from_variables(environment(&[("HTTPS_PROXY", "socks5://proxy:1")])).unwrap_err();
        assert!(error.message.starts_with("HTTPS_PROXY:"), "{}", error.message);
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
        ] {
            let error = Proxy::Url(wrong.to_owned()).to_ureq().unwrap_err();
            assert!(error.message.starts_with("proxy:"), "{wrong}: {}", error.message);
        }
        let proxy = Proxy::Url("http://ann:secret@proxy".to_owned());
        assert_eq!(proxy.to_ureq().unwrap().unwrap().port(), 80);
        assert!(!format!("{proxy:?}").contains("secret"));
    }
}
