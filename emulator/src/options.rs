//! How an emulator is started: where it listens, and under which names it is reached.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::directory::SessionTemplate;
use crate::http::{Scheme, Site};
use crate::settings::Settings;
use crate::tls::Tls;

/// How an emulator is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The TCP port; 0 takes a free one.
    pub port: u16,
    /// What it does where the service leaves a choice.
    pub settings: Settings,
    /// The file that holds the state over a restart; without one it is in
    /// memory only. Settings that differ from their defaults win over those
    /// in the file.
    pub state_file: Option<PathBuf>,
    /// What it holds at its start, as TOML: `emulator/README.md` describes it.
    /// Settings above that differ from their defaults win over those in it. A
    /// state file that exists already wins over all of it.
    pub scenario: Option<String>,
    /// Session templates besides the built-in ones, or in their place.
    pub templates: Vec<SessionTemplate>,
    /// HTTPS instead of HTTP.
    pub tls: Option<Tls>,
    /// The address to listen on, by default 127.0.0.1. One that other
    /// machines reach needs [`allow_remote`](Self::allow_remote) as well.
    pub listen: Option<IpAddr>,
    /// Whether other machines may use it: everybody there can then be any
    /// user, read and change all there is, and use the control API.
    pub allow_remote: bool,
}

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
