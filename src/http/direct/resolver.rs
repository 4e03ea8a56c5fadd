//! Names to addresses: looked up by the system, on a thread that nobody has to wait for, and kept for a minute.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::failure::Error;
use super::flight::Flight;
use super::host_port::HostPort;
use crate::http::endpoint::literal;
use crate::panics;
use crate::threads;

const KEEP: Duration = Duration::from_secs(60);
/// The system's name services run on it, with plug-ins of others: what a thread has where nobody says how much.
const STACK_BYTES: usize = 2 << 20;

/// Looks a name up: from "host:port" to addresses. Called on a thread of its own, which it may block.
#[derive(Clone)]
pub struct LookUp(Arc<Ask>);

type Ask = dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync;

impl LookUp {
    /// Looks up with a function of yours.
    pub fn new(look_up: impl Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static) -> LookUp {
        LookUp(Arc::new(look_up))
    }
}

impl Default for LookUp {
    /// Asks the system.
    fn default() -> LookUp {
        LookUp::new(|name| Ok(name.to_socket_addrs()?.collect()))
    }
}

impl fmt::Debug for LookUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookUp")
    }
}

/// The names that were looked up, each at most once a minute.
pub(super) struct Names {
    ask: LookUp,
    known: Mutex<HashMap<String, Entry>>,
    changed: Condvar,
}

enum Entry {
    LookingUp,
    Found { addresses: Vec<SocketAddr>, at: Instant },
    Failed(String),
}

impl Names {
    pub(super) fn new(ask: LookUp) -> Names {
        Names { ask, known: Mutex::default(), changed: Condvar::new() }
    }

    /// All addresses of a host, in the order of the system's preference.
    pub(super) fn addresses(self: &Arc<Names>, place: &HostPort, flight: &Flight) -> Result<Vec<SocketAddr>, Error> {
        if let Some(address) = literal(&place.host) {
            Ok(vec![(address, place.port).into()])
        } else if place.host.eq_ignore_ascii_case("localhost") {
            Ok(vec![(Ipv4Addr::LOCALHOST, place.port).into()])
        } else {
            self.known_addresses(place, flight)
        }
    }

    fn known_addresses(self: &Arc<Names>, place: &HostPort, flight: &Flight) -> Result<Vec<SocketAddr>, Error> {
        let names = self.clone();
        let _interrupt = flight.cancel().on_cancel(move || {
            drop(names.known());
            names.changed.notify_all();
        });
        let key = place.to_string();
        let mut known = self.known();
        let mut asked = false;
        loop {
            match known.get(&key) {
                Some(Entry::Found { addresses, at }) if at.elapsed() < KEEP => return Ok(addresses.clone()),
                Some(Entry::Failed(reason)) if asked => {
                    return Err(Error::Io(io::Error::other(format!("{} could not be resolved: {reason}", place.host))));
                }
                Some(Entry::LookingUp) => {}
                _ => self.look_up(&mut known, &key)?,
            }
            asked = true;
            let left = flight.until().saturating_duration_since(Instant::now());
            if left.is_zero() || flight.cancel().is_cancelled() {
                return Err(Error::Late);
            }
            known = self.changed.wait_timeout(known, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Starts a look-up that holds nothing but this table.
    fn look_up(self: &Arc<Names>, known: &mut HashMap<String, Entry>, key: &str) -> Result<(), Error> {
        known.insert(key.to_owned(), Entry::LookingUp);
        let (names, name) = (self.clone(), key.to_owned());
        let thread = threads::start("mpsd-resolver", STACK_BYTES, move || {
            let asked = panics::caught(|| (names.ask.0)(&name)).unwrap_or_else(|text| Err(io::Error::other(text)));
            let entry = match asked {
                Ok(addresses) if addresses.is_empty() => Entry::Failed("it has no address".to_owned()),
                Ok(addresses) => Entry::Found { addresses, at: Instant::now() },
                Err(error) => Entry::Failed(error.to_string()),
            };
            names.known().insert(name, entry);
            names.changed.notify_all();
        });
        if let Err(error) = thread {
            known.insert(key.to_owned(), Entry::Failed(error.to_string()));
            return Err(Error::Io(io::Error::other(error)));
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Cancel, Limits};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    fn flight(limit: Duration, cancel: &Arc<Cancel>) -> Flight<'_> {
        let deadline = Instant::now() + limit;
        Flight::new(&Limits { connect_timeout: limit, request_timeout: limit, deadline }, deadline, cancel)
    }

    const LONG: Duration = Duration::from_secs(20);

    fn names(ask: fn(&str) -> io::Result<Vec<SocketAddr>>) -> Names {
        Names::new(LookUp::new(ask))
    }

    #[test]
    fn a_name_is_looked_up_once_for_many_calls() {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let names = Arc::new(names(|name| {
            assert_eq!(name, "example.com:443");
            ASKED.fetch_add(1, Ordering::SeqCst);
            Ok(vec![([127, 0, 0, 1], 443).into()])
        }));
        thread::scope(|scope| {
            for _ in 0..8 {
                let names = &names;
                scope.spawn(move || {
                    let cancel = Arc::default();
                    let flight = flight(LONG, &cancel);
                    assert_eq!(names.addresses(&HostPort::new("example.com", 443), &flight).unwrap().len(), 1);
                });
            }
        });
        thread::sleep(Duration::from_millis(50));
        names.addresses(&HostPort::new("example.com", 443), &flight(LONG, &Arc::default())).unwrap();
        assert_eq!(ASKED.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_failed_look_up_is_told_and_tried_again_by_the_next_call() {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let names = Arc::new(names(|_| match ASKED.fetch_add(1, Ordering::SeqCst) {
            0 => Err(io::Error::other("no such name")),
            1 => Ok(Vec::new()),
            _ => Ok(vec![([127, 0, 0, 1], 1).into()]),
        }));
        let cancel = Arc::default();
        let flight = flight(LONG, &cancel);
        let failure = |result: Result<_, Error>| result.unwrap_err().to_string();
        assert!(failure(names.addresses(&HostPort::new("a", 1), &flight)).contains("no such name"));
        assert!(failure(names.addresses(&HostPort::new("a", 1), &flight)).contains("no address"));
        assert_eq!(names.addresses(&HostPort::new("a", 1), &flight).unwrap().len(), 1);
    }

    #[test]
    fn nobody_waits_for_a_look_up_that_is_stuck_beyond_its_limit_or_a_cancel() {
        let names = Arc::new(names(|_| {
            thread::sleep(Duration::from_secs(3));
            Ok(Vec::new())
        }));
        let began = Instant::now();
        let late = names.addresses(&HostPort::new("stuck", 1), &flight(Duration::from_millis(20), &Arc::default()));
        assert!(matches!(late, Err(Error::Late)), "{late:?}");
        let cancel: Arc<Cancel> = Arc::default();
        let (canceller, waiting) = (cancel.clone(), names.clone());
        let thread =
            thread::spawn(move || waiting.addresses(&HostPort::new("stuck", 1), &flight(LONG, &cancel)).is_err());
        thread::sleep(Duration::from_millis(50));
        canceller.cancel();
        assert!(thread.join().unwrap());
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    }
}
