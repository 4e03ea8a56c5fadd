//! The requests of a call, some at a time, and the outcome of each.

use std::sync::Arc;
use std::time::Instant;

use super::call::{Call, Progress, Step};
use super::exchange::{Answer, Exchange, Want};
use super::plan::Plan;
use crate::auth::Granted;
use crate::error::{Code, Delivery, Error};
use crate::http::{Failure, Request, Response};

/// What a call is about: the requests it consists of, and what it makes of their outcomes.
pub trait Purpose: Send {
    /// The request at a place. Each is asked for once, in their order, when it begins.
    fn request(&mut self, place: usize) -> Result<Request, Error>;
    /// Takes the outcome of the request at a place, as soon as it is final.
    fn settle(&mut self, place: usize, outcome: Result<Answer, Error>) -> Then;
    /// All outcomes were taken. Called once.
    fn finish(&mut self) {}
}

/// How a call goes on after an outcome.
pub enum Then {
    /// With its other requests.
    Continue,
    /// With those that have begun; no further one begins.
    Stop,
    /// With this request at the same place.
    Next(Request),
}

/// A call that consists of requests.
pub struct Requests {
    plan: Arc<Plan>,
    purpose: Box<dyn Purpose>,
    total: usize,
    begun: usize,
    max_active: usize,
    /// Those that have begun and are not over, by their places.
    active: Vec<(usize, Exchange)>,
    accepts: fn(&Response) -> bool,
    changes: Option<Arc<str>>,
    awaits_turn: bool,
}

impl Requests {
    /// `total` requests, one after another or `max_active` at a time.
    pub fn new(plan: Arc<Plan>, purpose: impl Purpose + 'static, total: usize, max_active: usize) -> Requests {
        Requests {
            plan,
            purpose: Box::new(purpose),
            total,
            begun: 0,
            max_active,
            active: Vec::new(),
            accepts: Response::is_success,
            changes: None,
            awaits_turn: false,
        }
    }

    /// Also takes answers of other statuses than 2xx for a success.
    pub fn accepting(self, accepts: fn(&Response) -> bool) -> Requests {
        Requests { accepts, ..self }
    }

    /// Changes what `key` names: the call begins when its turn has come.
    pub fn changing(self, key: Arc<str>) -> Requests {
        Requests { changes: Some(key), awaits_turn: true, ..self }
    }

    fn begin(&mut self) {
        let room = self.max_active.min(self.total - self.begun + self.active.len());
        self.active.reserve_exact(room.saturating_sub(self.active.len()));
        while self.active.len() < self.max_active && self.begun < self.total {
            let place = self.begun;
            self.begun += 1;
            match self.purpose.request(place) {
                Ok(request) => {
                    let exchange = Exchange::new(request, self.plan.clone(), self.accepts, place);
                    self.active.push((place, exchange));
                }
                Err(error) => drop(self.purpose.settle(place, Err(error))),
            }
        }
    }

    /// Takes an outcome.
    fn settle(&mut self, index: usize, outcome: Result<Answer, Error>) {
        let (place, exchange) = &mut self.active[index];
        match self.purpose.settle(*place, outcome) {
            Then::Next(request) => return exchange.go_on(request),
            Then::Stop => self.begun = self.total,
            Then::Continue => {}
        }
        self.active.remove(index);
    }

    /// Ends the requests that have not begun.
    fn give_up(&mut self, error: Error) {
        self.awaits_turn = false;
        let error = Error { delivery: Delivery::NotSent, ..error };
        for place in self.begun..self.total {
            self.purpose.settle(place, Err(error.clone()));
        }
        self.begun = self.total;
    }

    fn exchange(&mut self, slot: usize) -> Option<&mut Exchange> {
        self.active.iter_mut().find(|(place, _)| *place == slot).map(|(_, exchange)| exchange)
    }
}

impl Call for Requests {
    fn changes(&self) -> Option<&Arc<str>> {
        self.changes.as_ref()
    }

    fn turn_came(&mut self) {
        self.awaits_turn = false;
    }

    fn progress(&self) -> Progress {
        Progress { done: self.begun - self.active.len(), total: self.total }
    }

    fn step(&mut self, now: Instant) -> Step {
        if self.awaits_turn && now < self.plan.deadline {
            return Step::Wait(self.plan.deadline);
        }
        if self.awaits_turn {
            self.give_up(Error::new(Code::Timeout, "an earlier call that changes the same thing is not over yet"));
        }
        loop {
            self.begin();
            let mut earliest: Option<Instant> = None;
            let mut index = 0;
            while let Some((place, exchange)) = self.active.get_mut(index) {
                let slot = *place;
                match exchange.step(now) {
                    Want::Token { wire, refused } => return Step::Authorize { slot, wire, refused },
                    Want::Send { wire, limits } => return Step::Send { slot, wire, limits },
                    Want::Wait(until) => {
                        earliest = Some(earliest.map_or(until, |earliest| earliest.min(until)));
                        index += 1;
                    }
                    Want::Nothing(outcome) => self.settle(index, outcome),
                }
            }
            match earliest {
                _ if self.begun < self.total && self.active.len() < self.max_active => {}
                Some(until) => return Step::Wait(until),
                None => {
                    self.purpose.finish();
                    return Step::Done;
                }
            }
        }
    }

    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>) {
        if let Some(exchange) = self.exchange(slot) {
            exchange.authorized(granted);
        }
    }

    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant) {
        if let Some(exchange) = self.exchange(slot) {
            exchange.answered(outcome, now);
        }
    }

    fn abandon(&mut self, code: Code) {
        self.active.iter_mut().for_each(|(_, exchange)| exchange.abandon(code));
        self.give_up(Error::abandoned(code));
    }
}

#[cfg(test)]
mod tests;
