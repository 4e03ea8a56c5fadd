//! Invites: one request for each recipient, several at a time.

use std::collections::VecDeque;
use std::time::Instant;

use super::exchange::{Answer, Exchange, Want};
use super::single::decoded;
use super::{Call, Step};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::handles::Handle;
use crate::http::{Failure, Response};

/// Sends invites and collects one outcome for each, in the order given.
pub struct SendInvites {
    exchanges: Vec<Exchange>,
    outcomes: Vec<Option<Result<(Handle, Answer), Error>>>,
    waiting: VecDeque<usize>,
    active: Vec<usize>,
    most_active: usize,
}

impl SendInvites {
    /// `most_active` requests are under way at a time.
    pub fn new(exchanges: Vec<Exchange>, most_active: usize) -> SendInvites {
        let count = exchanges.len();
        SendInvites {
            exchanges,
            outcomes: (0..count).map(|_| None).collect(),
            waiting: (0..count).collect(),
            active: Vec::new(),
            most_active,
        }
    }

    fn settle(&mut self, slot: usize) {
        self.active.retain(|active| *active != slot);
        let outcome = self.exchanges[slot].take_outcome().unwrap_or_else(|| Err(never_settled()));
        self.outcomes[slot] = Some(outcome.and_then(|answer| decoded(answer, Handle::created_invite)));
    }
}

impl Call for SendInvites {
    type Output = Vec<Result<(Handle, Answer), Error>>;

    fn is_sequential(&self) -> bool {
        self.exchanges.len() == 1
    }

    fn step(&mut self, now: Instant) -> Step<Self::Output> {
        loop {
            while self.active.len() < self.most_active
                && let Some(next) = self.waiting.pop_front()
            {
                self.active.push(next);
            }
            let mut earliest: Option<Instant> = None;
            let mut settled = Vec::new();
            for &slot in &self.active {
                match self.exchanges[slot].step(now) {
                    Want::Token { wire, refused } => return Step::Authorize { slot, wire, refused },
                    Want::Send { wire, limits } => return Step::Send { slot, wire, limits },
                    Want::Wait(until) => earliest = Some(earliest.map_or(until, |earliest| earliest.min(until))),
                    Want::Nothing => settled.push(slot),
                }
            }
            let progress = !settled.is_empty();
            settled.into_iter().for_each(|slot| self.settle(slot));
            match earliest {
                _ if progress => {}
                Some(until) => return Step::Wait(until),
                None => {
                    let outcomes = std::mem::take(&mut self.outcomes).into_iter();
                    return Step::Done(
                        outcomes.map(|outcome| outcome.unwrap_or_else(|| Err(never_settled()))).collect(),
                    );
                }
            }
        }
    }

    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>) {
        self.exchanges[slot].authorized(granted);
    }

    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant) {
        self.exchanges[slot].answered(outcome, now);
    }

    fn abandon(&mut self, code: Code) {
        self.exchanges.iter_mut().for_each(|exchange| exchange.abandon(code));
    }
}

fn never_settled() -> Error {
    Error::new(Code::Internal, "an invite ended without an outcome")
}
