//! One request that the engine sends, and its two ends.
//!
//! A call and the engine hold the two ends of a request. Either may let go first: an answer that nobody waits for is
//! dropped, and a request whose call is over says so.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::trace::{Recording, Trace};
use super::{Cancel, Failure, FailureKind, Response, WireRequest};
use crate::error::Delivery;

/// What came of a request.
pub(crate) type Outcome = Result<Response, Failure>;

type Report = Box<dyn FnOnce(Outcome) + Send>;

/// What all requests of a network have in common.
#[derive(Clone, Debug)]
pub struct EngineTerms {
    /// Larger answers are refused.
    pub max_answer_bytes: usize,
    /// Where they are recorded.
    pub trace: Option<Arc<Trace>>,
}

impl Default for EngineTerms {
    fn default() -> EngineTerms {
        EngineTerms { max_answer_bytes: 4 << 20, trace: None }
    }
}

/// A request that a call has for the engine.
pub(crate) struct Order {
    pub(crate) wire: Arc<WireRequest>,
    /// When it must be over.
    pub(crate) until: Instant,
    /// Cancels the call.
    pub(crate) cancel: Arc<Cancel>,
    /// Told the outcome, once, unless the call gives up before.
    pub(crate) report: Report,
}

/// A request for the engine to send.
pub struct HttpRequest {
    wire: Arc<WireRequest>,
    until: Instant,
    cancel: Arc<Cancel>,
    terms: EngineTerms,
    state: Mutex<State>,
}

/// Under one lock: a request is either taken back before the engine gets it, or was handed out.
struct State {
    handed_out: bool,
    report: Option<Report>,
    recording: Option<Recording>,
}

impl HttpRequest {
    pub(super) fn new(order: Order, terms: &EngineTerms) -> Arc<HttpRequest> {
        let Order { wire, until, cancel, report } = order;
        let state = Mutex::new(State {
            handed_out: false,
            report: Some(report),
            recording: terms.trace.as_ref().map(Trace::begin),
        });
        Arc::new(HttpRequest { wire, until, cancel, terms: terms.clone(), state })
    }

    /// What to send.
    pub fn wire(&self) -> &WireRequest {
        &self.wire
    }

    /// When it must be over.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// A larger answer is refused.
    pub fn max_answer_bytes(&self) -> usize {
        self.terms.max_answer_bytes
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled() || self.state().report.is_none()
    }

    /// Tells the outcome; without effect where it was told already or nobody waits.
    pub fn complete(&self, outcome: Result<Response, Failure>) {
        let report = self.state().report.take();
        let Some(report) = report else { return };
        let limit = self.max_answer_bytes();
        let outcome = outcome
            .and_then(|answer| if answer.body.len() > limit { Err(too_large(&answer, limit)) } else { Ok(answer) });
        self.record(&outcome);
        report(outcome);
    }

    fn record(&self, outcome: &Outcome) {
        let recording = self.state().recording.take();
        if let Some(recording) = recording {
            recording.end(&self.wire, outcome, None);
        }
    }

    /// Hands it out, unless nobody waits any more.
    pub(super) fn hand_out(&self) -> bool {
        let mut state = self.state();
        state.handed_out = state.report.is_some();
        state.handed_out
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn too_large(answer: &Response, limit: usize) -> Failure {
    let detail = format!("the answer is larger than {limit} bytes");
    let failure = Failure::new(FailureKind::Protocol, Delivery::Answered, detail);
    Failure { http_status: Some(answer.status), ..failure }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("wire", &self.wire).finish_non_exhaustive()
    }
}

/// The call's end of a request: dropped, nobody waits any more.
pub(crate) struct Pending {
    request: Arc<HttpRequest>,
    /// Told when the call gives up before an answer came.
    abandoned: Mutex<Option<Abandoned>>,
}

/// Is told whether the engine had got the request.
pub(super) type Abandoned = Box<dyn FnOnce(bool) + Send>;

impl Pending {
    pub(super) fn new(request: Arc<HttpRequest>, abandoned: impl FnOnce(bool) + Send + 'static) -> Pending {
        Pending { request, abandoned: Mutex::new(Some(Box::new(abandoned))) }
    }

    /// When it must be over.
    pub(crate) fn until(&self) -> Instant {
        self.request.until
    }

    /// Takes the request back. The failure knows whether the engine had got it.
    pub(crate) fn give_up(&self, kind: FailureKind, detail: &str) -> Failure {
        let delivery = if self.let_go() { Delivery::Unknown } else { Delivery::NotSent };
        let failure = Failure::new(kind, delivery, detail);
        self.request.record(&Err(failure.clone()));
        failure
    }

    /// Takes the request back to send it later, unless the engine has got it.
    pub(crate) fn take_back(&self) -> Option<Arc<WireRequest>> {
        let taken = {
            let mut state = self.request.state();
            !state.handed_out && state.report.take().is_some()
        };
        let abandoned = self.abandoned.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(abandoned) = abandoned.filter(|_| taken) {
            abandoned(false);
        }
        taken.then(|| self.request.wire.clone())
    }

    /// Waits no longer; tells whether the engine had got the request.
    fn let_go(&self) -> bool {
        let (waited, handed_out) = {
            let mut state = self.request.state();
            (state.report.take().is_some(), state.handed_out)
        };
        let abandoned = self.abandoned.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(abandoned) = abandoned.filter(|_| waited) {
            abandoned(handed_out);
        }
        handed_out
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.let_go();
    }
}
