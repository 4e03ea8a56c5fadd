//! What clients share: connections, worker threads and trust.

use std::sync::Arc;

use crate::drive::Workers;
use crate::error::Error;
use crate::http::Transport;
use crate::http::ureq_transport::{UreqOptions, UreqTransport};

/// Settings of a network.
#[derive(Clone, Debug)]
pub struct NetworkOptions {
    /// Connections in use at a time, 1 to 256.
    pub max_connections: u32,
    /// Root certificates (PEM) trusted instead of the bundled ones.
    pub root_certificates_pem: Option<String>,
}

impl Default for NetworkOptions {
    fn default() -> NetworkOptions {
        NetworkOptions { max_connections: Network::DEFAULT_CONNECTIONS, root_certificates_pem: None }
    }
}

/// Connections, worker threads and trust. Nothing is connected and no thread runs before the first call; when the last
/// client and the last `Arc` are gone, the connections are closed and the threads end.
pub struct Network {
    transport: Arc<dyn Transport>,
    workers: Arc<Workers>,
    max_connections: u32,
}

impl Network {
    const DEFAULT_CONNECTIONS: u32 = 16;
    const MOST_CONNECTIONS: u32 = 256;

    /// Makes a network.
    pub fn new(options: NetworkOptions) -> Result<Arc<Network>, Error> {
        let NetworkOptions { max_connections, root_certificates_pem } = options;
        if !(1..=Network::MOST_CONNECTIONS).contains(&max_connections) {
            return Err(Error::argument("max_connections", format_args!("must be 1 to {}", Network::MOST_CONNECTIONS)));
        }
        let transport = UreqTransport::new(&UreqOptions { max_connections, root_certificates_pem })?;
        Ok(Arc::new(Network {
            transport: Arc::new(transport),
            workers: Arc::new(Workers::new(max_connections)),
            max_connections,
        }))
    }

    pub(crate) fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    pub(crate) fn workers(&self) -> &Arc<Workers> {
        &self.workers
    }

    pub(crate) fn max_connections(&self) -> usize {
        self.max_connections as usize
    }
}
