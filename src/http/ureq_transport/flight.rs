//! The attempt that a thread is making: its limits, how far it came, and how to interrupt it.
//!
//! ureq's connectors and transports are not told which call they serve, but they run on the thread that makes it.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::http::trace::Timings;
use crate::http::{Cancel, Registration};
use crate::thread_key::ThreadKey;

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Resolving,
    Connecting,
    Securing,
    Connected,
    /// From here on the service may have the request.
    Sending,
    Waiting,
    Receiving,
}

const PHASES: usize = Phase::Receiving as usize + 1;

/// One attempt.
#[derive(Debug)]
pub(super) struct Flight {
    number: u64,
    connect_timeout: Duration,
    until: Instant,
    cancel: Arc<Cancel>,
    interrupt: Mutex<Option<Registration>>,
    progress: Mutex<Progress>,
}

#[derive(Debug)]
struct Progress {
    phase: Phase,
    /// When each phase was reached for the first time.
    reached_at: [Option<Instant>; PHASES],
    connect_until: Option<Instant>,
    /// Whether some of a request was written.
    wrote: bool,
    /// Whether it uses a connection that was open before it began.
    kept: bool,
    /// Status and headers of the answer.
    answer: Option<(u16, Vec<(String, String)>)>,
}

impl Flight {
    pub(super) fn phase(&self) -> Phase {
        self.progress().phase
    }

    pub(super) fn reached(&self, phase: Phase) {
        let mut progress = self.progress();
        if progress.phase == phase {
            return;
        }
        let now = Instant::now();
        if phase == Phase::Connecting {
            progress.connect_until.get_or_insert(now + self.connect_timeout);
        }
        progress.phase = phase;
        progress.reached_at[phase as usize].get_or_insert(now);
    }

    /// How long the parts took of an attempt that began at `began`, started to fly at `started`, and ends now.
    pub(super) fn timings(&self, began: Instant, started: Instant) -> Timings {
        let now = Instant::now();
        let reached_at = self.progress().reached_at;
        let at = |phase: Phase| reached_at[phase as usize];
        // A part lasts until the next one that was reached.
        let lasted = |phase: Phase, next: Phase| Some(at(next).unwrap_or(now).saturating_duration_since(at(phase)?));
        Timings {
            blocked: Some(started - began),
            dns: at(Phase::Connecting).map(|connecting| connecting.saturating_duration_since(started)),
            connect: lasted(Phase::Connecting, Phase::Connected),
            tls: lasted(Phase::Securing, Phase::Connected),
            send: lasted(Phase::Sending, Phase::Waiting),
            wait: lasted(Phase::Waiting, Phase::Receiving),
            receive: at(Phase::Receiving).map(|receiving| now - receiving),
        }
    }

    /// Notes that the connection in use has taken bytes.
    pub(super) fn wrote(&self) {
        let mut progress = self.progress();
        progress.wrote |= progress.phase >= Phase::Sending;
    }

    /// Whether the service may have any of a request.
    pub(super) fn may_have_sent(&self) -> bool {
        self.progress().wrote
    }

    /// Notes the head of the answer.
    pub(super) fn answered(&self, status: u16, headers: Vec<(String, String)>) {
        self.progress().answer = Some((status, headers));
    }

    /// The status of the answer, where its head was read.
    pub(super) fn status(&self) -> Option<u16> {
        self.progress().answer.as_ref().map(|(status, _)| *status)
    }

    /// Status and headers of the answer.
    pub(super) fn take_answer(&self) -> Option<(u16, Vec<(String, String)>)> {
        self.progress().answer.take()
    }

    /// Whether it uses a connection that was open before it began, of which no byte has come.
    pub(super) fn is_unanswered_on_kept_connection(&self) -> bool {
        let progress = self.progress();
        progress.kept && progress.phase < Phase::Receiving
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When it must be over.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    /// The bound of making its connection, and whether the attempt's own end comes before that.
    pub(super) fn connect_limit(&self) -> (Duration, bool) {
        (self.connect_timeout, self.progress().connect_until.is_some_and(|until| self.until < until))
    }

    pub(super) fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }

    /// What is left for the present phase; never zero, which a socket takes for "no timeout".
    pub(super) fn left(&self) -> Duration {
        self.phase_until().saturating_duration_since(Instant::now()).max(Duration::from_micros(1))
    }

    /// Whether nothing is left for the present phase.
    pub(super) fn is_late(&self) -> bool {
        Instant::now() >= self.phase_until()
    }

    fn phase_until(&self) -> Instant {
        let progress = self.progress();
        match progress.connect_until {
            Some(until) if progress.phase < Phase::Connected => until.min(self.until),
            _ => self.until,
        }
    }

    /// Whether a connection is this attempt's already.
    pub(super) fn owns(&self, connection: &Ownership) -> bool {
        connection.state.lock().unwrap_or_else(PoisonError::into_inner).0 == self.number
    }

    /// Makes a new connection this attempt's: from now on a cancel shuts it down, unless it has become another's
    /// meanwhile. False where it was shut down already.
    pub(super) fn claim(&self, connection: &Arc<Ownership>) -> bool {
        self.take(connection, false)
    }

    /// Makes a connection this attempt's that was open before.
    pub(super) fn claim_kept(&self, connection: &Arc<Ownership>) -> bool {
        self.take(connection, true)
    }

    fn take(&self, connection: &Arc<Ownership>, kept: bool) -> bool {
        if !connection.pass_to(self.number) {
            return false;
        }
        self.progress().kept = kept;
        let (number, connection) = (self.number, connection.clone());
        let interrupt = self.cancel.on_cancel(move || connection.shut_down_if(number));
        *self.interrupt.lock().unwrap_or_else(PoisonError::into_inner) = Some(interrupt);
        true
    }
}

/// Whose a connection is. ureq hands a connection on to the next attempt before the last one has ended.
pub(super) struct Ownership {
    /// The flight's number, and whether the socket was shut down.
    state: Mutex<(u64, bool)>,
    socket: Weak<TcpStream>,
}

impl Ownership {
    /// Of a new connection, which is nobody's.
    pub(super) fn of(socket: &Arc<TcpStream>) -> Ownership {
        Ownership { state: Mutex::default(), socket: Arc::downgrade(socket) }
    }

    fn pass_to(&self, flight: u64) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = flight;
        !state.1
    }

    fn shut_down_if(&self, owner: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 == owner {
            state.1 = true;
            if let Some(socket) = self.socket.upgrade() {
                // It fails where the connection is gone already.
                let _ = socket.shutdown(Shutdown::Both);
            }
        }
    }
}

/// The attempts under way, by thread.
#[derive(Debug, Default)]
pub(super) struct Flights {
    by_thread: Mutex<HashMap<ThreadKey, Arc<Flight>>>,
    last_number: AtomicU64,
}

impl Flights {
    /// Begins this thread's attempt, which ends when the result is dropped.
    pub(super) fn start(
        self: &Arc<Flights>,
        connect_timeout: Duration,
        until: Instant,
        cancel: &Arc<Cancel>,
    ) -> CurrentFlight {
        let flight = Arc::new(Flight {
            number: self.last_number.fetch_add(1, Ordering::Relaxed) + 1,
            connect_timeout,
            until,
            cancel: cancel.clone(),
            interrupt: Mutex::new(None),
            progress: Mutex::new(Progress {
                phase: Phase::Resolving,
                reached_at: [None; PHASES],
                connect_until: None,
                wrote: false,
                kept: false,
                answer: None,
            }),
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
