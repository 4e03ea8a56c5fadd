//! Clearing an activity: delete the handle that is remembered; where there is none, or it is gone, ask once and delete.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::exchange::{Answer, Exchange, Want};
use super::plan::Plan;
use super::{Call, Step};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::handles::{ActivityQuery, HandleId};
use crate::http::{Failure, Request, Response};

/// Clears the activity of one user in one SCID.
pub struct ClearActivity {
    plan: Arc<Plan>,
    exchange: Exchange,
    doing: Doing,
    query: Option<Request>,
    queried: bool,
    to_delete: VecDeque<HandleId>,
    cleared: bool,
    attempts: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Querying,
    Deleting,
}

impl ClearActivity {
    /// `remembered` is the handle this client set; `query` asks for the user's activities (`None`: the user is not
    /// known).
    /// There must be one of them.
    pub fn new(remembered: Option<HandleId>, query: Option<Request>, plan: Arc<Plan>) -> Result<ClearActivity, Error> {
        let (request, doing, query) = match (remembered, query) {
            (Some(id), query) => (id.delete_request(), Doing::Deleting, query),
            (None, Some(query)) => (query, Doing::Querying, None),
            (None, None) => return Err(user_unknown()),
        };
        let exchange = Exchange::new(request, plan.clone(), plan.id);
        Ok(ClearActivity {
            plan,
            exchange,
            doing,
            query,
            queried: doing == Doing::Querying,
            to_delete: VecDeque::new(),
            cleared: false,
            attempts: 0,
        })
    }

    fn read(&mut self, response: &Response, doing: Doing) -> Result<(), Error> {
        if doing == Doing::Deleting {
            HandleId::deleted(response)?;
            self.cleared = true;
            self.query = None;
            return Ok(());
        }
        let found = ActivityQuery::from_response(response)?;
        self.plan.watch.unread(&found.unread);
        // There may be an activity, and which it is cannot be told.
        if let (true, Some(reason)) = (found.handles.is_empty(), found.skipped.reasons.first()) {
            return Err(Error::protocol(reason));
        }
        self.to_delete = found.handles.into_iter().filter_map(|details| details.handle.id()).collect();
        Ok(())
    }

    /// Goes on after a request's final outcome; `Some` is the call's own.
    fn advance(&mut self, outcome: Result<Answer, Error>) -> Option<Result<(bool, Answer), Error>> {
        let mut answer = match (outcome, self.doing) {
            (Ok(answer), doing) => match self.read(&answer.response, doing) {
                Ok(()) => answer,
                Err(error) => {
                    let attempts = self.attempts + answer.attempts;
                    return Some(Err(error.with_answer(answer.response.status, attempts, answer.request_id)));
                }
            },
            // The remembered handle is gone, and whether there is another nobody can tell.
            (Err(error), Doing::Deleting) if error.code == Code::NotFound && self.query.is_none() && !self.queried => {
                let Error { http_status, attempts, request_id, .. } = error;
                return Some(Err(user_unknown().with_answer(http_status.unwrap_or_default(), attempts, request_id)));
            }
            // Gone already: that is what clearing is for.
            (Err(error), Doing::Deleting) if error.code == Code::NotFound => Answer {
                response: Response { status: error.http_status.unwrap_or_default(), ..Response::default() },
                attempts: error.attempts,
                request_id: error.request_id,
            },
            (Err(mut error), _) => {
                error.attempts += self.attempts;
                return Some(Err(error));
            }
        };
        self.attempts += answer.attempts;
        let next = match (self.query.take(), self.to_delete.pop_front()) {
            (Some(query), _) => {
                self.queried = true;
                (query, Doing::Querying)
            }
            (None, Some(id)) => (id.delete_request(), Doing::Deleting),
            (None, None) => {
                answer.attempts = self.attempts;
                return Some(Ok((self.cleared, answer)));
            }
        };
        self.doing = next.1;
        self.exchange = Exchange::after(self.attempts, next.0, self.plan.clone(), self.plan.id);
        None
    }
}

impl Call for ClearActivity {
    type Output = Result<(bool, Answer), Error>;

    fn is_sequential(&self) -> bool {
        true
    }

    fn step(&mut self, now: Instant) -> Step<Self::Output> {
        loop {
            match self.exchange.step(now) {
                Want::Token { wire, refused } => return Step::Authorize { slot: 0, wire, refused },
                Want::Send { wire, limits } => return Step::Send { slot: 0, wire, limits },
                Want::Wait(until) => return Step::Wait(until),
                Want::Nothing => {
                    let Some(outcome) = self.exchange.take_outcome() else {
                        return Step::Done(Err(Error::new(Code::Internal, "a call was asked on after its end")));
                    };
                    if let Some(outcome) = self.advance(outcome) {
                        return Step::Done(outcome);
                    }
                }
            }
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

fn user_unknown() -> Error {
    Error::argument("options.xuid", "is needed to clear an activity that this client did not set")
}
