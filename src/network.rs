//! What clients share: who sends their requests, connections, worker threads and trust.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::drive::{Background, Engine, Pause, Sender, ThreadHook, Threads, Workers};
use crate::error::Error;
use crate::http::direct::{DirectOptions, DirectTransport, LookUp, Proxy, Trust};
use crate::http::trace::{Replay, Trace, TraceOptions};
use crate::http::{CalledEngine, EngineTerms, RequestHandler, RequestQueue};

/// Who sends a network's requests.
#[derive(Clone, Default)]
pub enum NetworkMode {
    /// The library.
    #[default]
    Direct,
    /// The engine, with an HTTP stack of its own: it polls for them (`Network::requests`).
    Polled,
    /// The engine, which is called for each.
    Called(Arc<dyn RequestHandler>),
    /// Nobody: the answers come from a HAR file that was recorded before.
    Replay(PathBuf),
}

impl fmt::Debug for NetworkMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NetworkMode::Direct => "Direct",
            NetworkMode::Polled => "Polled",
            NetworkMode::Called(_) => "Called",
            NetworkMode::Replay(_) => "Replay",
        })
    }
}

/// Settings of a network.
#[derive(Clone)]
pub struct NetworkOptions {
    /// Who sends the requests.
    pub mode: NetworkMode,
    /// Connections in use at a time, 1 to 256.
    pub max_connections: u32,
    /// Whether connections go through a proxy.
    pub proxy: Proxy,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// Root certificates (PEM) believed besides.
    pub root_certificates_pem: Option<String>,
    /// Larger answers are refused; 1 KiB to 256 MiB.
    pub max_answer_bytes: usize,
    /// Who looks names up; the system.
    pub look_up: LookUp,
    /// Where requests and answers are recorded, without tokens.
    pub trace: Option<TraceOptions>,
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
            proxy: Proxy::default(),
            trust: Trust::default(),
            root_certificates_pem: None,
            max_answer_bytes: Network::DEFAULT_ANSWER_BYTES,
            look_up: LookUp::default(),
            trace: None,
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
    max_answer_bytes: usize,
    replays: bool,
    /// What is to be known of it, for the logs of its clients.
    notice: Option<String>,
    trace: Option<Arc<Trace>>,
}

impl NetworkOptions {
    fn connecting(&self, trace: Option<Arc<Trace>>) -> Result<DirectTransport, Error> {
        DirectTransport::new(&DirectOptions {
            max_connections: self.max_connections,
            max_answer_bytes: self.max_answer_bytes,
            proxy: self.proxy.clone(),
            trust: self.trust,
            root_certificates_pem: self.root_certificates_pem.clone(),
            look_up: self.look_up.clone(),
            trace,
        })
    }

    /// Refuses what only connections of the library's own have.
    fn refuse_connection_settings(&self) -> Result<(), Error> {
        let set = [
            ("proxy", self.proxy != Proxy::None),
            ("trust", self.trust != Trust::Bundled),
            ("root_certificates_pem", self.root_certificates_pem.is_some()),
        ];
        match set.iter().find(|(_, set)| *set) {
            Some((name, _)) => Err(Error::argument(name, "must not be set where the library makes no connections")),
            None => Ok(()),
        }
    }
}

impl Network {
    const DEFAULT_CONNECTIONS: u32 = 16;
    const MAX_CONNECTIONS: u32 = 256;
    /// A session directory document is far smaller.
    const DEFAULT_ANSWER_BYTES: usize = 4 << 20;
    const ANSWER_BYTES: RangeInclusive<usize> = 1 << 10..=256 << 20;

    /// Makes a network.
    pub fn new(options: NetworkOptions) -> Result<Arc<Network>, Error> {
        let NetworkOptions { max_connections, max_answer_bytes, .. } = options;
        if !(1..=Network::MAX_CONNECTIONS).contains(&max_connections) {
            return Err(Error::argument("max_connections", format_args!("must be 1 to {}", Network::MAX_CONNECTIONS)));
        }
        if !Network::ANSWER_BYTES.contains(&max_answer_bytes) {
            return Err(Error::argument("max_answer_bytes", "must be 1 KiB to 256 MiB"));
        }
        if matches!(options.mode, NetworkMode::Replay(_)) && options.trace.is_some() {
            return Err(Error::argument("trace_file", "must not be set for a replay"));
        }
        let trace = options.trace.as_ref().map(Trace::create).transpose()?;
        let terms = EngineTerms { max_answer_bytes, trace: trace.clone() };
        let threads = Arc::new(Threads::new(options.thread_hook.clone()));
        let mut notice = None;
        let sender = match &options.mode {
            NetworkMode::Direct => Sender::Direct(Arc::new(options.connecting(trace.clone())?)),
            NetworkMode::Replay(file) => {
                options.refuse_connection_settings()?;
                let replay = Replay::read(file)?;
                notice =
                    Some(replay.passed_over()).filter(|them| them.count() > 0).map(|them| format!("replay: {them}"));
                Sender::Direct(Arc::new(replay))
            }
            NetworkMode::Polled => {
                options.refuse_connection_settings()?;
                Sender::Engine(Engine::Polled(Arc::new(RequestQueue::new(terms))))
            }
            NetworkMode::Called(handler) => {
                options.refuse_connection_settings()?;
                Sender::Engine(Engine::Called(Arc::new(CalledEngine::new(handler.clone(), terms))))
            }
        };
        Ok(Arc::new(Network {
            background: Background::new(threads.clone()),
            sender,
            workers: Arc::new(Workers::new(max_connections, threads.clone())),
            threads,
            pause: Arc::default(),
            max_connections,
            max_answer_bytes,
            replays: matches!(options.mode, NetworkMode::Replay(_)),
            notice,
            trace,
        }))
    }

    /// Lets no request be sent until `resume`: connections are dropped, attempts under way are interrupted, what is not
    /// sent yet waits, at most until its call's deadline. What an engine has got stays with it.
    pub fn suspend(&self) {
        if let Sender::Engine(engine) = &self.sender {
            engine.hold(true);
        }
        self.pause.suspend();
        if let Sender::Direct(transport) = &self.sender {
            transport.disconnect();
        }
    }

    /// Sends what waits since `suspend`.
    pub fn resume(&self) {
        self.pause.resume();
        if let Sender::Engine(engine) = &self.sender {
            engine.hold(false);
        }
    }

    /// Larger answers are refused.
    pub fn max_answer_bytes(&self) -> usize {
        self.max_answer_bytes
    }

    /// The requests for the engine to send; an error where the engine does not poll for them.
    pub fn requests(&self) -> Result<&Arc<RequestQueue>, Error> {
        match &self.sender {
            Sender::Engine(Engine::Polled(queue)) => Ok(queue),
            _ => Err(Error::argument("network", "must be in polled mode")),
        }
    }

    /// The engine gets no more requests: calls that have one fail. Waits for the engine's callbacks, unless from inside
    /// one. Without effect where the library sends them itself.
    pub fn close_engine(&self) {
        if let Sender::Engine(engine) = &self.sender {
            engine.close();
        }
    }

    /// Whether its answers were recorded before.
    pub(crate) fn replays(&self) -> bool {
        self.replays
    }

    /// What the logs of its clients say of it: how much of a replayed file was passed over, and why.
    pub(crate) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
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
        if let Some(trace) = &self.trace {
            trace.end();
        }
    }
}
