//! What clients share: who sends their requests, connections, worker threads and trust.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::drive::{Background, Pause, Sender, ThreadHook, Threads, Workers};
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
#[derive(Clone)]
pub struct NetworkOptions {
    /// Who sends the requests.
    pub mode: NetworkMode,
    /// Connections in use at a time, 1 to 256.
    pub max_connections: u32,
    /// Root certificates (PEM) trusted instead of the bundled ones.
    pub root_certificates_pem: Option<String>,
    /// Called first on each thread of the network.
    pub thread_hook: Option<ThreadHook>,
}

impl fmt::Debug for NetworkOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkOptions")
            .field("mode", &self.mode)
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

impl Default for NetworkOptions {
    fn default() -> NetworkOptions {
        NetworkOptions {
            mode: NetworkMode::Direct,
            max_connections: Network::DEFAULT_CONNECTIONS,
            root_certificates_pem: None,
            thread_hook: None,
        }
    }
}

/// Connections, worker threads and trust. Nothing is connected and no thread runs before the first call; when the last
/// client and the last `Arc` are gone, the connections are closed and the threads end.
pub struct Network {
    background: Background,
    sender: Sender,
    workers: Arc<Workers>,
    threads: Arc<Threads>,
    pause: Arc<Pause>,
    max_connections: u32,
}

impl Network {
    const DEFAULT_CONNECTIONS: u32 = 16;
    const MOST_CONNECTIONS: u32 = 256;

    /// Makes a network.
    pub fn new(options: NetworkOptions) -> Result<Arc<Network>, Error> {
        let NetworkOptions { mode, max_connections, root_certificates_pem, thread_hook } = options;
        if !(1..=Network::MOST_CONNECTIONS).contains(&max_connections) {
            return Err(Error::argument("max_connections", format_args!("must be 1 to {}", Network::MOST_CONNECTIONS)));
        }
        let sender = match mode {
            NetworkMode::Direct => {
                Sender::Direct(Arc::new(UreqTransport::new(&UreqOptions { max_connections, root_certificates_pem })?))
            }
            NetworkMode::Polled if root_certificates_pem.is_some() => {
                return Err(Error::argument("root_certificates_pem", "must not be set for a polled network"));
            }
            NetworkMode::Polled => Sender::Polled(Arc::default()),
        };
        let threads = Arc::new(Threads::new(thread_hook));
        Ok(Arc::new(Network {
            background: Background::new(threads.clone()),
            sender,
            workers: Arc::new(Workers::new(max_connections, threads.clone())),
            threads,
            pause: Arc::default(),
            max_connections,
        }))
    }

    /// Lets no request be sent until `resume`: connections are dropped, attempts under way are interrupted, what is not
    /// sent yet waits, at most until its call's deadline. What the engine of a polled network has got stays with it.
    pub fn suspend(&self) {
        if let Sender::Polled(queue) = &self.sender {
            queue.hold(true);
        }
        self.pause.suspend();
        if let Sender::Direct(transport) = &self.sender {
            transport.disconnect();
        }
    }

    /// Sends what waits since `suspend`.
    pub fn resume(&self) {
        self.pause.resume();
        if let Sender::Polled(queue) = &self.sender {
            queue.hold(false);
        }
    }

    /// The requests for the engine to send; an error where the library sends them itself.
    pub fn requests(&self) -> Result<&Arc<RequestQueue>, Error> {
        match &self.sender {
            Sender::Polled(queue) => Ok(queue),
            Sender::Direct(_) => Err(Error::argument("network", "must be in polled mode")),
        }
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }

    pub(crate) fn workers(&self) -> &Arc<Workers> {
        &self.workers
    }

    pub(crate) fn pause(&self) -> &Arc<Pause> {
        &self.pause
    }

    pub(crate) fn background(&self) -> &Background {
        &self.background
    }

    pub(crate) fn max_connections(&self) -> usize {
        self.max_connections as usize
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        /// A thread may be stuck in the system.
        const PATIENCE: Duration = Duration::from_millis(200);
        let until = Instant::now() + PATIENCE;
        self.background.end(until);
        self.workers.end(until);
        self.threads.hide();
    }
}
