//! Several requests of one kind, some at a time, with an outcome for each.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Instant;

use super::exchange::{Answer, Exchange, Want};
use super::single::decoded;
use super::{Call, Progress, Step};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::{Failure, Response};

/// Where the outcomes of a batch go, each as soon as it is final; in the end it is the batch's output.
pub trait Collect<T> {
    /// Takes the outcome of the request at this place in the order given.
    fn settle(&mut self, place: usize, outcome: Result<(T, Answer), Error>);
}

/// All outcomes, in the order of the requests.
pub struct Outcomes<T>(Vec<Option<Result<(T, Answer), Error>>>);

impl<T> Outcomes<T> {
    /// Room for the outcomes of `count` requests.
    pub fn of(count: usize) -> Outcomes<T> {
        Outcomes((0..count).map(|_| None).collect())
    }

    /// The outcomes.
    pub fn into_vec(self) -> Vec<Result<(T, Answer), Error>> {
        self.0.into_iter().map(|outcome| outcome.unwrap_or_else(|| Err(never_settled()))).collect()
    }
}

impl<T> Collect<T> for Outcomes<T> {
    fn settle(&mut self, place: usize, outcome: Result<(T, Answer), Error>) {
        self.0[place] = Some(outcome);
    }
}

/// Sends requests and collects one outcome for each.
pub struct Batch<T, F, C> {
    exchanges: Vec<Exchange>,
    waiting: VecDeque<usize>,
    active: Vec<usize>,
    most_active: usize,
    decode: F,
    outcomes: Option<C>,
    /// Whether the outcomes are of use only together: after a failure no further request begins.
    all_or_nothing: bool,
    kind: PhantomData<fn() -> T>,
}

impl<T, F: FnMut(usize, &Response) -> Result<T, Error>, C: Collect<T>> Batch<T, F, C> {
    /// `most_active` requests are under way at a time; `decode` reads the answer to the request at a place.
    pub fn new(exchanges: Vec<Exchange>, most_active: usize, decode: F, outcomes: C) -> Batch<T, F, C> {
        let count = exchanges.len();
        Batch {
            exchanges,
            waiting: (0..count).collect(),
            active: Vec::new(),
            most_active,
            decode,
            outcomes: Some(outcomes),
            all_or_nothing: false,
            kind: PhantomData,
        }
    }

    /// No further request begins after a failure. Requests begin in order, so the first failure in the outcomes is one
    /// of those that happened.
    pub fn all_or_nothing(mut self) -> Batch<T, F, C> {
        self.all_or_nothing = true;
        self
    }

    fn settle(&mut self, slot: usize) {
        self.active.retain(|active| *active != slot);
        let outcome = self.exchanges[slot].take_outcome().unwrap_or_else(|| Err(never_settled()));
        let outcome = outcome.and_then(|answer| decoded(answer, |response| (self.decode)(slot, response)));
        if self.all_or_nothing && outcome.is_err() {
            self.waiting.clear();
        }
        if let Some(outcomes) = &mut self.outcomes {
            outcomes.settle(slot, outcome);
        }
    }
}

impl<T, F: FnMut(usize, &Response) -> Result<T, Error>, C: Collect<T>> Call for Batch<T, F, C> {
    type Output = C;

    fn is_sequential(&self) -> bool {
        self.exchanges.len() == 1
    }

    fn progress(&self) -> Progress {
        Progress { done: self.exchanges.len() - self.waiting.len() - self.active.len(), total: self.exchanges.len() }
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
                None => return Step::Done(self.outcomes.take().expect("a call is not asked on after its end")),
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
