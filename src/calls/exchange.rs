//! One request until its outcome is final: token, attempts, one renewal of the token, retries, deadline.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::diagnostics::Diagnostics;
use super::journal::{Attempt, Reason};
use super::plan::Plan;
use super::vector::CorrelationVector;
use super::{messages, retry};
use crate::auth::Granted;
use crate::error::{Code, Delivery, Error};
use crate::http::{Failure, FailureKind, Limits, Request, Response, WireRequest};
use crate::pacing::{Admission, Reservation};
use crate::secrets::{Authorization, Redactor};
use crate::service_clock::ServiceClock;
use crate::watch::LogLevel;

/// An answer that the call was made for: of the kind 2xx, or what the call accepts besides.
#[derive(Debug)]
pub struct Answer {
    /// What the service said.
    pub response: Response,
    /// How many times the request was sent.
    pub attempts: u32,
    /// The correlation vector of the last attempt.
    pub request_id: String,
    /// What the service says of it for support.
    pub said: Diagnostics,
    /// What the attempts were sent with: the service may repeat it.
    pub(super) sent_with: Vec<Authorization>,
}

impl Answer {
    /// Reads it; what is left of the answer has no body. An error of reading tells which answer it is about, and nothing
    /// that the attempts were sent with.
    pub fn read<T>(mut self, decode: impl FnOnce(&Response) -> Result<T, Error>) -> Result<(T, Answer), Error> {
        match decode(&self.response) {
            Ok(value) => {
                self.response.body = Vec::new();
                Ok((value, self))
            }
            Err(error) => Err(self.blame(error)),
        }
    }

    fn blame(self, error: Error) -> Error {
        Error {
            message: redacted(&error.message, &self.sent_with),
            http_status: Some(self.response.status),
            attempts: self.attempts,
            delivery: Delivery::Answered,
            request_id: self.request_id,
            correlation_id: self.said.correlation_id,
            ..error
        }
    }
}

/// Text of others, for a message or the log, without these secrets.
fn redacted(text: &str, secrets: &[Authorization]) -> String {
    if text.is_empty() {
        return String::new();
    }
    Redactor::new(secrets).show(text).as_str().to_owned()
}

/// What an exchange wants next.
pub(super) enum Want {
    Token {
        wire: Arc<WireRequest>,
        refused: Option<u64>,
    },
    Send {
        wire: Arc<WireRequest>,
        limits: Limits,
    },
    Wait(Instant),
    /// It is over. It must not be asked again.
    Nothing(Result<Answer, Error>),
}

/// One request on its way.
pub struct Exchange {
    plan: Arc<Plan>,
    request: Arc<Request>,
    accepts: fn(&Response) -> bool,
    vector: CorrelationVector,
    seed: u64,
    /// Which request of the call it is.
    number: usize,
    /// Attempts of earlier requests of the same call: the vector goes on counting.
    earlier: u32,
    /// Since when it has waited for its next attempt; `None`: it has not begun.
    since: Option<Instant>,
    reason: Reason,
    attempts: u32,
    renewed: bool,
    signed_again: bool,
    repeated_at_once: bool,
    last_error: Option<Error>,
    /// What the attempts were sent with: the service may repeat it.
    sent_with: Vec<Authorization>,
    /// The next, or present, attempt's part of the rate limits.
    reservation: Option<Reservation>,
    state: State,
}

enum State {
    NeedsToken {
        refused: Option<u64>,
    },
    AwaitsToken(Arc<WireRequest>),
    Ready(Arc<WireRequest>, Granted),
    AwaitsAnswer(Sent),
    /// The transport was cancelled; whoever did that abandons the call and says why.
    Interrupted(Delivery),
    Sleeps(Instant),
    Over(Result<Answer, Error>),
    Taken,
}

/// The attempt that is under way.
struct Sent {
    granted: Granted,
    waited: Duration,
    at: Instant,
}

/// How long after the deadline a transport may report before it is given up on.
const GRACE: Duration = Duration::from_millis(200);

impl Exchange {
    /// Begins with the request of this number of a call. What it `accepts` ends it and is no error.
    pub fn new(request: Request, plan: Arc<Plan>, accepts: fn(&Response) -> bool, number: usize) -> Exchange {
        let id = plan.ids.next();
        Exchange {
            plan,
            request: Arc::new(request),
            accepts,
            vector: CorrelationVector::new(id),
            seed: id.as_u64_pair().0,
            number,
            earlier: 0,
            since: None,
            reason: Reason::First,
            attempts: 0,
            renewed: false,
            signed_again: false,
            repeated_at_once: false,
            last_error: None,
            sent_with: Vec::new(),
            reservation: None,
            state: State::NeedsToken { refused: None },
        }
    }

