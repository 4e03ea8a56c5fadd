//! What ureq keeps for ever: a text that the first request makes. It is made here by a request that goes nowhere, so that it
//! does not come from an engine's memory hooks.

use std::sync::Once;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{NextTimeout, TcpConnector};
use ureq::{Agent, Error};

use crate::memory;

/// To be called before the first request.
pub(super) fn make() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| memory::make_lasting(go_nowhere));
}

fn go_nowhere() {
    let config = Agent::config_builder().proxy(None).build();
    let agent = Agent::with_parts(config, TcpConnector::default(), Nowhere);
    let _ = agent.get("http://nowhere.invalid/").call();
}

/// Knows no name, and asks nobody.
#[derive(Debug)]
struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Err(Error::HostNotFound)
    }
}
