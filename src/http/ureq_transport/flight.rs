//! The attempt that a thread is making: its limits, how far it came, and how to interrupt it.
//!
//! ureq's connectors and transports are not told which call they serve, but they run on the thread that makes it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use ureq::Timeout;
use ureq::unversioned::transport::{NextTimeout, ShutdownHandle};

use crate::http::{Cancel, Limits, Registration};
use crate::thread_key::ThreadKey;

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Phase {
    Resolving,
    Connecting,
    Securing,
    Connected,
    Sent,
}

const PHASES: [Phase; 5] = [Phase::Resolving, Phase::Connecting, Phase::Securing, Phase::Connected, Phase::Sent];

/// One attempt.
#[derive(Debug)]
pub(super) struct Flight {
    limits: Limits,
    cancel: Arc<Cancel>,
    phase: AtomicU8,
    connect_until: OnceLock<Instant>,
    interrupt: Mutex<Option<Registration>>,
}

impl Flight {
    pub(super) fn phase(&self) -> Phase {
        PHASES[usize::from(self.phase.load(Ordering::Relaxed))]
    }

    pub(super) fn reached(&self, phase: Phase) {
        if phase == Phase::Connecting {
            self.connect_until.get_or_init(|| Instant::now() + self.limits.connect_timeout);
        }
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }

    /// What is left for the present phase.
    pub(super) fn timeout(&self) -> NextTimeout {
        let until = match self.connect_until.get() {
            Some(until) if self.phase() < Phase::Connected => (*until).min(self.limits.until),
            _ => self.limits.until,
        };
        // ureq takes zero for "no timeout" in places.
        let left = until.saturating_duration_since(Instant::now()).max(Duration::from_micros(1));
        NextTimeout { after: left.into(), reason: Timeout::PerCall, ..NextTimeout::default() }
    }

    /// Lets a cancel shut this connection down, from now until the attempt ends.
    pub(super) fn interruptible_by(&self, connection: &Weak<dyn ShutdownHandle>) {
        let mut interrupt = self.interrupt.lock().unwrap_or_else(PoisonError::into_inner);
        if interrupt.is_none() {
            let connection = connection.clone();
            *interrupt = Some(self.cancel.on_cancel(move || {
                if let Some(connection) = connection.upgrade() {
                    connection.shutdown();
                }
            }));
        }
    }
}

/// The attempts under way, by thread.
#[derive(Debug, Default)]
pub(super) struct Flights {
    by_thread: Mutex<HashMap<ThreadKey, Arc<Flight>>>,
}

impl Flights {
    /// Begins this thread's attempt, which ends when the result is dropped.
    pub(super) fn start(self: &Arc<Flights>, limits: &Limits, cancel: &Arc<Cancel>) -> CurrentFlight {
        let flight = Arc::new(Flight {
            limits: *limits,
            cancel: cancel.clone(),
            phase: AtomicU8::new(Phase::Resolving as u8),
            connect_until: OnceLock::new(),
            interrupt: Mutex::new(None),
        });
        let mut by_thread = self.by_thread.lock().unwrap_or_else(PoisonError::into_inner);
        by_thread.insert(ThreadKey::current(), flight.clone());
        CurrentFlight { flights: self.clone(), flight }
    }

    /// This thread's attempt.
    pub(super) fn current(&self) -> Result<Arc<Flight>, ureq::Error> {
        let by_thread = self.by_thread.lock().unwrap_or_else(PoisonError::into_inner);
        by_thread.get(&ThreadKey::current()).cloned().ok_or(ureq::Error::ConnectionFailed)
    }
}

/// Keeps an attempt the current one of its thread.
pub(super) struct CurrentFlight {
    flights: Arc<Flights>,
    flight: Arc<Flight>,
}

impl std::ops::Deref for CurrentFlight {
    type Target = Flight;

    fn deref(&self) -> &Flight {
        &self.flight
    }
}

impl Drop for CurrentFlight {
    fn drop(&mut self) {
        let mut by_thread = self.flights.by_thread.lock().unwrap_or_else(PoisonError::into_inner);
        by_thread.remove(&ThreadKey::current());
    }
}
