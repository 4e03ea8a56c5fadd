//! The transport of the library's own: connections that are kept, one write a request, bounded in time and size.
//!
//! An attempt (`flight`) takes a connection from the `pool`, or opens one (`open`: `resolver`, `dial`, `proxy`, TLS), and
//! exchanges a request for an answer over it (`connection`: `outgoing`, `head`, `body`). It bounds every wait among them
//! (`socket`), and tells afterwards how far it came (`failure`).

mod body;
mod connection;
mod dial;
mod failure;
mod flight;
mod head;
mod host_port;
mod input;
mod no_proxy;
mod open;
mod outgoing;
#[cfg(test)]
mod pieces;
mod pool;
mod proxy;
mod resolver;
mod socket;
mod trust;

use std::sync::Arc;
use std::time::{Duration, Instant};

use self::connection::Connection;
use self::flight::Flight;
use self::open::Opener;
use self::pool::{Lease, Pool};
pub use self::proxy::Proxy;
pub use self::resolver::LookUp;
use self::resolver::Names;
pub use self::trust::Trust;
use super::trace::{Timings, Trace};
use super::{Cancel, Failure, FailureKind, Limits, Repeat, Response, Transport, WireRequest};
use crate::error::{Delivery, Error};
use crate::process::Origin;

/// How long a connection is taken for open that has just brought an answer. Only a request that may be repeated relies on
/// it: if the server has closed the connection, the next attempt follows at once.
const JUST_USED: Duration = Duration::from_millis(10);

/// What the transport is made of.
#[derive(Clone, Debug)]
pub struct DirectOptions {
    /// Connections in use at a time.
    pub max_connections: u32,
    /// Larger answers are refused.
    pub max_answer_bytes: usize,
    /// The proxy, if any.
    pub proxy: Proxy,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// Root certificates (PEM) of one's own, believed besides.
    pub root_certificates_pem: Option<String>,
    /// Who looks names up.
    pub look_up: LookUp,
    /// Where the attempts are recorded.
    pub trace: Option<Arc<Trace>>,
}

impl Default for DirectOptions {
    fn default() -> DirectOptions {
        DirectOptions {
            max_connections: 16,
            max_answer_bytes: 4 << 20,
            proxy: Proxy::default(),
            trust: Trust::default(),
            root_certificates_pem: None,
            look_up: LookUp::default(),
            trace: None,
        }
    }
}

/// Sends requests over HTTP/1.1 connections of its own.
pub struct DirectTransport {
    pool: Arc<Pool>,
    opener: Opener,
    max_answer_bytes: usize,
    trace: Option<Arc<Trace>>,
    origin: Origin,
}

impl DirectTransport {
    /// Makes the transport; nothing is connected.
    pub fn new(options: &DirectOptions) -> Result<DirectTransport, Error> {
        let opener = Opener {
            names: Arc::new(Names::new(options.look_up.clone())),
            proxy: options.proxy.read()?,
            tls: trust::client_config(options.trust, options.root_certificates_pem.as_deref())?,
        };
        Ok(DirectTransport {
            pool: Pool::new(options.max_connections),
            opener,
            max_answer_bytes: options.max_answer_bytes,
            trace: options.trace.clone(),
            origin: Origin::default(),
        })
    }

    /// Makes an attempt once a connection may be used, unless it is over before. The timings are those of an attempt that
    /// got so far.
    fn attempt<T>(
        &self,
        limits: &Limits,
        cancel: &Arc<Cancel>,
        make: impl FnOnce(&Lease, &Flight) -> Result<T, failure::Error>,
    ) -> (Result<T, Failure>, Option<Timings>) {
        let unsent = |kind, text: &str| (Err(Failure::new(kind, Delivery::NotSent, text)), None);
        if let Err(error) = self.origin.check() {
            return unsent(FailureKind::Forked, &error.message);
        }
        let began = Instant::now();
        let until = limits.until(began);
        let lease = match self.pool.lease(until, cancel) {
            Ok(lease) => lease,
            Err(failure) => return (Err(failure), None),
        };
        if cancel.is_cancelled() {
            return unsent(FailureKind::Interrupted, "cancelled before it was sent");
        }
        let started = Instant::now();
        if started >= until {
            return unsent(FailureKind::Timeout, "the deadline passed before it was sent");
        }
        let flight = Flight::new(limits, until, cancel);
        let made = make(&lease, &flight).map_err(|error| failure::classify(&error, &flight));
        (made, Some(flight.timings(began, started)))
    }

    fn exchange(&self, request: &WireRequest, lease: &Lease, flight: &Flight) -> Result<Response, failure::Error> {
        let mut connection = match kept(request, lease, flight) {
            Some(connection) => connection,
            None => self.opener.open(request.origin(), flight)?,
        };
        let (answer, goes_on) = connection.exchange(request, flight, self.max_answer_bytes)?;
        if goes_on {
            keep(connection, lease, flight);
        }
        Ok(answer)
    }
}

/// A connection that is kept and seems to be open.
fn kept(request: &WireRequest, lease: &Lease, flight: &Flight) -> Option<Connection> {
    while let Some((mut connection, since)) = lease.take(request.origin()) {
        connection.claim(flight.cancel());
        let seems_open = request.repeat() == Repeat::Always && since.elapsed() < JUST_USED;
        if seems_open || connection.is_idle() {
            flight.uses_kept_connection();
            return Some(connection);
        }
    }
    None
}

/// Keeps a connection, unless a cancel may have shut it down.
fn keep(mut connection: Connection, lease: &Lease, flight: &Flight) {
    connection.release();
    if !flight.cancel().is_cancelled() {
        lease.keep(connection);
    }
}

impl Transport for DirectTransport {
    fn send(&self, request: &WireRequest, limits: &Limits, cancel: &Arc<Cancel>) -> Result<Response, Failure> {
        let recording = self.trace.as_ref().map(Trace::begin);
        let (outcome, timings) = self.attempt(limits, cancel, |lease, flight| self.exchange(request, lease, flight));
        if let Some(recording) = recording {
            recording.end(request, &outcome, timings);
        }
        outcome
    }

    fn disconnect(&self) {
        self.pool.clear();
    }

    fn ready(&self, origin: &str) -> usize {
        self.pool.count(origin)
    }

    fn make_ready(&self, origin: &str, limits: &Limits, cancel: &Arc<Cancel>) -> Result<(), Failure> {
        let open = |lease: &Lease, flight: &Flight| {
            keep(self.opener.open(origin, flight)?, lease, flight);
            Ok(())
        };
        self.attempt(limits, cancel, open).0
    }
}
