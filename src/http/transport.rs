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

    /// Drops every connection. Attempts under way may fail; later ones begin afresh.
    fn disconnect(&self) {}

    /// How many connections to where this URL leads are open for requests to come, by `make_ready`.
    fn ready(&self, url: &str) -> usize {
        let _ = url;
        0
    }

    /// Opens a connection for a request to come, where the transport keeps any. The limits are those of `send`.
    fn make_ready(&self, url: &str, limits: &Limits, cancel: &Arc<Cancel>) -> Result<(), Failure> {
        let _ = (url, limits, cancel);
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

#[derive(Default)]
struct Interrupts {
    next_id: u64,
    /// In the order of their ids.
    registered: Vec<(u64, Interrupt)>,
}

type Interrupt = Box<dyn Fn() + Send>;

impl Cancel {
    /// Cancels: runs every interrupt that is registered, now and from now on.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        for (_, interrupt) in &self.interrupts().registered {
            interrupt();
        }
    }

    /// Whether it was cancelled. Takes no lock, so that a waiter may ask while it holds its own.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// Registers what ends a wait. Runs at once if cancelled already, perhaps twice. It is dropped with the result.
    /// The caller must not hold a lock that the interrupt takes.
    #[must_use]
    pub fn on_cancel(self: &Arc<Cancel>, interrupt: impl Fn() + Send + 'static) -> Registration {
        self.register(Box::new(interrupt))
    }

    fn register(self: &Arc<Cancel>, interrupt: Interrupt) -> Registration {
        let mut interrupts = self.interrupts();
        if self.is_cancelled() {
            interrupt();
        }
        let id = interrupts.next_id;
        interrupts.next_id += 1;
        interrupts.registered.push((id, interrupt));
        Registration { cancel: self.clone(), id }
    }

    fn interrupts(&self) -> MutexGuard<'_, Interrupts> {
        self.interrupts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps an interrupt registered.
#[derive(Debug)]
pub struct Registration {
    cancel: Arc<Cancel>,
    id: u64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut interrupts = self.cancel.interrupts();
        let found = interrupts.registered.binary_search_by_key(&self.id, |(id, _)| *id);
        let removed = found.map(|index| interrupts.registered.remove(index));
        drop(interrupts);
        // What it holds may have registrations of its own.
        drop(removed);
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("cancelled", &self.is_cancelled()).finish()
    }
}
