//! The transport over ureq: keep-alive connections, one write a request, bounded in time and size.
//!
//! ureq speaks HTTP and keeps the connections. Its own timeouts are not used: any that covers the name look-up would cost
//! a thread per call. Instead the attempt that a thread is making (`flight`) bounds the look-up (`resolver`), the
//! connection (`open`, `dial`) and every read and write (`tcp`), and tells afterwards how far it came (`failure`).

mod buffers;
mod chunks;
mod connection;
mod dial;
mod failure;
mod flight;
mod head;
mod host_port;
#[cfg(feature = "memory-hooks")]
mod lasting;
mod no_proxy;
mod open;
mod proxy;
mod ready;
mod resolver;
mod slots;
mod stream;
mod tcp;
mod trust;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ureq::config::Config;
use ureq::http::{self, HeaderValue, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use ureq::{Agent, AsSendBody, Body};

use self::flight::{Flight, Flights};
use self::open::Opener;
pub use self::proxy::Proxy;
use self::ready::{ReadyConnections, ReadyConnector};
pub use self::resolver::LookUp;
use self::resolver::Names;
use self::slots::Slots;
pub use self::trust::Trust;
use super::trace::{Timings, Trace};
use super::{Cancel, Failure, FailureKind, Limits, Response, Transport, WireRequest};
use crate::auth::Secret;
use crate::error::{Delivery, Error};
use crate::process::Origin;

/// Below the idle time after which the service and usual proxies close.
const IDLE_AGE: Duration = Duration::from_secs(55);

/// What the transport is made of.
#[derive(Clone, Debug)]
pub struct UreqOptions {
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

impl Default for UreqOptions {
    fn default() -> UreqOptions {
        UreqOptions {
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

/// The connections that are kept.
struct Pool {
    agent: Agent,
    ready: Arc<ReadyConnections>,
}

/// Sends requests over pooled HTTP/1.1 connections.
pub struct UreqTransport {
    pool: RwLock<Arc<Pool>>,
    make_pool: Box<dyn Fn() -> Pool + Send + Sync>,
    flights: Arc<Flights>,
    slots: Arc<Slots>,
    max_answer_bytes: usize,
    trace: Option<Arc<Trace>>,
    origin: Origin,
}

impl UreqTransport {
    /// Makes the transport; nothing is connected.
    pub fn new(options: &UreqOptions) -> Result<UreqTransport, Error> {
        #[cfg(feature = "memory-hooks")]
        lasting::make();
        let flights = Arc::new(Flights::default());
        let idle = options.max_connections as usize;
        let tls = trust::client_config(options.trust, options.root_certificates_pem.as_deref())?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Whoever opens a connection knows of it.
            .proxy(None)
            .max_idle_connections(idle)
            .max_idle_connections_per_host(idle)
            .max_idle_age(IDLE_AGE)
            .build();
        let proxy = options.proxy.read()?.map(Arc::new);
        let (own, look_up) = (flights.clone(), options.look_up.clone());
        let make_pool = Box::new(move || {
            let names = Arc::new(Names::new(look_up.clone()));
            let opener = Opener { flights: own.clone(), names, proxy: proxy.clone(), tls: tls.clone() };
            let ready = Arc::new(ReadyConnections::new(opener, idle));
            Pool { agent: Agent::with_parts(config.clone(), ReadyConnector(ready.clone()), Unasked), ready }
        });
        let slots = Arc::new(Slots::new(options.max_connections));
        let pool = RwLock::new(Arc::new(make_pool()));
        Ok(UreqTransport {
            pool,
            make_pool,
            flights,
            slots,
            max_answer_bytes: options.max_answer_bytes,
            trace: options.trace.clone(),
            origin: Origin::default(),
        })
    }

    fn pool(&self) -> Arc<Pool> {
        self.pool.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn exchange(&self, request: &WireRequest, flight: &Flight) -> Result<Response, ureq::Error> {
        let builder = http_request(request);
        if request.body.is_empty() {
            self.run(builder.body(())?, flight)
        } else {
            self.run(builder.body(request.body.as_slice())?, flight)
        }
    }

    fn run(&self, request: http::Request<impl AsSendBody>, flight: &Flight) -> Result<Response, ureq::Error> {
        let mut answer = self.pool().agent.run(request)?;
        let body = self.read(answer.body_mut())?;
        // ureq knows only those headers that say where the body ends.
        let (status, headers) = flight.take_answer().ok_or(ureq::Error::ConnectionFailed)?;
        Ok(Response { status, headers, body })
    }

    fn read(&self, body: &mut Body) -> Result<Vec<u8>, ureq::Error> {
        let most = self.max_answer_bytes as u64;
        // ureq refuses what reaches its limit.
        body.with_config().limit(most + 1).read_to_vec().map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => ureq::Error::BodyExceedsLimit(most),
            other => other,
        })
    }
}

impl UreqTransport {
    /// Makes an attempt once a connection may be used, unless it is over before. The timings are those of an attempt that
    /// got so far.
    fn attempt<T>(
        &self,
        limits: &Limits,
        cancel: &Arc<Cancel>,
        make: impl FnOnce(&Flight) -> Result<T, ureq::Error>,
    ) -> (Result<T, Failure>, Option<Timings>) {
        let unsent = |kind, text: &str| (Err(Failure::new(kind, Delivery::NotSent, text)), None);
        if let Err(error) = self.origin.check() {
            return unsent(FailureKind::Forked, &error.message);
        }
        let began = Instant::now();
        let until = limits.until(began);
        let _slot = match self.slots.take(until, cancel) {
            Ok(slot) => slot,
            Err(failure) => return (Err(failure), None),
        };
        if cancel.is_cancelled() {
            return unsent(FailureKind::Interrupted, "cancelled before it was sent");
        }
        let started = Instant::now();
        if started >= until {
            return unsent(FailureKind::Timeout, "the deadline passed before it was sent");
        }
        let flight = self.flights.start(limits.connect_timeout, until, cancel);
        let made = make(&flight).map_err(|error| failure::classify(&error, &flight));
        (made, Some(flight.timings(began, started)))
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: &WireRequest, limits: &Limits, cancel: &Arc<Cancel>) -> Result<Response, Failure> {
        let recording = self.trace.as_ref().map(Trace::begin);
        let (outcome, timings) = self.attempt(limits, cancel, |flight| self.exchange(request, flight));
        if let Some(recording) = recording {
            recording.end(request, &outcome, timings);
        }
        outcome
    }

    fn ready(&self, url: &str) -> usize {
        url.parse().map_or(0, |uri| self.pool().ready.count(&uri))
    }

    fn disconnect(&self) {
        let fresh = Arc::new((self.make_pool)());
        let mut pool = self.pool.write().unwrap_or_else(PoisonError::into_inner);
        let former = std::mem::replace(&mut *pool, fresh);
        drop(pool);
        former.agent.clone().shutdown();
    }

    fn make_ready(&self, url: &str, limits: &Limits, cancel: &Arc<Cancel>) -> Result<(), Failure> {
        self.attempt(limits, cancel, |_| self.pool().ready.open(&url.parse().map_err(http::Error::from)?)).0
    }
}

impl Drop for UreqTransport {
    fn drop(&mut self) {
        self.pool().agent.clone().shutdown();
    }
}

fn http_request(request: &WireRequest) -> http::request::Builder {
    let mut builder = http::Request::builder().method(request.method.as_str()).uri(&request.url);
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    for (name, secret) in request.authorization.get().into_iter().flat_map(|authorization| authorization.headers()) {
        if let Some(value) = sensitive(secret) {
            builder = builder.header(name, value);
        }
    }
    builder
}

/// A header value that no Debug output shows. It is no copy: the secret's bytes are wiped with their last owner.
fn sensitive(secret: &Secret) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(secret.clone())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// ureq resolves names before it looks for a connection that is kept; here, who opens one does that.
#[derive(Debug)]
struct Unasked;

impl Resolver for Unasked {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}
