//! One call under way: what it asks for is done, and what comes of it is told to it. It never waits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::attempt::{Attempt, Sending, withdrawn};
use super::event::{Event, Post};
use super::interrupter::{Interrupter, SharedInterrupter};
use super::job::Job;
use super::pause::{Passage, Pause};
use super::sender::{Engine, Sender};
use super::turns::{Turn, Turns};
use super::workers::Workers;
use crate::auth::{Asking, Credentials, Obtained, Waiting};
use crate::calls::{Call, Progress, Step};
use crate::error::{Code, Delivery, Error};
use crate::gate::Gate;
use crate::http::{Cancel, Failure, FailureKind, Limits, Order, Registration, Response, Transport, WireRequest};

/// How long a call that is cancelled waits for those who are sending: they know how far they came.
const PATIENCE: Duration = Duration::from_millis(40);

/// What the calls of a client need from around them.
pub struct Surroundings {
    /// Sends requests.
    pub sender: Sender,
    /// Sends several at a time, and asks for tokens where the driver must not wait.
    pub workers: Arc<Workers>,
    /// Whether the network is suspended.
    pub pause: Arc<Pause>,
    /// Gives tokens.
    pub credentials: Arc<Credentials>,
    /// Lets the call into the engine's callbacks.
    pub callbacks: Arc<Gate>,
    /// The order of calls that change the same thing.
    pub turns: Arc<Turns>,
    /// Interrupts the calls that send on their own thread.
    pub interrupter: SharedInterrupter,
    /// Cancelled when the client is closed: calls then end with `Code::Closed`.
    pub closing: Arc<Cancel>,
}

/// Whether the thread that drives may wait for a request, or for the game's own callback.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Patience {
    Waits,
    NeverWaits,
}

pub(super) enum Next {
    /// Nothing to do before this time, or an event.
    Wait(Instant),
    /// The call is over.
    Over,
}

pub(super) struct Driving {
    call: Box<dyn Call>,
    around: Arc<Surroundings>,
    /// Ends the call, with `Code::Cancelled` unless the client is closed. May be the same as `closing`.
    cancel: Arc<Cancel>,
    post: Post,
    patience: Patience,
    attempts: Vec<Attempt>,
    /// The slots' places among those who wait for a token.
    waiting: Vec<(usize, Waiting)>,
    last_ticket: u64,
    /// Interrupts the attempts that others send; made with the first.
    interrupter: Option<Interrupter>,
    /// While the network is suspended: wakes the call when it is resumed.
    resumption: Option<(Arc<Cancel>, Registration)>,
    /// Since when it is cancelled, and until when it waits for those who are sending.
    interrupted_until: Option<Instant>,
    _turn: Option<Turn>,
    /// Wakes the call when it is cancelled; made before the first wait.
    wake: Option<Registration>,
}

impl Driving {
    /// Takes the call's place among those that change the same thing. Nothing is asked for or sent yet.
    pub(super) fn new(
        mut call: Box<dyn Call>,
        around: Arc<Surroundings>,
        cancel: Arc<Cancel>,
        post: Post,
        patience: Patience,
    ) -> Driving {
        let turn = call.changes().map(|key| around.turns.enqueue(key.clone(), &post));
        if turn.as_ref().is_some_and(Turn::came_at_once) {
            call.turn_came();
        }
        Driving {
            call,
            around,
            cancel,
            post,
            patience,
            attempts: Vec::new(),
            waiting: Vec::new(),
            last_ticket: 0,
            interrupter: None,
            resumption: None,
            interrupted_until: None,
            _turn: turn,
            wake: None,
        }
    }

    pub(super) fn progress(&self) -> Progress {
        self.call.progress()
    }

