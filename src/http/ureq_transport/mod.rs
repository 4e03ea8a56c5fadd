//! The transport over ureq: keep-alive connections, one write a request, bounded in time and size.
//!
//! ureq's own timeouts are not used: any that covers the name look-up would cost a thread per call. Instead the attempt
//! that a thread is making (`flight`) bounds the look-up (`resolver`), the connection and every read and write
//! (`connector`), and tells afterwards how far it came (`failure`).

mod connector;
mod failure;
mod flight;
mod resolver;
mod slots;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use ureq::http::{self, HeaderName, HeaderValue};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::{Connector, RustlsConnector};
use ureq::{Agent, AsSendBody, Body};

use self::connector::{OneWriteConnector, TrackedTcp};
use self::flight::Flights;
use self::resolver::CachingResolver;
use self::slots::Slots;
use super::{Cancel, Failure, FailureKind, Limits, Response, Transport, WireRequest};
use crate::auth::MOST_TOKEN_BYTES;
use crate::error::{Delivery, Error};

/// Most answers fit; ureq's own default is 128 KB per connection and direction.
const INPUT_BYTES: usize = 8 * 1024;
/// ureq needs each header line to fit; the longest is that of a token.
const OUTPUT_BYTES: usize = MOST_TOKEN_BYTES + 1024;
const MAX_HEADER_BYTES: usize = 8 * 1024;
/// Below the idle time after which the service and usual proxies close.
const IDLE_AGE: Duration = Duration::from_secs(55);

/// What the transport is made of.
#[derive(Clone, Debug)]
pub struct UreqOptions {
    /// Connections in use at a time.
    pub max_connections: u32,
    /// Root certificates (PEM) trusted instead of the bundled ones.
    pub root_certificates_pem: Option<String>,
}

/// Sends requests over pooled HTTP/1.1 connections.
pub struct UreqTransport {
    agent: RwLock<Agent>,
    make_agent: Box<dyn Fn() -> Agent + Send + Sync>,
    flights: Arc<Flights>,
    slots: Arc<Slots>,
}

impl UreqTransport {
    /// Makes the transport; nothing is connected.
    pub fn new(options: &UreqOptions) -> Result<UreqTransport, Error> {
        let flights = Arc::new(Flights::default());
        let idle = options.max_connections as usize;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .tls_config(tls_config(options.root_certificates_pem.as_deref())?)
            .input_buffer_size(INPUT_BYTES)
            .output_buffer_size(OUTPUT_BYTES)
            .max_response_header_size(MAX_HEADER_BYTES)
            .max_idle_connections(idle)
            .max_idle_connections_per_host(idle)
            .max_idle_age(IDLE_AGE)
            .build();
        let slots = Arc::new(Slots::new(options.max_connections));
        let own = flights.clone();
        let make_agent = Box::new(move || {
            let connector = TrackedTcp::new(own.clone())
                .chain(RustlsConnector::default())
                .chain(OneWriteConnector::new(own.clone()));
            Agent::with_parts(config.clone(), connector, CachingResolver::new(own.clone()))
        });
        Ok(UreqTransport { agent: RwLock::new(make_agent()), make_agent, flights, slots })
    }

    fn agent(&self) -> Agent {
        self.agent.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn exchange(&self, request: &WireRequest) -> Result<Response, ureq::Error> {
        let builder = http_request(request);
        if request.body.is_empty() {
            self.run(builder.body(())?)
        } else {
            self.run(builder.body(request.body.as_slice())?)
        }
    }

    fn run(&self, request: http::Request<impl AsSendBody>) -> Result<Response, ureq::Error> {
        let (parts, mut body) = self.agent().run(request)?.into_parts();
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let headers = parts.headers.iter().map(header).collect();
        Ok(Response { status: parts.status.as_u16(), headers, body: read(&mut body)? })
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: &WireRequest, limits: &Limits, cancel: &Arc<Cancel>) -> Result<Response, Failure> {
        let until = limits.until(Instant::now());
        let _slot = self.slots.take(until, cancel)?;
        if cancel.is_cancelled() {
            return Err(Failure::new(FailureKind::Interrupted, Delivery::NotSent, "cancelled before it was sent"));
        }
        if Instant::now() >= until {
            return Err(Failure::new(
                FailureKind::Timeout,
                Delivery::NotSent,
                "the deadline passed before it was sent",
            ));
        }
        let flight = self.flights.start(limits.connect_timeout, until, cancel);
        self.exchange(request).map_err(|error| failure::classify(&error, &flight))
    }

    fn disconnect(&self) {
        let fresh = (self.make_agent)();
        let mut agent = self.agent.write().unwrap_or_else(PoisonError::into_inner);
        let former = std::mem::replace(&mut *agent, fresh);
        drop(agent);
        former.shutdown();
    }
}

impl Drop for UreqTransport {
    fn drop(&mut self) {
        self.agent().shutdown();
    }
}

fn http_request(request: &WireRequest) -> http::request::Builder {
    let mut builder = http::Request::builder().method(request.method.as_str()).uri(&request.url);
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    for (name, secret) in request.secret_headers() {
        if let Some(value) = sensitive(secret) {
            builder = builder.header(name, value);
        }
    }
    builder
}

/// A header value that no Debug output shows.
fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn read(body: &mut Body) -> Result<Vec<u8>, ureq::Error> {
    body.with_config().limit(super::MAX_ANSWER_BYTES as u64).read_to_vec()
}

fn tls_config(root_certificates_pem: Option<&str>) -> Result<TlsConfig, Error> {
    let Some(pem) = root_certificates_pem else {
        return Ok(TlsConfig::builder().root_certs(RootCerts::WebPki).build());
    };
    let refuse = |rule: &str| Error::argument("root_certificates_pem", rule);
    let mut certificates = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        match item.map_err(|_| refuse("is not valid PEM"))? {
            PemItem::Certificate(certificate) => {
                let checked = RootCertStore::empty().add(CertificateDer::from(certificate.der()));
                checked.map_err(|_| refuse("holds something that is no X.509 certificate"))?;
                certificates.push(certificate);
            }
            _ => return Err(refuse("must hold certificates only")),
        }
    }
    if certificates.is_empty() {
        return Err(refuse("holds no certificate"));
    }
    Ok(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&certificates)).build())
}
