//! What follows from a call's outcome, before the next call that changes the same thing begins.

use std::time::Instant;

use super::{Call, Progress, Step};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::{Failure, Response};

/// A call with another outcome, made from its own.
pub struct Then<C, F> {
    call: C,
    then: Option<F>,
}

impl<C, F> Then<C, F> {
    /// `then` runs once, at the call's end.
    pub fn new(call: C, then: F) -> Then<C, F> {
        Then { call, then: Some(then) }
    }
}

impl<T, C: Call, F: FnOnce(C::Output) -> T> Call for Then<C, F> {
    type Output = T;

    fn is_sequential(&self) -> bool {
        self.call.is_sequential()
    }

    fn changes(&self) -> Option<&str> {
        self.call.changes()
    }

    fn turn_came(&mut self) {
        self.call.turn_came();
    }

    fn progress(&self) -> Progress {
        self.call.progress()
    }

    fn step(&mut self, now: Instant) -> Step<T> {
        match self.call.step(now) {
            Step::Authorize { slot, wire, refused } => Step::Authorize { slot, wire, refused },
            Step::Send { slot, wire, limits } => Step::Send { slot, wire, limits },
            Step::Open { slot, url, limits } => Step::Open { slot, url, limits },
            Step::Wait(until) => Step::Wait(until),
            Step::Done(output) => {
                let then = self.then.take().expect("a call is not asked on after its end");
                Step::Done(then(output))
            }
        }
    }

    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>) {
        self.call.authorized(slot, granted);
    }

    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant) {
        self.call.answered(slot, outcome, now);
    }

    fn abandon(&mut self, code: Code) {
        self.call.abandon(code);
    }
}
