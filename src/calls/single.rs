//! A call that is one request.

use std::time::Instant;

use super::exchange::{Answer, Exchange, Want};
use super::{Call, Step};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::{Failure, Response};

/// One request and what its answer means.
pub struct Single<F> {
    exchange: Exchange,
    decode: F,
}

impl<F> Single<F> {
    /// `decode` reads the answer.
    pub fn new(exchange: Exchange, decode: F) -> Single<F> {
        Single { exchange, decode }
    }
}

impl<T, F: FnMut(&Response) -> Result<T, Error>> Call for Single<F> {
    type Output = Result<(T, Answer), Error>;

    fn is_sequential(&self) -> bool {
        true
    }

    fn step(&mut self, now: Instant) -> Step<Self::Output> {
        match self.exchange.step(now) {
            Want::Token { wire, refused } => Step::Authorize { slot: 0, wire, refused },
            Want::Send { wire, limits } => Step::Send { slot: 0, wire, limits },
            Want::Wait(until) => Step::Wait(until),
            Want::Nothing => match self.exchange.take_outcome() {
                Some(Ok(answer)) => Step::Done(decoded(&self.exchange, answer, &mut self.decode)),
                Some(Err(error)) => Step::Done(Err(error)),
                None => Step::Done(Err(Error::new(Code::Internal, "a call was asked on after its end"))),
            },
        }
    }

    fn authorized(&mut self, _: usize, granted: Option<Result<Granted, Error>>) {
        self.exchange.authorized(granted);
    }

    fn answered(&mut self, _: usize, outcome: Result<Response, Failure>, now: Instant) {
        self.exchange.answered(outcome, now);
    }

    fn abandon(&mut self, code: Code) {
        self.exchange.abandon(code);
    }
}

/// Reads an answer; an error of reading is told together with the answer it is about.
pub(super) fn decoded<T>(
    exchange: &Exchange,
    answer: Answer,
    decode: impl FnOnce(&Response) -> Result<T, Error>,
) -> Result<(T, Answer), Error> {
    match decode(&answer.response) {
        Ok(value) => Ok((value, answer)),
        Err(mut error) => {
            error.message = exchange.redact(&error.message);
            Err(answer.blame(error))
        }
    }
}
