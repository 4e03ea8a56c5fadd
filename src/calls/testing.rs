//! Drives a call in virtual time: waits take none, the test answers.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{Answer, Call, Each, Plan, Requests, Step};
use crate::auth::{Authorization, Granted};
use crate::error::{Delivery, Error};
use crate::http::{
    Endpoint, Failure, FailureKind, Method, Quota, Repeat, Request, RequestDefaults, Response, WireRequest,
};
use crate::pacing::{Pacer, Pacing, RateLimits};
use crate::random::Ids;

pub(super) type Outcome = Result<Response, Failure>;

/// What the service and the token provider do, and what was seen of the call.
pub(super) struct World<'a> {
    pub start: Instant,
    pub now: Instant,
    /// The attempts sent, with the second they were sent in.
    pub sent: Vec<(f64, Arc<WireRequest>)>,
    /// For each token asked for, the number of the refused one.
    pub tokens: Vec<Option<u64>>,
    pub limits: Arc<RateLimits>,
    answer: Box<Answers<'a>>,
    token: Box<Tokens<'a>>,
}

type Answers<'a> = dyn FnMut(usize, &WireRequest) -> Outcome + 'a;
type Tokens<'a> = dyn FnMut(usize) -> Option<Result<Granted, Error>> + 'a;

impl<'a> World<'a> {
    /// `answer` gets the attempt's index and the attempt.
    pub fn new(answer: impl FnMut(usize, &WireRequest) -> Outcome + 'a) -> World<'a> {
        let start = Instant::now();
        World {
            start,
            now: start,
            sent: Vec::new(),
            tokens: Vec::new(),
            limits: RateLimits::of(&Endpoint::new("https://example.com").unwrap(), 0, 0),
            answer: Box::new(answer),
            token: Box::new(|index| Some(Ok(token(index)))),
        }
    }

    pub fn with_tokens(mut self, token: impl FnMut(usize) -> Option<Result<Granted, Error>> + 'a) -> World<'a> {
        self.token = Box::new(token);
        self
    }

    pub fn plan(&self) -> Plan {
        let endpoint = Endpoint::new("https://example.com").unwrap();
        Plan {
            defaults: Arc::new(RequestDefaults::of_client(&endpoint, 107, "en-US".to_owned(), "mpsd/test".to_owned())),
            endpoint,
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(10),
            max_attempts: 4,
            deadline: self.start + Duration::from_secs(30),
            journal: Some(Arc::default()),
            pacer: Pacer::new(self.limits.clone(), Pacing::Wait),
            clock: Arc::default(),
            ids: Arc::new(Ids::new().unwrap()),
            watch: Default::default(),
        }
    }

    /// Drives `call` to its end.
    pub fn run<T>(&mut self, (mut call, outcome): Made<T>) -> T {
        for _ in 0..10_000 {
            match call.step(self.now) {
                Step::Authorize { slot, refused, .. } => {
                    self.tokens.push(refused);
                    call.authorized(slot, (self.token)(self.tokens.len() - 1));
                }
                Step::Send { slot, wire, limits } => {
                    assert!(limits.until(self.now) > self.now, "an attempt without time");
                    self.sent.push(((self.now - self.start).as_secs_f64(), wire));
                    let outcome = (self.answer)(self.sent.len() - 1, &self.sent[self.sent.len() - 1].1);
                    if outcome.as_ref().is_err_and(|failure| failure.kind == FailureKind::Timeout) {
                        self.now = limits.until(self.now);
                    }
                    call.answered(slot, outcome, self.now);
                }
                Step::Open { .. } => panic!("no connection of these calls is opened ahead"),
                Step::Wait(until) => {
                    assert!(until > self.now, "a wait for the past");
                    self.now = until;
                }
                Step::Done => return outcome.take(),
            }
        }
        panic!("the call does not end");
    }

    pub fn seconds(&self) -> Vec<f64> {
        self.sent.iter().map(|(seconds, _)| *seconds).collect()
    }
}

pub(super) fn token(number: usize) -> Granted {
    let authorization = Authorization::new(&format!("token-{number}"), None).unwrap();
    Granted { authorization, number: number as u64, signed_at: None }
}

pub(super) fn status(status: u16, headers: &[(&str, &str)], body: &str) -> Outcome {
    Ok(Response { status, headers: headers.iter().copied().collect(), body: body.as_bytes().to_vec() })
}

pub(super) fn failure(kind: FailureKind, delivery: Delivery) -> Outcome {
    Err(Failure::new(kind, delivery, "the test says so"))
}

pub(super) fn request(repeat: Repeat) -> Request {
    Request {
        method: Method::Post,
        path: "/handles".into(),
        precondition: None,
        body: Some("{}".into()),
        repeat,
        quota: Quota::Requests,
    }
}

/// A call, and where it leaves its outcome.
pub(super) type Made<T> = (Requests, Heard<T>);

/// What a call left.
pub(super) struct Heard<T>(Arc<Mutex<Option<T>>>);

impl<T> Heard<T> {
    pub fn nothing() -> Heard<T> {
        Heard(Arc::new(Mutex::new(None)))
    }

    pub fn put(&self, outcome: T) {
        assert!(self.0.lock().unwrap().replace(outcome).is_none(), "a call has one outcome");
    }

    pub fn take(&self) -> T {
        self.0.lock().unwrap().take().expect("a call that is over left its outcome")
    }
}

impl<T> Clone for Heard<T> {
    fn clone(&self) -> Heard<T> {
        Heard(self.0.clone())
    }
}

/// A call of one request, whose answer is read by `decode`.
pub(super) fn decoded<T: Send + 'static>(
    repeat: Repeat,
    plan: Plan,
    decode: fn(&Response) -> Result<T, Error>,
) -> Made<Result<(T, Answer), Error>> {
    let heard = Heard::nothing();
    let outcome = heard.clone();
    let report = move |_, settled: Result<Answer, Error>| outcome.put(settled.and_then(|answer| answer.read(decode)));
    (Requests::new(Arc::new(plan), Each::new(vec![request(repeat)], report), 1, 1), heard)
}

/// Its outcome is the answer.
pub(super) fn single(repeat: Repeat, plan: Plan) -> Made<Result<((), Answer), Error>> {
    decoded(repeat, plan, |_| Ok(()))
}

/// A call of several requests, with an outcome for each in their order.
pub(super) fn several<T: Send + 'static>(
    count: usize,
    max_active: usize,
    plan: Plan,
    decode: impl Fn(&Response) -> Result<T, Error> + Send + 'static,
) -> Made<Vec<Result<(T, Answer), Error>>> {
    let heard = Heard::nothing();
    let (outcome, mut left) = (heard.clone(), count);
    let mut outcomes: Vec<_> = (0..count).map(|_| None).collect();
    let report = move |place: usize, settled: Result<Answer, Error>| {
        assert!(outcomes[place].replace(settled.and_then(|answer| answer.read(&decode))).is_none());
        left -= 1;
        if left == 0 {
            outcome.put(outcomes.drain(..).flatten().collect());
        }
    };
    let requests = vec![request(Repeat::IfNotProcessed); count];
    (Requests::new(Arc::new(plan), Each::new(requests, report), count, max_active), heard)
}
