//! One attempt: its limits, how far it came, and what interrupts it.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::http::trace::Timings;
use crate::http::{Cancel, Limits};

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

/// One attempt. It belongs to the thread that makes it.
#[derive(Debug)]
pub(super) struct Flight<'a> {
    connect_timeout: Duration,
    until: Instant,
    cancel: &'a Arc<Cancel>,
    phase: Cell<Phase>,
    /// When each phase was reached for the first time.
    reached_at: [Cell<Option<Instant>>; PHASES],
    connect_until: Cell<Option<Instant>>,
    /// Whether some of a request was written.
    wrote: Cell<bool>,
    /// Whether it uses a connection that was open before it began.
    kept: Cell<bool>,
    /// Of the answer, once its head was read.
    status: Cell<Option<u16>>,
}

impl<'a> Flight<'a> {
    /// An attempt that begins now.
    pub(super) fn new(limits: &Limits, until: Instant, cancel: &'a Arc<Cancel>) -> Flight<'a> {
        Flight {
            connect_timeout: limits.connect_timeout,
            until,
            cancel,
            phase: Cell::new(Phase::Resolving),
            reached_at: [const { Cell::new(None) }; PHASES],
            connect_until: Cell::new(None),
            wrote: Cell::new(false),
            kept: Cell::new(false),
            status: Cell::new(None),
        }
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase.get()
    }

    pub(super) fn reached(&self, phase: Phase) {
        if self.phase.replace(phase) == phase {
            return;
        }
        let now = Instant::now();
        if phase == Phase::Connecting && self.connect_until.get().is_none() {
            self.connect_until.set(Some(now + self.connect_timeout));
        }
        let reached_at = &self.reached_at[phase as usize];
        reached_at.set(reached_at.get().or(Some(now)));
    }

    /// How long the parts took of an attempt that began at `began`, started to fly at `started`, and ends now.
    pub(super) fn timings(&self, began: Instant, started: Instant) -> Timings {
        let now = Instant::now();
        let at = |phase: Phase| self.reached_at[phase as usize].get();
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
        if self.phase() >= Phase::Sending {
            self.wrote.set(true);
        }
    }

    /// Whether the service may have any of a request.
    pub(super) fn may_have_sent(&self) -> bool {
        self.wrote.get()
    }

    /// Notes the status of the answer.
    pub(super) fn answered(&self, status: u16) {
        self.status.set(Some(status));
    }

    /// The status of the answer, where its head was read.
    pub(super) fn status(&self) -> Option<u16> {
        self.status.get()
    }

    /// Notes that it uses a connection that was open before it began.
    pub(super) fn uses_kept_connection(&self) {
        self.kept.set(true);
    }

    /// Whether it uses a connection that was open before it began, of which no byte has come.
    pub(super) fn is_unanswered_on_kept_connection(&self) -> bool {
        self.kept.get() && self.phase() < Phase::Receiving
    }

    /// When it must be over.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    /// The bound of making its connection, and whether the attempt's own end comes before that.
    pub(super) fn connect_limit(&self) -> (Duration, bool) {
        (self.connect_timeout, self.connect_until.get().is_some_and(|until| self.until < until))
    }

    pub(super) fn cancel(&self) -> &'a Arc<Cancel> {
        self.cancel
    }

    /// What is left for the present phase; `None` where nothing is.
    pub(super) fn left(&self) -> Option<Duration> {
        let until = match self.connect_until.get() {
            Some(until) if self.phase() < Phase::Connected => until.min(self.until),
            _ => self.until,
        };
        Some(until.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }
}
