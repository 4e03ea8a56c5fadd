//! A call on the caller's thread, until it is over.

use std::sync::Arc;
use std::time::Instant;

use super::mailbox::{Event, Mailbox};
use super::workers::Workers;
use crate::auth::Credentials;
use crate::calls::{Call, Step};
use crate::error::Code;
use crate::http::{Cancel, Limits, Transport, WireRequest};

/// What a call needs from around it.
pub struct Surroundings {
    /// Sends requests.
    pub transport: Arc<dyn Transport>,
    /// Send the requests of calls that have several at a time.
    pub workers: Arc<Workers>,
    /// Gives tokens.
    pub credentials: Arc<Credentials>,
    /// Ends the call; it then answers `Code::Closed`.
    pub cancel: Arc<Cancel>,
}

struct ToSend {
    slot: usize,
    wire: WireRequest,
    limits: Limits,
}

/// Drives a call to its end. Blocks until then: every wait of a call ends by its deadline.
pub fn run<C: Call>(mut call: C, around: &Surroundings) -> C::Output {
    let mailbox = Arc::new(Mailbox::default());
    let knock = mailbox.clone();
    let _wake = around.cancel.on_cancel(move || knock.knock());
    let mut ready: Vec<ToSend> = Vec::new();
    let mut under_way = 0usize;
    loop {
        while let Some(event) = mailbox.take() {
            match event {
                Event::Authorized { slot, granted } => call.authorized(slot, granted),
                Event::Answered { slot, outcome } => {
                    under_way -= 1;
                    call.answered(slot, outcome, Instant::now());
                }
            }
        }
        if around.cancel.is_cancelled() {
            ready.clear();
            call.abandon(Code::Closed);
        }
        match call.step(Instant::now()) {
            Step::Authorize { slot, wire, refused } => authorize(around, &mailbox, slot, &wire, refused),
            Step::Send { slot, wire, limits } => ready.push(ToSend { slot, wire, limits }),
            Step::Wait(until) => match ready.len() {
                0 => mailbox.wait(until),
                // The only request there is needs no other thread.
                1 if under_way == 0 => {
                    for send in ready.drain(..) {
                        let outcome = around.transport.send(&send.wire, &send.limits, &around.cancel);
                        call.answered(send.slot, outcome, Instant::now());
                    }
                }
                _ => {
                    for send in ready.drain(..) {
                        under_way += 1;
                        hand_over(around, &mailbox, send);
                    }
                }
            },
            Step::Done(output) => return output,
        }
    }
}

fn authorize(around: &Surroundings, mailbox: &Arc<Mailbox>, slot: usize, wire: &WireRequest, refused: Option<u64>) {
    let mailbox = mailbox.clone();
    around.credentials.obtain(wire, refused, move |granted| mailbox.post(Event::Authorized { slot, granted }));
}

fn hand_over(around: &Surroundings, mailbox: &Arc<Mailbox>, send: ToSend) {
    let (transport, cancel, mailbox) = (around.transport.clone(), around.cancel.clone(), mailbox.clone());
    let ToSend { slot, wire, limits } = send;
    around.workers.submit(
        move || transport.send(&wire, &limits, &cancel),
        move |outcome| mailbox.post(Event::Answered { slot, outcome }),
    );
}
