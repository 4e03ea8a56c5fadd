//! Clearing an activity: delete the handle that is remembered; where there is none, or it is gone, ask once and delete.

use std::collections::VecDeque;
use std::sync::Arc;

use super::diagnostics::Diagnostics;
use super::exchange::Answer;
use super::plan::Plan;
use super::requests::{Purpose, Then};
use crate::error::{Code, Error};
use crate::handles::{ActivityQuery, HandleId};
use crate::http::{Request, Response};

/// Clears the activity of one user in one SCID: one request after another, each made of what those before brought.
pub struct ClearActivity<K, R> {
    plan: Arc<Plan>,
    known: K,
    doing: Doing,
    query: Option<Request>,
    queried: bool,
    to_delete: VecDeque<HandleId>,
    cleared: bool,
    attempts: u32,
    report: R,
}

#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Querying,
    Deleting,
}

/// What is known when an activity is to be cleared. There must be one of both.
#[derive(Default)]
pub struct Known {
    /// The handle that this client set.
    pub handle: Option<HandleId>,
    /// Asks for the activities of the user, if the user is known.
    pub query: Option<Request>,
}

impl<K, R> ClearActivity<K, R>
where
    K: FnMut() -> Result<Known, Error> + Send,
    R: FnMut(Result<(bool, Answer), Error>) + Send,
{
    /// `known` tells what is known when the call begins; `report` takes the outcome: whether there was an activity.
    pub fn new(plan: Arc<Plan>, known: K, report: R) -> ClearActivity<K, R> {
        ClearActivity {
            plan,
            known,
            doing: Doing::Querying,
            query: None,
            queried: false,
            to_delete: VecDeque::new(),
            cleared: false,
            attempts: 0,
            report,
        }
    }

    /// The next request, if there is anything left to do.
    fn next(&mut self) -> Option<Request> {
        if let Some(query) = self.query.take_if(|_| self.to_delete.is_empty()) {
            self.queried = true;
            self.doing = Doing::Querying;
            return Some(query);
        }
        self.doing = Doing::Deleting;
        self.to_delete.pop_front().map(|id| id.delete_request())
    }

    fn read(&mut self, response: &Response) -> Result<(), Error> {
        if self.doing == Doing::Deleting {
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

    /// The answer to a request that did what it was for.
    fn settled(&mut self, outcome: Result<Answer, Error>) -> Result<Answer, Error> {
        let error = match outcome {
            Ok(answer) => return answer.read(|response| self.read(response)).map(|((), answer)| answer),
            Err(error) => error,
        };
        if self.doing == Doing::Querying || error.code != Code::NotFound {
            return Err(error);
        }
        // The remembered handle is gone, and whether there is another nobody can tell.
        if self.query.is_none() && !self.queried {
            let Error { code, message, .. } = user_unknown();
            return Err(Error { code, message, ..error });
        }
        // Gone already: that is what clearing is for.
        Ok(Answer {
            response: Response { status: error.http_status.unwrap_or_default(), ..Response::default() },
            attempts: error.attempts,
            request_id: error.request_id,
            said: Diagnostics { correlation_id: error.correlation_id, ..Diagnostics::default() },
            sent_with: Vec::new(),
        })
    }
}

impl<K, R> Purpose for ClearActivity<K, R>
where
    K: FnMut() -> Result<Known, Error> + Send,
    R: FnMut(Result<(bool, Answer), Error>) + Send,
{
    fn request(&mut self, _: usize) -> Result<Request, Error> {
        let known = (self.known)()?;
        self.query = known.query;
        self.to_delete.extend(known.handle);
        self.next().ok_or_else(user_unknown)
    }

    fn settle(&mut self, _: usize, outcome: Result<Answer, Error>) -> Then {
        let outcome = match self.settled(outcome) {
            Ok(answer) => {
                self.attempts += answer.attempts;
                if let Some(request) = self.next() {
                    return Then::Next(request);
                }
                Ok((self.cleared, Answer { attempts: self.attempts, ..answer }))
            }
            Err(error) => Err(Error { attempts: self.attempts + error.attempts, ..error }),
        };
        (self.report)(outcome);
        Then::Continue
    }
}

fn user_unknown() -> Error {
    Error::argument("options.xuid", "is needed to clear an activity that this client did not set")
}
