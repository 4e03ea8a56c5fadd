//! Connections that are opened before a request needs them.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::time::Instant as UreqInstant;
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::{Error, Timeout};

use super::flight::{Flights, Phase};

type Connection = Box<dyn Transport>;
type Chain = Box<dyn Connector<(), Out = Connection>>;

/// Makes connections: hands out one that is ready, else opens one.
pub(super) struct ReadyConnections {
    flights: Arc<Flights>,
    chain: Chain,
    most: usize,
    ready: Mutex<Vec<Ready>>,
}

struct Ready {
    origin: String,
    connection: Connection,
    since: Instant,
}

impl ReadyConnections {
    /// `chain` opens connections; `most` are kept ready.
    pub(super) fn new(
        flights: Arc<Flights>,
        chain: impl Connector<(), Out = impl Transport>,
        most: usize,
    ) -> Arc<ReadyConnections> {
        let chain = Box::new(chain.chain(Boxing));
        Arc::new(ReadyConnections { flights, chain, most, ready: Mutex::default() })
    }

    /// How many are ready for requests to this place.
    pub(super) fn count(&self, uri: &Uri) -> usize {
        let origin = origin(uri);
        self.fresh().iter().filter(|ready| ready.origin == origin).count()
    }

    /// Opens one; false where as many as may be are ready already.
    pub(super) fn open(self: &Arc<Self>, uri: &Uri, config: &Config, resolver: &dyn Resolver) -> Result<bool, Error> {
        if self.fresh().len() >= self.most {
            return Ok(false);
        }
        // The flight bounds every wait; ureq's own limits are not used.
        let timeout = NextTimeout {
            after: self.flights.current()?.left().into(),
            reason: Timeout::Connect,
            ..NextTimeout::default()
        };
        let proxied = config.proxy().is_some_and(|proxy| !proxy.is_no_proxy(uri));
        let connections = self.clone();
        let details = ConnectionDetails {
            uri,
            addrs: if proxied { resolver.empty() } else { resolver.resolve(uri, config, timeout)? },
            config,
            request_level: false,
            resolver,
            now: UreqInstant::now(),
            timeout,
            current_time: Arc::new(UreqInstant::now),
            run_connector: Arc::new(move |details| connections.opened(details)),
            // They end with this list, or as those of the request that takes them.
            register_shutdown: Arc::new(|_| Ok(())),
        };
        let connection = self.opened(&details)?;
        let mut ready = self.fresh();
        let room = ready.len() < self.most;
        if room {
            ready.push(Ready { origin: origin(uri), connection, since: Instant::now() });
        }
        Ok(room)
    }

    fn opened(&self, details: &ConnectionDetails) -> Result<Connection, Error> {
        self.chain.connect(details, None)?.ok_or(Error::ConnectionFailed)
    }

    fn take(&self, uri: &Uri) -> Option<Connection> {
        let origin = origin(uri);
        loop {
            let mut ready = self.fresh();
            let index = ready.iter().rposition(|ready| ready.origin == origin)?;
            let mut connection = ready.swap_remove(index).connection;
            drop(ready);
            if connection.is_open() {
                return Some(connection);
            }
        }
    }

    /// The connections, without those that have waited too long.
    fn fresh(&self) -> MutexGuard<'_, Vec<Ready>> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        ready.retain(|ready| ready.since.elapsed() < super::IDLE_AGE);
        ready
    }
}

fn origin(uri: &Uri) -> String {
    format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", |authority| authority.as_str()))
}

impl fmt::Debug for ReadyConnections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadyConnections").finish_non_exhaustive()
    }
}

/// Gives ureq connections.
#[derive(Debug)]
pub(super) struct ReadyConnector(pub(super) Arc<ReadyConnections>);

impl Connector<()> for ReadyConnector {
    type Out = Connection;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Connection>, Error> {
        match self.0.take(details.uri) {
            Some(connection) => {
                self.0.flights.current()?.reached(Phase::Connected);
                Ok(Some(connection))
            }
            None => self.0.chain.connect(details, None),
        }
    }
}

/// Ends the chain: its type is no longer told.
#[derive(Debug)]
struct Boxing;

impl<In: Transport> Connector<In> for Boxing {
    type Out = Connection;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Connection>, Error> {
        Ok(chained.map(|connection| Box::new(connection) as Connection))
    }
}