    /// Begins again, with another request.
    pub(super) fn go_on(&mut self, request: Request) {
        let next = Exchange::new(request, self.plan.clone(), self.accepts, self.number);
        *self = Exchange { vector: self.vector.clone(), earlier: self.earlier + self.attempts, ..next };
    }

    pub(super) fn step(&mut self, now: Instant) -> Want {
        self.since.get_or_insert(now);
        if matches!(self.state, State::Sleeps(until) if now >= until) {
            self.state = State::NeedsToken { refused: None };
        }
        if now >= self.plan.deadline {
            self.expire(now);
        }
        match std::mem::replace(&mut self.state, State::Taken) {
            State::NeedsToken { refused } => self.admit(refused, now),
            State::Ready(wire, granted) => self.send(wire, granted, now),
            State::Over(outcome) => Want::Nothing(outcome),
            State::Taken => Want::Nothing(Err(Error::new(Code::Internal, "a request was asked on after its end"))),
            waiting => {
                let until = match waiting {
                    State::AwaitsAnswer(_) => self.plan.deadline + GRACE,
                    State::Sleeps(until) => until,
                    _ => self.plan.deadline,
                };
                self.state = waiting;
                Want::Wait(until)
            }
        }
    }

    pub(super) fn authorized(&mut self, granted: Option<Result<Granted, Error>>) {
        let wire = match std::mem::replace(&mut self.state, State::Taken) {
            State::AwaitsToken(wire) => wire,
            other => {
                self.state = other;
                return;
            }
        };
        match granted {
            None => self.state = State::NeedsToken { refused: None },
            Some(Ok(granted)) => self.state = State::Ready(wire, granted),
            // What the service said when it refused the token tells more than that no other could be had.
            Some(Err(error)) => match &self.last_error {
                Some(refusal) if error.code == Code::Unauthorized => self.fail(refusal.clone()),
                _ => self.fail(self.unanswered_error(error.code, &error.message, Delivery::NotSent)),
            },
        }
    }

    pub(super) fn answered(&mut self, outcome: Result<Response, Failure>, now: Instant) {
        let sent = match std::mem::replace(&mut self.state, State::Taken) {
            State::AwaitsAnswer(sent) => sent,
            other => {
                self.state = other;
                return;
            }
        };
        let outcome = outcome.map_err(|failure| Failure { detail: self.redact(&failure.detail), ..failure });
        let said = match &outcome {
            Ok(response) => Diagnostics::of(response, |text| self.redact(text)),
            Err(_) => Diagnostics::default(),
        };
        self.settle(&outcome, &said, &sent, now);
        match outcome {
            Ok(response) if (self.accepts)(&response) => {
                let request_id = self.request_id();
                let sent_with = std::mem::take(&mut self.sent_with);
                self.state = State::Over(Ok(Answer { response, attempts: self.attempts, request_id, said, sent_with }));
            }
            Ok(response) => self.refused(&response, said, &sent.granted, now),
            Err(failure) => self.unanswered(&failure, now),
        }
    }

    /// Ends it with this code, unless it is over.
    pub(super) fn abandon(&mut self, code: Code) {
        let delivery = match self.state {
            State::Over(_) | State::Taken => return,
            State::AwaitsAnswer(_) => Delivery::Unknown,
            State::Interrupted(delivery) => delivery,
            _ => Delivery::NotSent,
        };
        self.fail(self.unanswered_error(code, &Error::abandoned(code).message, delivery));
    }

    /// Text of others, for a message or the log, without what the attempts were sent with.
    fn redact(&self, text: &str) -> String {
        redacted(text, &self.sent_with)
    }

    /// Goes on to the token once the rate limits have room; before it, as a token may not live as long as the wait.
    fn admit(&mut self, refused: Option<u64>, now: Instant) -> Want {
        let admission = match self.reservation.take() {
            Some(reservation) => Admission::Granted(reservation),
            None => self.plan.pacer.admit(self.request.quota, now),
        };
        match admission {
            Admission::Granted(reservation) => {
                self.reservation = Some(reservation);
                let wire = self.next_wire();
                self.state = State::AwaitsToken(wire.clone());
                Want::Token { wire, refused }
            }
            Admission::At(until) if until < self.plan.deadline => {
                self.state = State::NeedsToken { refused };
                Want::Wait(until)
            }
            Admission::At(until) => self.out_of_room(Code::Timeout, "only after the deadline", until - now),
            Admission::Refused(until) => self.out_of_room(Code::RateLimited, "only later", until - now),
        }
    }

