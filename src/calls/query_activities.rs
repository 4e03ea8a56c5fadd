//! The answers to a query of many users, as one.

use std::sync::Arc;
use std::vec;

use super::exchange::Answer;
use super::plan::Plan;
use super::requests::{Purpose, Then};
use crate::error::{Code, Error};
use crate::handles::{ActivityQuery, HandleList};
use crate::http::Request;

type Outcome = Result<(HandleList, Answer), Error>;

/// Makes one list of those that the requests of a query bring, with the last answer; or reports their first failure,
/// after which no further request begins.
pub struct QueryActivities<R> {
    plan: Arc<Plan>,
    requests: vec::IntoIter<Request>,
    outcomes: Vec<(usize, Outcome)>,
    report: R,
}

impl<R: FnMut(Outcome) + Send> QueryActivities<R> {
    /// `report` takes the outcome of all.
    pub fn new(plan: Arc<Plan>, requests: Vec<Request>, report: R) -> QueryActivities<R> {
        QueryActivities { plan, requests: requests.into_iter(), outcomes: Vec::new(), report }
    }
}

impl<R: FnMut(Outcome) + Send> Purpose for QueryActivities<R> {
    fn request(&mut self, _: usize) -> Result<Request, Error> {
        self.requests.next().ok_or_else(|| Error::new(Code::Internal, "a query without this request"))
    }

    fn settle(&mut self, place: usize, outcome: Result<Answer, Error>) -> Then {
        let outcome = outcome.and_then(|answer| answer.read(ActivityQuery::from_response));
        if let Ok((list, _)) = &outcome {
            self.plan.watch.unread(&list.unread);
        }
        let then = if outcome.is_ok() { Then::Continue } else { Then::Stop };
        self.outcomes.push((place, outcome));
        then
    }

    fn finish(&mut self) {
        self.outcomes.sort_unstable_by_key(|(place, _)| *place);
        let outcomes = std::mem::take(&mut self.outcomes).into_iter().map(|(_, outcome)| outcome).collect();
        (self.report)(merged(outcomes));
    }
}

/// The attempts are those of all.
fn merged(outcomes: Vec<Outcome>) -> Outcome {
    let attempts_of = |outcome: &Outcome| match outcome {
        Ok((_, answer)) => answer.attempts,
        Err(error) => error.attempts,
    };
    let attempts = outcomes.iter().map(attempts_of).sum();
    let mut lists = Vec::with_capacity(outcomes.len());
    let mut last = None;
    for outcome in outcomes {
        match outcome {
            Ok((list, answer)) => {
                lists.push(list);
                last = Some(answer);
            }
            Err(mut error) => {
                error.attempts = attempts;
                return Err(error);
            }
        }
    }
    let last = last.ok_or_else(|| Error::new(Code::Internal, "a query without requests"))?;
    Ok((HandleList::merged(lists), Answer { attempts, ..last }))
}
