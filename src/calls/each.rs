//! Requests whose outcomes are taken one by one.

use super::exchange::Answer;
use super::requests::{Purpose, Then};
use crate::error::{Code, Error};
use crate::http::Request;

/// Requests, and who takes the outcome of each.
pub struct Each<I, F> {
    requests: I,
    report: F,
}

impl<I: Iterator<Item = Request>, F: FnMut(usize, Result<Answer, Error>) + Send> Each<I, F> {
    /// `report` takes the outcome of the request at each place.
    pub fn new(requests: impl IntoIterator<IntoIter = I>, report: F) -> Each<I, F> {
        Each { requests: requests.into_iter(), report }
    }
}

impl<I: Iterator<Item = Request> + Send, F: FnMut(usize, Result<Answer, Error>) + Send> Purpose for Each<I, F> {
    fn request(&mut self, _: usize) -> Result<Request, Error> {
        self.requests.next().ok_or_else(|| Error::new(Code::Internal, "a call without this request"))
    }

    fn settle(&mut self, place: usize, outcome: Result<Answer, Error>) -> Then {
        (self.report)(place, outcome);
        Then::Continue
    }
}
