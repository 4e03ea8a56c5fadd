//! Names to addresses: looked up by the system, on a thread that nobody has to wait for, and kept for a minute.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use ureq::{Error, Timeout};

use super::flight::{Flight, Flights};
use crate::http::endpoint::literal;

const KEEP: Duration = Duration::from_secs(60);
const MOST_ADDRESSES: usize = 16;

pub(super) struct CachingResolver {
    flights: Arc<Flights>,
    names: Arc<Names>,
}

#[derive(Default)]
struct Names {
    known: Mutex<HashMap<String, Entry>>,
    changed: Condvar,
}

enum Entry {
    LookingUp,
    Found { addresses: Vec<SocketAddr>, at: Instant },
    Failed(String),
}

impl CachingResolver {
    pub(super) fn new(flights: Arc<Flights>) -> CachingResolver {
        CachingResolver { flights, names: Arc::default() }
    }
}

impl Resolver for CachingResolver {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        let mut result = self.empty();
        if let Some(address) = literal(host) {
            result.push((address, port).into());
        } else if host.eq_ignore_ascii_case("localhost") {
            result.push((IpAddr::V4(Ipv4Addr::LOCALHOST), port).into());
        } else {
            let flight = self.flights.current()?;
            for address in self.names.addresses(host, port, &flight)?.into_iter().take(MOST_ADDRESSES) {
                result.push(address);
            }
        }
        Ok(result)
    }
}

impl fmt::Debug for CachingResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachingResolver").finish_non_exhaustive()
    }
}

impl Names {
    fn addresses(self: &Arc<Names>, host: &str, port: u16, flight: &Flight) -> Result<Vec<SocketAddr>, Error> {
        let names = self.clone();
        let _interrupt = flight.cancel().on_cancel(move || {
            drop(names.known());
            names.changed.notify_all();
        });
        let key = format!("{host}:{port}");
        let mut known = self.known();
        let mut asked = false;
        loop {
            match known.get(&key) {
                Some(Entry::Found { addresses, at }) if at.elapsed() < KEEP => return Ok(addresses.clone()),
                Some(Entry::Failed(reason)) if asked => {
                    return Err(Error::Io(io::Error::other(format!("{host} could not be resolved: {reason}"))));
                }
                Some(Entry::LookingUp) => {}
                _ => self.look_up(&mut known, &key)?,
            }
            asked = true;
            let left = flight.until().saturating_duration_since(Instant::now());
            if left.is_zero() || flight.cancel().is_cancelled() {
                return Err(Error::Timeout(Timeout::Resolve));
            }
            known = self.changed.wait_timeout(known, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Starts a look-up that holds nothing but this table.
    fn look_up(self: &Arc<Names>, known: &mut HashMap<String, Entry>, key: &str) -> Result<(), Error> {
        known.insert(key.to_owned(), Entry::LookingUp);
        let (names, name) = (self.clone(), key.to_owned());
        let thread = thread::Builder::new().name("mpsd-resolver".into()).spawn(move || {
            let entry = match name.to_socket_addrs() {
                Ok(addresses) if addresses.len() > 0 => {
                    Entry::Found { addresses: addresses.collect(), at: Instant::now() }
                }
                Ok(_) => Entry::Failed("it has no address".to_owned()),
                Err(error) => Entry::Failed(error.to_string()),
            };
            names.known().insert(name, entry);
            names.changed.notify_all();
        });
        if let Err(error) = thread {
            known.insert(key.to_owned(), Entry::Failed(error.to_string()));
            return Err(Error::Io(error));
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
