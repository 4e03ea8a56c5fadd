//! Who sends a request and brings the answer.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Failure, Response, WireRequest};

/// Sends one attempt and waits for its answer. Any thread may call it at once.
pub trait Transport: Send + Sync {
    /// Sends `request` once. Ends within `limits`, counted from now, and soon after `cancel` is cancelled. Where no
    /// time is left, nothing is sent.
    fn send(&self, request: &WireRequest, limits: &Limits, cancel: &Arc<Cancel>) -> Result<Response, Failure>;

    /// Drops every connection, those in use once their attempts have ended. Later attempts open new ones.
    fn disconnect(&self) {}

    /// How many connections to `origin`, the scheme, host and port of URLs, are open for requests to come.
    fn ready(&self, origin: &str) -> usize {
        let _ = origin;
        0
    }

    /// Opens a connection for a request to come, where the transport keeps any. The limits are those of `send`.
    fn make_ready(&self, origin: &str, limits: &Limits, cancel: &Arc<Cancel>) -> Result<(), Failure> {
        let _ = (origin, limits, cancel);
        Ok(())
    }
}

/// How long an attempt may take, once it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the connection: TCP and TLS.
    pub connect_timeout: Duration,
    /// For everything.
    pub request_timeout: Duration,
    /// When the call is over, and with it every attempt.
    pub deadline: Instant,
}

impl Limits {
    /// When an attempt that begins now must be over.
    pub fn until(&self, now: Instant) -> Instant {
        self.deadline.min(now + self.request_timeout)
    }
}

/// Ends what a call is waiting for, from another thread.
#[derive(Default)]
pub struct Cancel {
    cancelled: AtomicBool,
    interrupts: Mutex<Interrupts>,
}

/// Ends a wait.
pub type Interrupt = dyn Fn() + Send + Sync;

#[derive(Default)]
struct Interrupts {
    registered: Vec<Option<Arc<Interrupt>>>,
    /// The places among them that are free.
    free: Vec<usize>,
}

impl Cancel {
    /// Cancels: runs every interrupt that is registered, now and from now on.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        for interrupt in self.interrupts().registered.iter().flatten() {
            interrupt();
        }
    }

    /// Whether it was cancelled. Takes no lock, so that a waiter may ask while it holds its own.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// Registers what ends a wait; see `register`.
    #[must_use]
    pub fn on_cancel(self: &Arc<Cancel>, interrupt: impl Fn() + Send + Sync + 'static) -> Registration {
        self.register(Arc::new(interrupt))
    }

    /// Registers what ends a wait. Runs at once if cancelled already, perhaps twice. It is dropped with the result, after
    /// which it does not run. The caller must not hold a lock that the interrupt takes.
    #[must_use]
    pub fn register(self: &Arc<Cancel>, interrupt: Arc<Interrupt>) -> Registration {
        let mut interrupts = self.interrupts();
        if self.is_cancelled() {
            interrupt();
        }
        let Interrupts { registered, free } = &mut *interrupts;
        let place = free.pop().unwrap_or(registered.len());
        if place == registered.len() {
            registered.push(None);
        }
        registered[place] = Some(interrupt);
        Registration { cancel: self.clone(), place }
    }

    fn interrupts(&self) -> MutexGuard<'_, Interrupts> {
        self.interrupts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps an interrupt registered.
#[derive(Debug)]
pub struct Registration {
    cancel: Arc<Cancel>,
    place: usize,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut interrupts = self.cancel.interrupts();
        let interrupt = interrupts.registered[self.place].take();
        interrupts.free.push(self.place);
        drop(interrupts);
        // What it owns may be a registration in its turn.
        drop(interrupt);
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("cancelled", &self.is_cancelled()).finish()
    }
}
