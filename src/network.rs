//! What clients share: who sends their requests, connections, worker threads and trust.

use std::sync::Arc;

use crate::drive::{Sender, Workers};
use crate::error::Error;
use crate::http::RequestQueue;
use crate::http::ureq_transport::{UreqOptions, UreqTransport};

/// Who sends a network's requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkMode {
    /// The library.
    #[default]
    Direct,
    /// The engine, with an HTTP stack of its own: it polls for them (`Network::requests`).
    Polled,
}

/// Settings of a network.
#[derive(Clone, Debug)]
pub struct NetworkOptions {
    /// Who sends the requests.
    pub mode: NetworkMode,
    /// Connections in use at a time, 1 to 256.
    pub max_connections: u32,
    /// Root certificates (PEM) trusted instead of the bundled ones.
    pub root_certificates_pem: Option<String>,
}

impl Default for NetworkOptions {
    fn default() -> NetworkOptions {
        NetworkOptions {
            mode: NetworkMode::Direct,
            max_connections: Network::DEFAULT_CONNECTIONS,
            root_certificates_pem: None,
        }
    }
}

/// Connections, worker threads and trust. Nothing is connected and no thread runs before the first call; when the last
/// client and the last `Arc` are gone, the connections are closed and the threads end.
pub struct Network {
    sender: Sender,
    max_connections: u32,
}

impl Network {
    const DEFAULT_CONNECTIONS: u32 = 16;
    const MOST_CONNECTIONS: u32 = 256;

    /// Makes a network.
    pub fn new(options: NetworkOptions) -> Result<Arc<Network>, Error> {
        let NetworkOptions { mode, max_connections, root_certificates_pem } = options;
        if !(1..=Network::MOST_CONNECTIONS).contains(&max_connections) {
            return Err(Error::argument("max_connections", format_args!("must be 1 to {}", Network::MOST_CONNECTIONS)));
        }
        let sender = match mode {
            NetworkMode::Direct => Sender::Direct {
                transport: Arc::new(UreqTransport::new(&UreqOptions { max_connections, root_certificates_pem })?),
                workers: Arc::new(Workers::new(max_connections)),
            },
            NetworkMode::Polled if root_certificates_pem.is_some() => {
                return Err(Error::argument("root_certificates_pem", "must not be set for a polled network"));
            }
            NetworkMode::Polled => Sender::Polled(Arc::default()),
        };
        Ok(Arc::new(Network { sender, max_connections }))
    }

    /// The requests for the engine to send; an error where the library sends them itself.
    pub fn requests(&self) -> Result<&Arc<RequestQueue>, Error> {
        match &self.sender {
            Sender::Polled(queue) => Ok(queue),
            Sender::Direct { .. } => Err(Error::argument("network", "must be in polled mode")),
        }
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }

    pub(crate) fn max_connections(&self) -> usize {
        self.max_connections as usize
    }
}