    fn out_of_room(&mut self, code: Code, when: &str, wait: Duration) -> Want {
        let text = format!("the service's rate limit lets it pass {when}, in {:.1} s", wait.as_secs_f64());
        let mut error = self.unanswered_error(code, &text, Delivery::NotSent);
        error.retry_after = Some(wait);
        // What the service said of the attempt before tells more.
        let error = self.last_error.take().unwrap_or(error);
        self.failed(&error);
        Want::Nothing(Err(error))
    }

    fn send(&mut self, wire: Arc<WireRequest>, granted: Granted, now: Instant) -> Want {
        self.attempts += 1;
        if let Some(reservation) = &mut self.reservation {
            reservation.sent(now);
        }
        self.plan.watch.sending(&wire, self.attempts);
        let _ = wire.authorization.set(granted.authorization.clone());
        self.sent_with.push(granted.authorization.clone());
        let waited = self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        self.state = State::AwaitsAnswer(Sent { granted, waited, at: now });
        let Plan { connect_timeout, request_timeout, deadline, .. } = *self.plan;
        Want::Send { wire, limits: Limits { connect_timeout, request_timeout, deadline } }
    }

    /// Counts the attempt as what became of it, notes it, and learns the time from it.
    fn settle(&mut self, outcome: &Result<Response, Failure>, said: &Diagnostics, sent: &Sent, now: Instant) {
        let took = now.saturating_duration_since(sent.at);
        if let Ok(response) = outcome {
            self.plan.clock.learn(response, took);
        }
        if let Some(journal) = &self.plan.journal {
            journal.note(self.attempt(outcome, said, sent.waited, took));
        }
        self.plan.watch.ended(outcome, said, took);
        self.since = Some(now);
        let Some(reservation) = self.reservation.take() else { return };
        match outcome {
            Ok(response) => reservation.answered(response, response.retry_after(SystemTime::now()), now),
            Err(failure) if failure.delivery == Delivery::NotSent => reservation.not_sent(),
            Err(_) => reservation.unanswered(now),
        }
    }

    fn attempt(
        &self,
        outcome: &Result<Response, Failure>,
        said: &Diagnostics,
        waited: Duration,
        took: Duration,
    ) -> Attempt {
        let refused = |response: &&Response| !(self.accepts)(response);
        Attempt {
            request: self.number,
            reason: self.reason,
            waited,
            took,
            http_status: outcome.as_ref().map_or_else(|failure| failure.http_status, |response| Some(response.status)),
            failure: match outcome {
                Ok(response) => Some(response).filter(refused).map(|response| Code::from_status(response.status)),
                Err(failure) => Some(failure.kind.code()),
            },
            delivery: outcome.as_ref().map_or_else(|failure| failure.delivery, |_| Delivery::Answered),
            correlation_id: said.correlation_id.clone(),
            debug_reason: said.debug_reason.clone(),
        }
    }

    fn refused(&mut self, response: &Response, said: Diagnostics, sent_with: &Granted, now: Instant) {
        let retry_after = response.retry_after(SystemTime::now());
        let clock = self.plan.clock.device_error();
        let error = Error {
            code: Code::from_status(response.status),
            message: messages::refused(response, &said, clock, |text| self.redact(text)),
            http_status: Some(response.status),
            retry_after,
            attempts: self.attempts,
            delivery: Delivery::Answered,
            request_id: self.request_id(),
            correlation_id: said.correlation_id,
        };
        if matches!(response.status, 401 | 403) && !self.signed_again && self.signature_is_off(sent_with) {
            // A request that was refused was not processed.
            self.signed_again = true;
            self.reason = Reason::ClockCorrected;
            let text = "the signature's time was not the service's, the request is signed again";
            self.plan.watch.log(LogLevel::Warn, "token", format_args!("{text}"));
            self.last_error = Some(error);
            self.state = State::NeedsToken { refused: None };
        } else if response.status == 401 && !self.renewed {
            self.renewed = true;
            self.reason = Reason::TokenRefused;
            self.plan.watch.log(LogLevel::Warn, "token", format_args!("the token was refused, another is asked for"));
            self.last_error = Some(error);
            self.state = State::NeedsToken { refused: Some(sent_with.number) };
        } else if retry::after_status(self.request.repeat, response.status, retry_after) {
            self.retry(error, now);
        } else {
            self.fail(error);
        }
    }

    /// Whether the time in the signature is not that of the service, as far as that is known by now.
    fn signature_is_off(&self, sent_with: &Granted) -> bool {
        let now = self.plan.clock.now();
        sent_with.signed_at.is_some_and(|signed_at| {
            let apart = now.duration_since(signed_at).unwrap_or_else(|early| early.duration());
            apart >= ServiceClock::NOTABLE
        })
    }