    pub(super) fn take(&mut self, event: Event) {
        match event {
            Event::TurnCame => self.call.turn_came(),
            Event::Authorized { slot, granted } => {
                self.waiting.retain(|(waiting, _)| *waiting != slot);
                self.call.authorized(slot, granted);
            }
            Event::Answered { ticket, outcome } => {
                if let Some(index) = self.attempts.iter().position(|attempt| attempt.ticket == ticket) {
                    let attempt = self.attempts.swap_remove(index);
                    let sent = match attempt.sending {
                        Sending::Worker { wire, interrupt, .. } => Some((wire, interrupt)),
                        Sending::Opening(_) | Sending::Engine(_) | Sending::Parked(_) => None,
                    };
                    self.answered(attempt.slot, outcome, attempt.limits, sent);
                }
            }
            Event::HandedOver { ticket, pending } => {
                if let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.ticket == ticket) {
                    attempt.until = Some(pending.until());
                    attempt.sending = Sending::Engine(pending);
                }
            }
            Event::Woken => {}
        }
    }

    /// Does all that can be done now; afterwards there may be events.
    pub(super) fn advance(&mut self) -> Next {
        let next = self.turn_steps();
        if self.wake.is_none() && matches!(next, Next::Wait(_)) {
            let post = self.post.clone();
            self.wake = Some(self.cancel.on_cancel(move || post(Event::Woken)));
        }
        next
    }

    fn turn_steps(&mut self) -> Next {
        self.follow_pause();
        // What was done below may have been answered already.
        let mut unread = false;
        loop {
            let now = Instant::now();
            self.give_up(FailureKind::Timeout, "no answer came within the request timeout", |until| until <= now);
            if self.cancel.is_cancelled() {
                if unread {
                    return Next::Wait(now);
                }
                if let Some(until) = self.interrupt(now) {
                    return Next::Wait(until);
                }
                self.call.abandon(self.reason());
            }
            match self.call.step(Instant::now()) {
                Step::Authorize { slot, wire, refused } => self.authorize(slot, &wire, refused),
                Step::Send { slot, wire, limits } => self.send(slot, wire, limits),
                Step::Open { slot, url, limits } => self.open(slot, url, limits),
                Step::Wait(until) => return Next::Wait(self.earliest(until)),
                Step::Done => return Next::Over,
            }
            unread = true;
        }
    }

    fn reason(&self) -> Code {
        if self.around.closing.is_cancelled() { Code::Closed } else { Code::Cancelled }
    }

    fn authorize(&mut self, slot: usize, wire: &Arc<WireRequest>, refused: Option<u64>) {
        let post = self.post.clone();
        let later = || Box::new(move |granted| post(Event::Authorized { slot, granted })) as _;
        let (waiting, asking) = match self.around.credentials.obtain(wire, refused, later) {
            Obtained::Now(granted) => return self.call.authorized(slot, Some(granted)),
            Obtained::Later(waiting, asking) => (waiting, asking),
        };
        self.waiting.push((slot, waiting));
        match asking {
            Some(asking) if self.patience == Patience::Waits => asking.ask(),
            Some(asking) => self.ask_elsewhere(slot, asking),
            None => {}
        }
    }

    fn ask_elsewhere(&self, slot: usize, asking: Asking) {
        let post = self.post.clone();
        let defect = move |text| post(Event::Authorized { slot, granted: Some(Err(Error::defect(text))) });
        self.around.workers.submit(move || asking.ask(), move |outcome| outcome.unwrap_or_else(defect));
    }

    fn send(&mut self, slot: usize, wire: Arc<WireRequest>, limits: Limits) {
        let suspended = match self.around.pause.passage() {
            Passage::Free(suspended) => suspended,
            Passage::Barred(resumed) => return self.park(slot, wire, limits, resumed),
        };
        match self.around.sender.clone() {
            Sender::Engine(engine) => self.hand_to(engine, slot, wire, limits, &suspended),
            Sender::Direct(transport) if self.patience == Patience::Waits && self.call.progress().total == 1 => {
                let interrupt = self.around.interrupter.get(&self.cancel, &suspended);
                let outcome = transport.send(&wire, &limits, &interrupt);
                self.answered(slot, outcome, limits, Some((wire, interrupt)));
            }
            Sender::Direct(transport) => self.hand_over(&transport, slot, wire, limits, &suspended),
        }
    }

    fn hand_over(
        &mut self,
        transport: &Arc<dyn Transport>,
        slot: usize,
        wire: Arc<WireRequest>,
        limits: Limits,
        suspended: &Arc<Cancel>,
    ) {
        let (transport, cancel, post) = (transport.clone(), self.interrupter(suspended), self.post.clone());
        let job = Arc::new(Job::default());
        let ticket = self.begin(
            slot,
            limits,
            limits.deadline,
            Sending::Worker { job: job.clone(), wire: wire.clone(), interrupt: cancel.clone() },
        );
        self.around.workers.submit(
            move || if job.begin() { transport.send(&wire, &limits, &cancel) } else { Err(withdrawn()) },
            move |outcome| {
                let outcome = outcome.unwrap_or_else(|text| Err(defect(text)));
                post(Event::Answered { ticket, outcome });
            },
        );
    }

    fn hand_to(
        &mut self,
        engine: Engine,
        slot: usize,
        wire: Arc<WireRequest>,
        limits: Limits,
        suspended: &Arc<Cancel>,
    ) {
        let (interrupt, post) = (self.interrupter(suspended), self.post.clone());
        let ticket = self.last_ticket + 1;
        let until = limits.until(Instant::now());
        let report = Box::new(move |outcome| post(Event::Answered { ticket, outcome }));
        let (cancel, callbacks) = (self.cancel.clone(), self.around.callbacks.clone());
        let may_wait = self.patience == Patience::Waits || matches!(engine, Engine::Polled(_));
        if may_wait {
            let pending = engine.push(Order { wire, until, cancel, report }, &callbacks);
            self.begin(slot, limits, until, Sending::Engine(pending));
            return;
        }
        // The engine takes its time in its callback.
        let (job, post) = (Arc::new(Job::default()), self.post.clone());
        self.begin(slot, limits, until, Sending::Worker { job: job.clone(), wire: wire.clone(), interrupt });
        self.around.workers.submit(
            move || job.begin().then(|| engine.push(Order { wire, until, cancel, report }, &callbacks)),
            move |pushed| match pushed {
                Ok(Some(pending)) => post(Event::HandedOver { ticket, pending }),
                Ok(None) => {}
                Err(text) => post(Event::Answered { ticket, outcome: Err(defect(text)) }),
            },
        );
    }

    /// Opens a connection for requests to come; where an engine sends them, there is none.
    fn open(&mut self, slot: usize, url: String, limits: Limits) {
        let (Sender::Direct(transport), Passage::Free(suspended)) =
            (self.around.sender.clone(), self.around.pause.passage())
        else {
            let failure = Failure::new(FailureKind::Network, Delivery::NotSent, "the network is suspended");
            return self.call.answered(slot, Err(failure), Instant::now());
        };
        let (cancel, post, job) = (self.interrupter(&suspended), self.post.clone(), Arc::new(Job::default()));
        let ticket = self.begin(slot, limits, limits.deadline, Sending::Opening(job.clone()));
        self.around.workers.submit(
            move || match job.begin() {
                true => transport.make_ready(&url, &limits, &cancel).map(|()| Response::default()),
                false => Err(withdrawn()),
            },
            move |outcome| {
                let outcome = outcome.unwrap_or_else(|text| Err(defect(text)));
                post(Event::Answered { ticket, outcome });
            },
        );
    }

    /// Keeps a request until the network is resumed.
    fn park(&mut self, slot: usize, wire: Arc<WireRequest>, limits: Limits, resumed: Arc<Cancel>) {
        self.begin(slot, limits, limits.deadline, Sending::Parked(wire));
        if self.resumption.is_none() {
            let post = self.post.clone();
            let wake = resumed.on_cancel(move || post(Event::Woken));
            self.resumption = Some((resumed, wake));
        }
    }

    /// Notes an attempt; gives its ticket.
    fn begin(&mut self, slot: usize, limits: Limits, until: Instant, sending: Sending) -> u64 {
        self.last_ticket += 1;
        self.attempts.push(Attempt { slot, ticket: self.last_ticket, limits, until: Some(until), sending });
        self.last_ticket
    }

    /// Tells the call what came of an attempt: of `sent`, where the library sent it. One that a suspension interrupted
    /// begins again if it did not get out, else it counts as broken.
    fn answered(
        &mut self,
        slot: usize,
        outcome: Result<Response, Failure>,
        limits: Limits,
        sent: Option<(Arc<WireRequest>, Arc<Cancel>)>,
    ) {
        let outcome = match (outcome, sent) {
            (Err(failure), Some((wire, interrupt)))
                if failure.kind == FailureKind::Interrupted && !self.cancel.is_cancelled() =>
            {
                if failure.delivery == Delivery::NotSent && interrupt.is_cancelled() {
                    return self.send(slot, wire, limits);
                }
                Err(Failure::new(FailureKind::Network, failure.delivery, "the network was suspended"))
            }
            (outcome, _) => outcome,
        };
        self.call.answered(slot, outcome, Instant::now());
    }

    /// Parks what was not sent when the network was suspended, and sends it when it is resumed.
    fn follow_pause(&mut self) {
        let interrupted = self.interrupter.as_ref().is_some_and(|interrupter| interrupter.cancel().is_cancelled());
        if interrupted && !self.cancel.is_cancelled() {
            let attempts = std::mem::take(&mut self.attempts);
            for attempt in attempts {
                match attempt.take_back() {
                    Some(wire) => self.send(attempt.slot, wire, attempt.limits),
                    None => self.attempts.push(attempt),
                }
            }
        }
        if self.resumption.take_if(|(resumed, _)| resumed.is_cancelled()).is_some() {
            let is_parked = |attempt: &Attempt| matches!(attempt.sending, Sending::Parked(_));
            let parked: Vec<_> = self.attempts.extract_if(.., |attempt| is_parked(attempt)).collect();
            for attempt in parked {
                if let Sending::Parked(wire) = attempt.sending {
                    self.send(attempt.slot, wire, attempt.limits);
                }
            }
        }
    }

    fn interrupter(&mut self, suspended: &Arc<Cancel>) -> Arc<Cancel> {
        if let Some(interrupter) = &self.interrupter
            && !interrupter.cancel().is_cancelled()
        {
            return interrupter.cancel().clone();
        }
        let interrupter = Interrupter::new(&self.cancel, suspended, Some(self.post.clone()));
        self.interrupter.insert(interrupter).cancel().clone()
    }

    /// Takes back what nobody has begun to send; until when to wait for the others.
    fn interrupt(&mut self, now: Instant) -> Option<Instant> {
        self.give_up(FailureKind::Interrupted, "interrupted", |_| true);
        let until = *self.interrupted_until.get_or_insert(now + PATIENCE);
        (!self.attempts.is_empty() && now < until).then_some(until)
    }

    /// Until when to wait: an attempt that nobody has begun, or that the engine sends, is over at its limit.
    fn earliest(&self, until: Instant) -> Instant {
        self.attempts.iter().filter_map(|attempt| attempt.until).fold(until, Instant::min)
    }

    fn give_up(&mut self, kind: FailureKind, detail: &str, which: impl Fn(Instant) -> bool) {
        let mut index = 0;
        while let Some(attempt) = self.attempts.get_mut(index) {
            if attempt.until.is_some_and(&which) {
                attempt.until = None;
                if let Some(failure) = attempt.give_up(kind, detail) {
                    let attempt = self.attempts.swap_remove(index);
                    self.call.answered(attempt.slot, Err(failure), Instant::now());
                    continue;
                }
            }
            index += 1;
        }
    }
}

fn defect(text: String) -> Failure {
    let error = Error::defect(text);
    let kind = if error.code == Code::System { FailureKind::System } else { FailureKind::Internal };
    Failure::new(kind, Delivery::Unknown, error.message)
}
