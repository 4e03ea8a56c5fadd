//! Several requests of one kind, some at a time, with an outcome for each.

use std::collections::VecDeque;
use std::time::Instant;

use super::exchange::{Answer, Exchange, Want};
use super::single::decoded;
use super::{Call, Step};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::{Failure, Response};

/// Sends requests and collects one outcome for each, in the order given.
pub struct Batch<T, F> {
    exchanges: Vec<Exchange>,
    outcomes: Vec<Option<Result<(T, Answer), Error>>>,
    waiting: VecDeque<usize>,
    active: Vec<usize>,
    most_active: usize,
    decode: F,
    /// Whether the outcomes are of use only together: after a failure no further request begins.
    all_or_nothing: bool,
}

impl<T, F: FnMut(&Response) -> Result<T, Error>> Batch<T, F> {
    /// `most_active` requests are under way at a time; `decode` reads the answers.
    pub fn new(exchanges: Vec<Exchange>, most_active: usize, decode: F) -> Batch<T, F> {
        let count = exchanges.len();
        Batch {
            exchanges,
            outcomes: (0..count).map(|_| None).collect(),
            waiting: (0..count).collect(),
            active: Vec::new(),
            most_active,
            decode,
            all_or_nothing: false,
        }
    }

    /// No further request begins after a failure. Requests begin in order, so the first failure in the outcomes is one
    /// of those that happened.
    pub fn all_or_nothing(mut self) -> Batch<T, F> {
        self.all_or_nothing = true;
        self
    }

    fn settle(&mut self, slot: usize) {
        self.active.retain(|active| *active != slot);
        let outcome = self.exchanges[slot].take_outcome().unwrap_or_else(|| Err(never_settled()));
        let outcome = outcome.and_then(|answer| decoded(answer, &mut self.decode));
        if self.all_or_nothing && outcome.is_err() {
            self.waiting.clear();
        }
        self.outcomes[slot] = Some(outcome);
    }
}

impl<T, F: FnMut(&Response) -> Result<T, Error>> Call for Batch<T, F> {
    type Output = Vec<Result<(T, Answer), Error>>;

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
    Error::new(Code::Internal, "a request ended without an outcome")
}

#[cfg(test)]
mod tests;