    fn unanswered(&mut self, failure: &Failure, now: Instant) {
        if failure.kind == FailureKind::Interrupted {
            self.state = State::Interrupted(failure.delivery);
            return;
        }
        let message = messages::unanswered(failure, &self.plan.endpoint);
        let mut error = self.unanswered_error(failure.kind.code(), &message, failure.delivery);
        error.http_status = failure.http_status;
        if failure.kind == FailureKind::Connect && self.plan.endpoint.is_loopback() {
            let (max_attempts, wait) = retry::AT_LOOPBACK;
            self.retry_after(wait, max_attempts.min(self.plan.max_attempts), error, now);
        } else if failure.kind == FailureKind::KeptConnection
            && retry::after_failure(self.request.repeat, failure)
            && !std::mem::replace(&mut self.repeated_at_once, true)
        {
            // That a kept connection was over says nothing of the service: a new one is tried at once, once.
            self.retry_after(Duration::ZERO, self.plan.max_attempts, error, now);
        } else if retry::after_failure(self.request.repeat, failure) {
            self.retry(error, now);
        } else {
            self.fail(error);
        }
    }

    /// Waits for the next attempt as long as the service asks and the attempts so far suggest.
    fn retry(&mut self, error: Error, now: Instant) {
        let chance = retry::chance(self.seed, self.attempts);
        let wait = retry::delay(self.attempts, error.http_status.unwrap_or_default(), error.retry_after, chance);
        self.retry_after(wait, self.plan.max_attempts, error, now);
    }

    /// Waits for the next attempt, where attempts and time are left for one.
    fn retry_after(&mut self, wait: Duration, max_attempts: u32, error: Error, now: Instant) {
        let next = now.checked_add(wait).filter(|next| *next < self.plan.deadline);
        match next {
            Some(next) if self.attempts < max_attempts => {
                let (text, seconds) = (&error.message, wait.as_secs_f64());
                self.plan.watch.log(LogLevel::Warn, "retry", format_args!("{text}; again in {seconds:.1} s"));
                self.last_error = Some(error);
                self.reason = Reason::Retry;
                self.state = State::Sleeps(next);
            }
            _ => self.fail(error),
        }
    }

    /// Ends what has outlived the deadline, unless it is over already, or the transport may still report.
    fn expire(&mut self, now: Instant) {
        let text = match self.state {
            State::Over(_) | State::Taken => return,
            State::AwaitsAnswer(_) if now < self.plan.deadline + GRACE => return,
            State::AwaitsAnswer(_) => {
                let late = Failure::new(FailureKind::Timeout, Delivery::Unknown, "no answer came within the deadline");
                let text = messages::unanswered(&late, &self.plan.endpoint);
                return self.fail(self.unanswered_error(Code::Timeout, &text, Delivery::Unknown));
            }
            State::AwaitsToken(_) => "no token came within the deadline",
            _ => "the deadline passed before the request was sent",
        };
        let error = match self.last_error.take() {
            Some(error) if !matches!(self.state, State::AwaitsToken(_)) => error,
            _ => self.unanswered_error(Code::Timeout, text, Delivery::NotSent),
        };
        self.fail(error);
    }

    fn fail(&mut self, error: Error) {
        self.failed(&error);
        self.state = State::Over(Err(error));
    }

    fn failed(&mut self, error: &Error) {
        self.reservation = None;
        let (request, name) = (&self.request, error.code.name());
        let text = format_args!("{} {}: {name}: {}", request.method.as_str(), request.path, error.message);
        self.plan.watch.log(LogLevel::Error, "call", text);
    }

    /// An error that no answer belongs to. `delivery` is that of the last attempt; an earlier one may have got further.
    fn unanswered_error(&self, code: Code, message: &str, delivery: Delivery) -> Error {
        let mut error = Error::new(code, message);
        error.attempts = self.attempts;
        if let Some(earlier) = &self.last_error {
            error.correlation_id.clone_from(&earlier.correlation_id);
        }
        let earlier = self.last_error.as_ref().map_or(Delivery::NotSent, |error| error.delivery);
        error.delivery = if delivery == Delivery::NotSent { earlier } else { delivery };
        if self.attempts > 0 {
            error.request_id = self.request_id();
        }
        error
    }

    fn next_wire(&self) -> Arc<WireRequest> {
        self.plan.wire(&self.request, self.vector.step(self.earlier + self.attempts + 1))
    }

    fn request_id(&self) -> String {
        self.vector.step(self.earlier + self.attempts)
    }
}
