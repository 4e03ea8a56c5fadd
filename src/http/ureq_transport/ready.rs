//! Connections that are opened before a request needs them.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ureq::Error;
use ureq::http::Uri;
use ureq::unversioned::transport::{ConnectionDetails, Connector, Transport};

use super::connection::Connection;
use super::open::Opener;

/// Makes connections: hands out one that is ready, else opens one.
pub(super) struct ReadyConnections {
    opener: Opener,
    most: usize,
    ready: Mutex<Vec<Ready>>,
}

struct Ready {
    origin: String,
    connection: Connection,
    since: Instant,
}

impl ReadyConnections {
    /// `most` are kept ready.
    pub(super) fn new(opener: Opener, most: usize) -> ReadyConnections {
        ReadyConnections { opener, most, ready: Mutex::default() }
    }

    /// How many are ready for requests to this place.
    pub(super) fn count(&self, uri: &Uri) -> usize {
        let origin = origin(uri);
        self.fresh().iter().filter(|ready| ready.origin == origin).count()
    }

    /// Opens one, unless as many as may be are ready already.
    pub(super) fn open(&self, uri: &Uri) -> Result<(), Error> {
        if self.fresh().len() >= self.most {
            return Ok(());
        }
        // It ends with this list, or as one of the request that takes it.
        let connection = self.opener.open(uri, |_| Ok(()))?;
        let mut ready = self.fresh();
        if ready.len() < self.most {
            ready.push(Ready { origin: origin(uri), connection, since: Instant::now() });
        }
        Ok(())
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
            Some(connection) => Ok(Some(connection)),
            None => self.0.opener.open(details.uri, |handle| (details.register_shutdown)(handle)).map(Some),
        }
    }
}
