//! A call on the caller's thread, until it is over.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::mailbox::{Event, Mailbox};
use super::sender::Sender;
use super::workers::Workers;
use crate::auth::{Credentials, Waiting};
use crate::calls::{Call, Step};
use crate::error::Code;
use crate::http::{Cancel, FailureKind, Limits, Pending, RequestQueue, Transport, WireRequest};

/// What a call needs from around it.
pub struct Surroundings {
    /// Sends requests.
    pub sender: Sender,
    /// Gives tokens.
    pub credentials: Arc<Credentials>,
    /// Ends the call; it then answers `Code::Closed`.
    pub cancel: Arc<Cancel>,
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
    /// The call's end of a request that the engine sends.
    pending: Option<Pending>,
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
            Sender::Polled(queue) => self.queue(queue, slot, wire, limits),
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
        let ticket = self.next_ticket();
        self.under_way.insert(slot, UnderWay { ticket, pending: None });
        workers.submit(
            move || transport.send(&wire, &limits, &cancel),
            move |outcome| mailbox.post(Event::Answered { slot, ticket, outcome }),
        );
    }

    fn queue(&mut self, queue: &RequestQueue, slot: usize, wire: WireRequest, limits: Limits) {
        let mailbox = self.mailbox.clone();
        let ticket = self.next_ticket();
        let report = move |outcome| mailbox.post(Event::Answered { slot, ticket, outcome });
        let pending = Some(queue.push(wire, limits.until(Instant::now()), report));
        self.under_way.insert(slot, UnderWay { ticket, pending });
    }

    fn next_ticket(&mut self) -> u64 {
        self.last_ticket += 1;
        self.last_ticket
    }

    /// Until when to wait: a request that the engine sends is over at its limit, whatever the engine does.
    fn earliest(&self, until: Instant) -> Instant {
        let limits = self.under_way.values().filter_map(|attempt| attempt.pending.as_ref().map(Pending::until));
        limits.fold(until, Instant::min)
    }

    fn give_up_overdue(&mut self) {
        let now = Instant::now();
        self.give_up(FailureKind::Timeout, "no answer came within the request timeout", |pending| {
            pending.until() <= now
        });
    }

    fn interrupt_pending(&mut self) {
        self.give_up(FailureKind::Interrupted, "interrupted", |_| true);
    }

    fn give_up(&mut self, kind: FailureKind, detail: &str, which: impl Fn(&Pending) -> bool) {
        let chosen = |attempt: &UnderWay| attempt.pending.as_ref().is_some_and(&which);
        let slots: Vec<usize> = self.under_way.iter().filter(|(_, way)| chosen(way)).map(|(slot, _)| *slot).collect();
        for slot in slots {
            if let Some(pending) = self.under_way.remove(&slot).and_then(|attempt| attempt.pending) {
                self.call.answered(slot, Err(pending.give_up(kind, detail)), Instant::now());
            }
        }
    }
}
