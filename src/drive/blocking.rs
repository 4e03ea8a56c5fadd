//! A call on the caller's thread, until it is over.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::job::Job;
use super::mailbox::{Event, Mailbox};
use super::sender::{Engine, Sender};
use super::workers::Workers;
use crate::auth::{Credentials, Waiting};
use crate::calls::{Call, Step};
use crate::error::{Code, Delivery};
use crate::gate::Gate;
use crate::http::{Cancel, Failure, FailureKind, Limits, Order, Pending, Transport, WireRequest};

/// What a call needs from around it.
pub struct Surroundings {
    /// Sends requests.
    pub sender: Sender,
    /// Gives tokens.
    pub credentials: Arc<Credentials>,
    /// Ends the call; it then answers `Code::Closed`.
    pub cancel: Arc<Cancel>,
    /// Lets the call into the engine's callbacks.
    pub callbacks: Arc<Gate>,
}

/// Drives a call to its end. Blocks until then: every wait of a call ends by its deadline.
pub fn run<C: Call>(call: C, around: &Surroundings) -> C::Output {
    let mailbox = Arc::new(Mailbox::default());
    let knock = mailbox.clone();
    let _wake = around.cancel.on_cancel(move || knock.knock());
    Driving { call, around, mailbox, under_way: HashMap::new(), waiting: HashMap::new(), last_ticket: 0 }.drive()
}

struct Driving<'a, C> {
    call: C,
    around: &'a Surroundings,
    mailbox: Arc<Mailbox>,
    under_way: HashMap<usize, UnderWay>,
    /// The slots' places among those who wait for a token.
    waiting: HashMap<usize, Waiting>,
    last_ticket: u64,
}

/// The attempt that a slot waits for. An answer with another ticket comes too late.
struct UnderWay {
    ticket: u64,
    /// When it is taken back, unless a worker has begun: that ends by itself.
    until: Option<Instant>,
    sending: Sending,
}

/// Who is to send it.
enum Sending {
    /// A worker.
    Worker(Arc<Job>),
    /// The engine.
    Engine(Pending),
}

impl Sending {
    /// Takes the request back: the failure that this is, or nothing where a worker has begun.
    fn give_up(&self, kind: FailureKind, detail: &str) -> Option<Failure> {
        match self {
            Sending::Worker(job) => job.withdraw().then(|| Failure::new(kind, Delivery::NotSent, detail)),
            Sending::Engine(pending) => Some(pending.give_up(kind, detail)),
        }
    }
}

impl<C: Call> Driving<'_, C> {
    fn drive(mut self) -> C::Output {
        loop {
            self.read_mail();
            self.give_up_overdue();
            if self.around.cancel.is_cancelled() {
                self.interrupt_pending();
                self.call.abandon(Code::Closed);
            }
            match self.call.step(Instant::now()) {
                Step::Authorize { slot, wire, refused } => self.authorize(slot, &wire, refused),
                Step::Send { slot, wire, limits } => self.send(slot, wire, limits),
                Step::Wait(until) => self.mailbox.wait(self.earliest(until)),
                Step::Done(output) => return output,
            }
        }
    }

    fn read_mail(&mut self) {
        while let Some(event) = self.mailbox.take() {
            match event {
                Event::Authorized { slot, granted } => {
                    self.waiting.remove(&slot);
                    self.call.authorized(slot, granted);
                }
                Event::Answered { slot, ticket, outcome } => {
                    if self.under_way.get(&slot).is_some_and(|attempt| attempt.ticket == ticket) {
                        self.under_way.remove(&slot);
                        self.call.answered(slot, outcome, Instant::now());
                    }
                }
            }
        }
    }

    fn authorize(&mut self, slot: usize, wire: &WireRequest, refused: Option<u64>) {
        let mailbox = self.mailbox.clone();
        let post = move |granted| mailbox.post(Event::Authorized { slot, granted });
        let waiting = self.around.credentials.obtain(wire, refused, post);
        self.waiting.insert(slot, waiting);
    }

    fn send(&mut self, slot: usize, wire: WireRequest, limits: Limits) {
        match &self.around.sender {
            Sender::Engine(engine) => self.hand_to(engine, slot, wire, limits),
            Sender::Direct { transport, .. } if self.call.is_sequential() => {
                let outcome = transport.send(&wire, &limits, &self.around.cancel);
                self.call.answered(slot, outcome, Instant::now());
            }
            Sender::Direct { transport, workers } => self.hand_over(transport, workers, slot, wire, limits),
        }
    }

    fn hand_over(
        &mut self,
        transport: &Arc<dyn Transport>,
        workers: &Workers,
        slot: usize,
        wire: WireRequest,
        limits: Limits,
    ) {
        let (transport, cancel, mailbox) = (transport.clone(), self.around.cancel.clone(), self.mailbox.clone());
        let job: Arc<Job> = Arc::default();
        let ticket = self.begin(slot, limits.deadline, Sending::Worker(job.clone()));
        workers.submit(
            move || if job.begin() { transport.send(&wire, &limits, &cancel) } else { Err(withdrawn()) },
            move |outcome| mailbox.post(Event::Answered { slot, ticket, outcome }),
        );
    }

    fn hand_to(&mut self, engine: &Engine, slot: usize, wire: WireRequest, limits: Limits) {
        let (mailbox, cancel) = (self.mailbox.clone(), self.around.cancel.clone());
        let ticket = self.last_ticket + 1;
        let until = limits.until(Instant::now());
        let report = Box::new(move |outcome| mailbox.post(Event::Answered { slot, ticket, outcome }));
        let pending = engine.push(Order { wire, until, cancel, report }, &self.around.callbacks);
        self.begin(slot, until, Sending::Engine(pending));
    }

    /// Notes an attempt; gives its ticket.
    fn begin(&mut self, slot: usize, until: Instant, sending: Sending) -> u64 {
        self.last_ticket += 1;
        self.under_way.insert(slot, UnderWay { ticket: self.last_ticket, until: Some(until), sending });
        self.last_ticket
    }

    /// Until when to wait: an attempt that nobody has begun, or that the engine sends, is over at its limit.
    fn earliest(&self, until: Instant) -> Instant {
        self.under_way.values().filter_map(|attempt| attempt.until).fold(until, Instant::min)
    }

    fn give_up_overdue(&mut self) {
        let now = Instant::now();
        self.give_up(FailureKind::Timeout, "no answer came within the request timeout", |until| until <= now);
    }

    fn interrupt_pending(&mut self) {
        self.give_up(FailureKind::Interrupted, "interrupted", |_| true);
    }

    fn give_up(&mut self, kind: FailureKind, detail: &str, which: impl Fn(Instant) -> bool) {
        let chosen = |attempt: &UnderWay| attempt.until.is_some_and(&which);
        let slots: Vec<usize> = self.under_way.iter().filter(|(_, way)| chosen(way)).map(|(slot, _)| *slot).collect();
        for slot in slots {
            let Some(attempt) = self.under_way.get_mut(&slot) else { continue };
            match attempt.sending.give_up(kind, detail) {
                None => attempt.until = None,
                Some(failure) => {
                    self.under_way.remove(&slot);
                    self.call.answered(slot, Err(failure), Instant::now());
                }
            }
        }
    }
}

/// What a worker reports of a job that its call has taken back; nobody hears it.
fn withdrawn() -> Failure {
    Failure::new(FailureKind::Interrupted, Delivery::NotSent, "withdrawn before it was sent")
}
