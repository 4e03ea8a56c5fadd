//! Requests whose outcomes are taken one by one.

use std::vec;

use super::exchange::Answer;
use super::requests::{Purpose, Then};
use crate::error::{Code, Error};
use crate::http::Request;

/// Requests, and who takes the outcome of each.
pub struct Each<F> {
    requests: vec::IntoIter<Request>,
    report: F,
}

impl<F: FnMut(usize, Result<Answer, Error>) + Send> Each<F> {
    /// `report` takes the outcome of the request at each place.
    pub fn new(requests: Vec<Request>, report: F) -> Each<F> {
        Each { requests: requests.into_iter(), report }
    }
}

impl<F: FnMut(usize, Result<Answer, Error>) + Send> Purpose for Each<F> {
    fn request(&mut self, _: usize) -> Result<Request, Error> {
        self.requests.next().ok_or_else(|| Error::new(Code::Internal, "a call without this request"))
    }

    fn settle(&mut self, place: usize, outcome: Result<Answer, Error>) -> Then {
        (self.report)(place, outcome);
        Then::Continue
    }
}
