//! The threads of a network: small, named, and shown to the game before they work.

use std::sync::Arc;

use crate::gate::Gate;
use crate::panics;
use crate::threads::{self, JoinHandle, NoThread};

/// A TLS handshake needs the most of it.
const STACK_BYTES: usize = 256 * 1024;

/// What a thread of a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadKind {
    /// Sends requests; also asks for the tokens of calls in the background.
    Worker,
    /// Turns the steps of the calls in the background. It never waits for a request.
    Driver,
}

/// Names and places a thread; called on it, before it works.
pub type ThreadHook = Arc<dyn Fn(ThreadKind) + Send + Sync>;

/// Starts the threads of a network.
#[derive(Default)]
pub struct Threads {
    hook: Option<ThreadHook>,
    inside: Gate,
}

impl Threads {
    /// Each thread calls `hook` first.
    pub fn new(hook: Option<ThreadHook>) -> Threads {
        Threads { hook, inside: Gate::default() }
    }

    pub(super) fn spawn(
        self: &Arc<Threads>,
        kind: ThreadKind,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<JoinHandle, NoThread> {
        let name = match kind {
            ThreadKind::Worker => "mpsd-worker",
            ThreadKind::Driver => "mpsd-driver",
        };
        let network = self.clone();
        threads::start(name, STACK_BYTES, move || {
            network.show(kind);
            work();
        })
    }

    /// Calls the hook no more, and waits until nobody is in it (not from inside).
    pub fn hide(&self) {
        self.inside.close();
        self.inside.wait_until_left();
    }

    fn show(&self, kind: ThreadKind) {
        if let (Some(hook), Some(_inside)) = (&self.hook, self.inside.enter()) {
            // A hook that panics leaves the thread as it is.
            let _ = panics::caught(|| hook(kind));
        }
    }
}
