//! Requests that the engine sends: a queue it polls, and what it says of each.
//!
//! A call and the engine hold the two ends of a request. Either may let go first: an answer that nobody waits for is
//! dropped, and a request whose call is over says so.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::{Failure, FailureKind, Response, WireRequest};
use crate::error::Delivery;

/// What came of a request.
pub(crate) type Outcome = Result<Response, Failure>;

/// The requests that wait for the engine.
#[derive(Default)]
pub struct RequestQueue {
    waiting: Mutex<VecDeque<Weak<HttpRequest>>>,
    arrived: Condvar,
}

impl RequestQueue {
    /// Puts a request into the queue. `report` is told its outcome, once, unless the result is dropped before.
    pub(crate) fn push(
        &self,
        wire: WireRequest,
        until: Instant,
        report: impl FnOnce(Outcome) + Send + 'static,
    ) -> Pending {
        let request = Arc::new(HttpRequest {
            wire,
            until,
            handed_out: AtomicBool::new(false),
            report: Mutex::new(Some(Box::new(report))),
        });
        self.waiting().push_back(Arc::downgrade(&request));
        self.arrived.notify_one();
        Pending(request)
    }

    /// The next request to send, waiting for one until `timeout` at most.
    pub fn wait(&self, timeout: Duration) -> Option<Arc<HttpRequest>> {
        let until = Instant::now().checked_add(timeout);
        let mut waiting = self.waiting();
        loop {
            if let Some(request) = take(&mut waiting) {
                return Some(request);
            }
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return None;
            }
            waiting = self.arrived.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Weak<HttpRequest>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first request that somebody still waits for, marked as handed out under the queue's lock.
fn take(waiting: &mut VecDeque<Weak<HttpRequest>>) -> Option<Arc<HttpRequest>> {
    while let Some(request) = waiting.pop_front() {
        if let Some(request) = request.upgrade().filter(|request| !request.is_cancelled()) {
            request.handed_out.store(true, Ordering::SeqCst);
            return Some(request);
        }
    }
    None
}

type Report = Box<dyn FnOnce(Outcome) + Send>;

/// A request for the engine to send.
pub struct HttpRequest {
    wire: WireRequest,
    until: Instant,
    handed_out: AtomicBool,
    report: Mutex<Option<Report>>,
}

impl HttpRequest {
    /// What to send.
    pub fn wire(&self) -> &WireRequest {
        &self.wire
    }

    /// When it must be over.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_cancelled(&self) -> bool {
        self.report().is_none()
    }

    /// Tells the outcome; without effect where it was told already or nobody waits.
    pub fn complete(&self, outcome: Result<Response, Failure>) {
        let report = self.report().take();
        if let Some(report) = report {
            report(outcome);
        }
    }

    fn report(&self) -> MutexGuard<'_, Option<Report>> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("wire", &self.wire).finish_non_exhaustive()
    }
}

/// The call's end of a request: dropped, nobody waits any more.
pub(crate) struct Pending(Arc<HttpRequest>);

impl Pending {
    /// Takes the request back. The failure knows whether the engine had got it.
    pub(crate) fn give_up(&self, kind: FailureKind, detail: &str) -> Failure {
        self.0.report().take();
        let handed_out = self.0.handed_out.load(Ordering::SeqCst);
        let delivery = if handed_out { Delivery::Unknown } else { Delivery::NotSent };
        Failure::new(kind, delivery, detail)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.report().take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, Repeat};
    use std::sync::mpsc::{Receiver, channel};

    fn push(queue: &RequestQueue, url: &str) -> (Pending, Receiver<Outcome>) {
        let wire = WireRequest {
            method: Method::Get,
            url: url.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            repeat: Repeat::Always,
            authorization: None,
        };
        let until = Instant::now() + Duration::from_secs(1);
        let (sender, receiver) = channel();
        (queue.push(wire, until, move |outcome| sender.send(outcome).unwrap()), receiver)
    }

    fn answer(status: u16) -> Outcome {
        Ok(Response { status, ..Response::default() })
    }

    fn next(queue: &RequestQueue) -> Option<Arc<HttpRequest>> {
        queue.wait(Duration::ZERO)
    }

    #[test]
    fn requests_come_in_order_and_each_outcome_is_told_once() {
        let queue = RequestQueue::default();
        let (_first, first_outcome) = push(&queue, "first");
        let (_second, second_outcome) = push(&queue, "second");
        let requests = [next(&queue).unwrap(), next(&queue).unwrap()];
        assert_eq!([&requests[0].wire().url, &requests[1].wire().url], ["first", "second"]);
        assert!(next(&queue).is_none());
        requests[1].complete(answer(200));
        requests[1].complete(answer(500));
        assert_eq!(second_outcome.try_recv().unwrap().unwrap().status, 200);
        assert!(second_outcome.try_recv().is_err() && first_outcome.try_recv().is_err());
    }

    #[test]
    fn a_request_nobody_waits_for_is_passed_over_or_says_so() {
        let queue = RequestQueue::default();
        let (dropped, _) = push(&queue, "dropped");
        let (kept, outcome) = push(&queue, "kept");
        drop(dropped);
        let request = next(&queue).unwrap();
        assert_eq!(request.wire().url, "kept");
        assert!(!request.is_cancelled());
        drop(kept);
        assert!(request.is_cancelled());
        request.complete(answer(200));
        assert!(outcome.try_recv().is_err());
    }

    #[test]
    fn giving_up_tells_whether_the_engine_had_the_request() {
        let queue = RequestQueue::default();
        let (never_polled, _) = push(&queue, "a");
        assert_eq!(never_polled.give_up(FailureKind::Timeout, "").delivery, Delivery::NotSent);
        let (polled, _) = push(&queue, "b");
        let _request = next(&queue).unwrap();
        assert_eq!(polled.give_up(FailureKind::Timeout, "").delivery, Delivery::Unknown);
    }

    #[test]
    fn waiting_ends_with_a_request_or_with_its_time() {
        let queue = Arc::new(RequestQueue::default());
        assert!(queue.wait(Duration::from_millis(1)).is_none());
        let waiting = queue.clone();
        let thread = std::thread::spawn(move || waiting.wait(Duration::from_secs(30)).unwrap().wire().url.clone());
        let (_pending, _) = push(&queue, "late");
        assert_eq!(thread.join().unwrap(), "late");
    }
}
