//! Requests that the engine sends: a queue it polls, and what it says of each.
//!
//! A call and the engine hold the two ends of a request. Either may let go first: an answer that nobody waits for is
//! dropped, and a request whose call is over says so.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Failure, FailureKind, Response, WireRequest};
use crate::error::Delivery;

/// What came of a request.
pub(crate) type Outcome = Result<Response, Failure>;

/// The requests that wait for the engine.
#[derive(Default)]
pub struct RequestQueue {
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
    /// Puts a request into the queue. `report` is told its outcome, once, unless the result is dropped before.
    pub(crate) fn push(
        self: &Arc<RequestQueue>,
        wire: WireRequest,
        until: Instant,
        report: impl FnOnce(Outcome) + Send + 'static,
    ) -> Pending {
        let state = State { handed_out: false, report: Some(Box::new(report)) };
        let request = Arc::new(HttpRequest { wire, until, state: Mutex::new(state) });
        let mut waiting = self.waiting();
        if waiting.closed {
            drop(waiting);
            request.complete(Err(nobody_polls()));
        } else {
            waiting.requests.push_back(request.clone());
            drop(waiting);
            self.arrived.notify_one();
        }
        Pending { request, queue: self.clone() }
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

type Report = Box<dyn FnOnce(Outcome) + Send>;

/// A request for the engine to send.
pub struct HttpRequest {
    wire: WireRequest,
    until: Instant,
    state: Mutex<State>,
}

/// Under one lock: a request is either taken back before the engine gets it, or was handed out.
struct State {
    handed_out: bool,
    report: Option<Report>,
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
        self.state().report.is_none()
    }

    /// Tells the outcome; without effect where it was told already or nobody waits.
    pub fn complete(&self, outcome: Result<Response, Failure>) {
        let report = self.state().report.take();
        if let Some(report) = report {
            report(outcome);
        }
    }

    /// Hands it out, unless nobody waits any more.
    fn hand_out(&self) -> bool {
        let mut state = self.state();
        state.handed_out = state.report.is_some();
        state.handed_out
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("wire", &self.wire).finish_non_exhaustive()
    }
}

/// The call's end of a request: dropped, nobody waits any more.
pub(crate) struct Pending {
    request: Arc<HttpRequest>,
    queue: Arc<RequestQueue>,
}

impl Pending {
    /// Takes the request back. The failure knows whether the engine had got it.
    pub(crate) fn give_up(&self, kind: FailureKind, detail: &str) -> Failure {
        let mut state = self.request.state();
        state.report = None;
        let delivery = if state.handed_out { Delivery::Unknown } else { Delivery::NotSent };
        Failure::new(kind, delivery, detail)
    }

    /// Takes the request back to send it later, unless the engine has got it.
    pub(crate) fn take_back(&self) -> Option<WireRequest> {
        let mut state = self.request.state();
        let taken = !state.handed_out && state.report.take().is_some();
        taken.then(|| self.request.wire.clone())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let handed_out = {
            let mut state = self.request.state();
            state.report = None;
            state.handed_out
        };
        if !handed_out {
            self.queue.waiting().requests.retain(|request| !Arc::ptr_eq(request, &self.request));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, Repeat};
    use std::sync::mpsc::{Receiver, channel};

    fn push(queue: &Arc<RequestQueue>, url: &str) -> (Pending, Receiver<Outcome>) {
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
        let queue: Arc<RequestQueue> = Arc::default();
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
        let queue: Arc<RequestQueue> = Arc::default();
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
        let thread = std::thread::spawn(move || waiting.wait(Duration::from_secs(30)).unwrap().wire().url.clone());
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
