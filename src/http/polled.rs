//! The requests of a polled network: a queue that the engine takes them from.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::engine_request::{EngineTerms, HttpRequest, Order, Pending};
use super::{Failure, FailureKind};
use crate::error::Delivery;

/// The requests that wait for the engine.
#[derive(Default)]
pub struct RequestQueue {
    terms: EngineTerms,
    waiting: Mutex<Waiting>,
    arrived: Condvar,
}

#[derive(Default)]
struct Waiting {
    requests: VecDeque<Arc<HttpRequest>>,
    /// None is handed out now.
    held: bool,
    closed: bool,
}

impl RequestQueue {
    pub(crate) fn new(terms: EngineTerms) -> RequestQueue {
        RequestQueue { terms, ..RequestQueue::default() }
    }

    /// Puts a request into the queue.
    pub(crate) fn push(self: &Arc<RequestQueue>, order: Order) -> Pending {
        let request = HttpRequest::new(order, &self.terms);
        let mut waiting = self.waiting();
        if waiting.closed {
            drop(waiting);
            request.complete(Err(nobody_polls()));
        } else {
            waiting.requests.push_back(request.clone());
            drop(waiting);
            self.arrived.notify_one();
        }
        let (queue, abandoned) = (self.clone(), request.clone());
        Pending::new(request, move |handed_out| {
            if !handed_out {
                queue.waiting().requests.retain(|waiting| !Arc::ptr_eq(waiting, &abandoned));
            }
        })
    }

    /// The next request to send, waiting for one until `timeout` at most; `None` also once the queue is closed.
    pub fn wait(&self, timeout: Duration) -> Option<Arc<HttpRequest>> {
        let until = Instant::now().checked_add(timeout);
        let mut waiting = self.waiting();
        loop {
            while !waiting.held
                && let Some(request) = waiting.requests.pop_front()
            {
                if request.hand_out() {
                    return Some(request);
                }
            }
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() || waiting.closed {
                return None;
            }
            waiting = self.arrived.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Hands out no request, or does so again.
    pub(crate) fn hold(&self, held: bool) {
        self.waiting().held = held;
        self.arrived.notify_all();
    }

    /// Nobody polls any more: those who wait for a request are woken, and requests that nobody took fail.
    pub fn close(&self) {
        let requests = {
            let mut waiting = self.waiting();
            waiting.closed = true;
            std::mem::take(&mut waiting.requests)
        };
        self.arrived.notify_all();
        for request in requests {
            request.complete(Err(nobody_polls()));
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nobody_polls() -> Failure {
    Failure::new(FailureKind::Cancelled, Delivery::NotSent, "the polled network was destroyed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Delivery;
    use crate::http::engine_request::Outcome;
    use crate::http::{Cancel, FailureKind, Method, Response, plain_request};
    use std::sync::mpsc::{Receiver, channel};

    fn push(queue: &Arc<RequestQueue>, url: &str) -> (Pending, Receiver<Outcome>) {
        let wire = Arc::new(plain_request(Method::Get, url, "", None));
        let until = Instant::now() + Duration::from_secs(1);
        let (sender, receiver) = channel();
        let report = Box::new(move |outcome| sender.send(outcome).unwrap());
        (queue.push(Order { wire, until, cancel: Arc::new(Cancel::default()), report }), receiver)
    }

    fn answer(status: u16) -> Outcome {
        Ok(Response { status, ..Response::default() })
    }

    fn next(queue: &RequestQueue) -> Option<Arc<HttpRequest>> {
        queue.wait(Duration::ZERO)
    }

    #[test]
    fn requests_come_in_order_and_each_outcome_is_told_once() {
        let queue: Arc<RequestQueue> = Arc::default();
        let (_first, first_outcome) = push(&queue, "first");
        let (_second, second_outcome) = push(&queue, "second");
        let requests = [next(&queue).unwrap(), next(&queue).unwrap()];
        assert_eq!([requests[0].wire().url(), requests[1].wire().url()], ["first", "second"]);
        assert!(next(&queue).is_none());
        requests[1].complete(answer(200));
        requests[1].complete(answer(500));
        assert_eq!(second_outcome.try_recv().unwrap().unwrap().status, 200);
        assert!(second_outcome.try_recv().is_err() && first_outcome.try_recv().is_err());
    }

    #[test]
    fn a_request_nobody_waits_for_is_passed_over_or_says_so() {
        let queue: Arc<RequestQueue> = Arc::default();
        let (dropped, _) = push(&queue, "dropped");
        let (kept, outcome) = push(&queue, "kept");
        drop(dropped);
        let request = next(&queue).unwrap();
        assert_eq!(request.wire().url(), "kept");
        assert!(!request.is_cancelled());
        drop(kept);
        assert!(request.is_cancelled());
        request.complete(answer(200));
        assert!(outcome.try_recv().is_err());
    }

    #[test]
    fn giving_up_tells_whether_the_engine_had_the_request() {
        let queue: Arc<RequestQueue> = Arc::default();
        let (never_polled, _) = push(&queue, "a");
        assert_eq!(never_polled.give_up(FailureKind::Timeout, "").delivery, Delivery::NotSent);
        let (polled, _) = push(&queue, "b");
        let _request = next(&queue).unwrap();
        assert_eq!(polled.give_up(FailureKind::Timeout, "").delivery, Delivery::Unknown);
    }

    #[test]
    fn waiting_ends_with_a_request_or_with_its_time() {
        let queue: Arc<RequestQueue> = Arc::default();
        assert!(queue.wait(Duration::from_millis(1)).is_none());
        let waiting = queue.clone();
        let thread = std::thread::spawn(move || waiting.wait(Duration::from_secs(30)).unwrap().wire().url());
        let (_pending, _) = push(&queue, "late");
        assert_eq!(thread.join().unwrap(), "late");
    }

    #[test]
    fn a_request_is_taken_back_or_handed_out_but_never_both() {
        let queue: Arc<RequestQueue> = Arc::default();
        for round in 0..20_000 {
            let (pending, _) = push(&queue, "x");
            let (given_up, handed_out) = std::thread::scope(|scope| {
                let polling = (round % 2 == 0).then(|| scope.spawn(|| next(&queue).is_some()));
                let delivery = pending.give_up(FailureKind::Timeout, "").delivery;
                (delivery, polling.is_some_and(|polling| polling.join().unwrap()))
            });
            assert_eq!(given_up == Delivery::Unknown, handed_out, "round {round}");
        }
    }

    #[test]
    fn nothing_is_left_in_the_queue_of_calls_that_are_over() {
        let queue: Arc<RequestQueue> = Arc::default();
        for _ in 0..10 {
            drop(push(&queue, "x"));
        }
        assert!(queue.waiting().requests.is_empty());
    }

    #[test]
    fn closing_wakes_who_polls_and_fails_what_nobody_took() {
        let queue: Arc<RequestQueue> = Arc::default();
        let polling = queue.clone();
        let thread = std::thread::spawn(move || polling.wait(Duration::from_secs(60)).is_none());
        std::thread::sleep(Duration::from_millis(20));
        queue.close();
        assert!(thread.join().unwrap());
        let (_late, outcome) = push(&queue, "late");
        let failure = outcome.try_recv().unwrap().unwrap_err();
        assert_eq!((failure.kind, failure.delivery), (FailureKind::Cancelled, Delivery::NotSent));
    }
}
