//! Engines that send the requests of a network with an HTTP stack of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mpsd::http::direct::{DirectOptions, DirectTransport};
use mpsd::http::{Cancel, HttpRequest, Limits, OnAbandoned, RequestHandler, Transport};
use mpsd::{Network, NetworkMode, NetworkOptions};

/// Who sends the requests of a test's network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Direct,
    Polled,
    Called,
}

pub const KINDS: [Kind; 3] = [Kind::Direct, Kind::Polled, Kind::Called];

/// A network whose requests get sent while this lives.
pub struct Sending {
    network: Arc<Network>,
    stack: Arc<Stack>,
    stop: Arc<AtomicBool>,
    pollers: Vec<JoinHandle<()>>,
}

/// The engine's own HTTP stack.
struct Stack {
    transport: DirectTransport,
    sent: AtomicUsize,
}

impl Stack {
    fn send(&self, request: &HttpRequest, cancel: &Arc<Cancel>) {
        self.sent.fetch_add(1, Ordering::SeqCst);
        let left = request.until().saturating_duration_since(Instant::now());
        let limits = Limits { connect_timeout: left, request_timeout: left, deadline: request.until() };
        request.complete(self.transport.send(request.wire(), &limits, cancel));
    }
}

/// Starts a thread for each request, which a cancel ends.
struct Threads(Arc<Stack>);

impl RequestHandler for Threads {
    fn send(&self, request: Arc<HttpRequest>) -> Option<OnAbandoned> {
        let (stack, cancel) = (self.0.clone(), Arc::new(Cancel::default()));
        let sending = cancel.clone();
        thread::spawn(move || stack.send(&request, &sending));
        Some(Box::new(move || cancel.cancel()))
    }
}

impl Sending {
    /// Makes a network of this kind; `options` has everything but the mode.
    pub fn start(kind: Kind, mut options: NetworkOptions) -> Sending {
        let transport = DirectTransport::new(&DirectOptions::default()).unwrap();
        let stack = Arc::new(Stack { transport, sent: AtomicUsize::new(0) });
        options.mode = match kind {
            Kind::Direct => NetworkMode::Direct,
            Kind::Polled => NetworkMode::Polled,
            Kind::Called => NetworkMode::Called(Arc::new(Threads(stack.clone()))),
        };
        let network = Network::new(options).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let count = if kind == Kind::Polled { 8 } else { 0 };
        let pollers = (0..count).map(|_| thread::spawn(poller(&network, &stack, &stop))).collect();
        Sending { network, stack, stop, pollers }
    }

    pub fn network(&self) -> Arc<Network> {
        self.network.clone()
    }

    /// How many requests the engine sent.
    pub fn sent(&self) -> usize {
        self.stack.sent.load(Ordering::SeqCst)
    }
}

fn poller(network: &Arc<Network>, stack: &Arc<Stack>, stop: &Arc<AtomicBool>) -> impl FnOnce() + Send + 'static {
    let (network, stack, stop) = (network.clone(), stack.clone(), stop.clone());
    move || {
        while !stop.load(Ordering::SeqCst) {
            let Some(request) = network.requests().unwrap().wait(Duration::from_millis(10)) else { continue };
            let cancel = Arc::new(Cancel::default());
            // An engine that polls asks whether the request is still wanted.
            let done = Arc::new(AtomicBool::new(false));
            let watch = thread::spawn({
                let (request, cancel, done) = (request.clone(), cancel.clone(), done.clone());
                move || {
                    while !done.load(Ordering::SeqCst) {
                        if request.is_cancelled() {
                            cancel.cancel();
                        }
                        thread::sleep(Duration::from_millis(2));
                    }
                }
            });
            stack.send(&request, &cancel);
            done.store(true, Ordering::SeqCst);
            watch.join().unwrap();
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        for poller in self.pollers.drain(..) {
            poller.join().unwrap();
        }
    }
}
