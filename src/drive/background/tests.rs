//! Calls in the background over a transport that the test answers for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender as Tell, channel};
use std::time::{Duration, Instant};

use super::*;
use crate::auth::{Authorization, Credentials, Granted, TokenProvider, TokenRequest};
use crate::calls::{Call, Step};
use crate::drive::event::Post;
use crate::drive::turns::Turns;
use crate::drive::{Pause, Sender, Workers};
use crate::error::Delivery;
use crate::http::{Cancel, Failure, FailureKind, Limits, Method, Response, Transport, WireRequest, plain_request};

/// The URL that was asked for, and the status.
type Outcome = (String, Result<u16, Code>);
type Heard = Result<Outcome, String>;

type Answer = dyn Fn(&WireRequest, &Arc<Cancel>) -> Result<Response, Failure> + Send + Sync;

/// Answers as the test says, and counts how many it does at a time.
struct Scripted {
    answer: Box<Answer>,
    under_way: AtomicUsize,
    most: AtomicUsize,
}

impl Transport for Scripted {
    fn send(&self, wire: &WireRequest, _: &Limits, cancel: &Arc<Cancel>) -> Result<Response, Failure> {
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let answer = (self.answer)(wire, cancel);
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        answer
    }
}

fn ok(_: &WireRequest, _: &Arc<Cancel>) -> Result<Response, Failure> {
    Ok(Response { status: 200, ..Response::default() })
}

/// Waits until it is cancelled.
fn stuck(_: &WireRequest, cancel: &Arc<Cancel>) -> Result<Response, Failure> {
    let (cancelled, waiting) = channel();
    let _interrupt = cancel.on_cancel(move || cancelled.send(()).unwrap_or_default());
    let _ = waiting.recv_timeout(Duration::from_secs(30));
    Err(Failure::new(FailureKind::Interrupted, Delivery::NotSent, "connecting"))
}

/// A call of one request, which it makes when its time has come; its outcome tells what it heard.
struct Probe {
    outcome: Arc<Mutex<Option<Outcome>>>,
    url: String,
    key: Option<Arc<str>>,
    begins: Instant,
    state: State,
    panics: bool,
}

enum State {
    Waiting,
    Authorizing,
    Sending,
    Over(Result<u16, Code>),
}

fn probe(url: &str) -> Probe {
    let (outcome, begins) = (Arc::default(), Instant::now());
    Probe { outcome, url: url.into(), key: None, begins, state: State::Waiting, panics: false }
}

impl Call for Probe {
    fn changes(&self) -> Option<&Arc<str>> {
        self.key.as_ref()
    }

    fn progress(&self) -> Progress {
        Progress { done: 0, total: 1 }
    }

    fn turn_came(&mut self) {
        self.begins = Instant::now();
    }

    fn step(&mut self, now: Instant) -> Step {
        let wire = Arc::new(plain_request(Method::Get, &self.url, "", None));
        match self.state {
            State::Waiting if now < self.begins => Step::Wait(self.begins),
            State::Waiting => {
                self.state = State::Authorizing;
                Step::Authorize { slot: 0, wire, refused: None }
            }
            State::Authorizing | State::Sending => Step::Wait(now + Duration::from_secs(30)),
            State::Over(_) if self.panics => std::panic::resume_unwind(Box::new("a test's own panic")),
            State::Over(Ok(0)) => {
                self.state = State::Sending;
                let limits = Limits {
                    connect_timeout: Duration::from_secs(30),
                    request_timeout: Duration::from_secs(30),
                    deadline: now + Duration::from_secs(30),
                };
                Step::Send { slot: 0, wire, limits }
            }
            State::Over(outcome) => {
                *self.outcome.lock().unwrap() = Some((self.url.clone(), outcome));
                Step::Done
            }
        }
    }

    fn authorized(&mut self, _: usize, granted: Option<Result<Granted, Error>>) {
        self.state = State::Over(match granted {
            Some(Ok(_)) => Ok(0),
            Some(Err(error)) => Err(error.code),
            None => Err(Code::Internal),
        });
    }

    fn answered(&mut self, _: usize, outcome: Result<Response, Failure>, _: Instant) {
        // Who interrupts it abandons it, and says why.
        if outcome.as_ref().is_err_and(|failure| failure.kind == FailureKind::Interrupted) {
            return;
        }
        self.state = State::Over(outcome.map(|answer| answer.status).map_err(|failure| failure.kind.code()));
    }

    fn abandon(&mut self, code: Code) {
        if !matches!(self.state, State::Over(Ok(1..) | Err(_))) {
            self.state = State::Over(Err(code));
        }
    }
}

struct World {
    background: Background,
    around: Arc<Surroundings>,
    transport: Arc<Scripted>,
    told: Tell<Heard>,
    outcomes: Receiver<Heard>,
}

struct Told(Arc<Mutex<Option<Outcome>>>, Tell<Heard>);

impl Report for Told {
    fn progress(&mut self, _: Progress) {}

    fn finish(self: Box<Self>, ended: Result<(), String>) {
        let outcome = || self.0.lock().unwrap().take().expect("a call that is over left its outcome");
        let _ = self.1.send(ended.map(|()| outcome()));
    }
}

impl World {
    fn new(answer: fn(&WireRequest, &Arc<Cancel>) -> Result<Response, Failure>) -> World {
        let token = Some(Authorization::new("t", None).unwrap());
        World::asking(answer, Credentials::new(token, None, None, Arc::default()))
    }

    fn asking(answer: fn(&WireRequest, &Arc<Cancel>) -> Result<Response, Failure>, credentials: Credentials) -> World {
        let transport =
            Arc::new(Scripted { answer: Box::new(answer), under_way: AtomicUsize::new(0), most: AtomicUsize::new(0) });
        let threads: Arc<Threads> = Arc::default();
        let (told, outcomes) = channel();
        World {
            background: Background::lingering(threads.clone(), Duration::from_millis(10)),
            around: Arc::new(Surroundings {
                sender: Sender::Direct(transport.clone()),
                workers: Arc::new(Workers::new(4, threads)),
                pause: Arc::new(Pause::default()),
                credentials: Arc::new(credentials),
                callbacks: Arc::default(),
                turns: Arc::new(Turns::default()),
                interrupter: Default::default(),
                closing: Arc::default(),
            }),
            transport,
            told,
            outcomes,
        }
    }

    fn start(&self, probe: Probe) -> Arc<Cancel> {
        self.start_with(probe, &self.around)
    }

    fn start_with(&self, probe: Probe, around: &Arc<Surroundings>) -> Arc<Cancel> {
        let cancel: Arc<Cancel> = Arc::default();
        let report = Box::new(Told(probe.outcome.clone(), self.told.clone()));
        self.background.start(Box::new(probe), around.clone(), cancel.clone(), report).unwrap();
        cancel
    }

    fn next(&self) -> Outcome {
        self.outcomes.recv_timeout(Duration::from_secs(10)).expect("a call ends").expect("without a panic")
    }

    fn is_idle(&self) -> bool {
        !self.background.shared.driver().alive
    }
}

#[test]
fn hundreds_of_calls_share_few_threads() {
    let world = World::new(|wire, cancel| {
        std::thread::sleep(Duration::from_micros(200));
        ok(wire, cancel)
    });
    for index in 0..400 {
        let mut probe = probe(&index.to_string());
        probe.begins += Duration::from_millis(index % 20);
        world.start(probe);
    }
    let mut urls: Vec<u32> = (0..400).map(|_| world.next()).map(|(url, _)| url.parse().unwrap()).collect();
    urls.sort_unstable();
    assert!(urls.iter().copied().eq(0..400));
    assert!(world.transport.most.load(Ordering::SeqCst) <= 4);
}

#[test]
fn what_changes_the_same_thing_takes_turns_and_holds_up_nobody_else() {
    let world = World::new(ok);
    let keyed = |url: &str, key: &str| Probe { key: Some(key.into()), ..probe(url) };
    let blocked = world.around.turns.enqueue("a".into(), &(Arc::new(|_| {}) as Post));
    // Without a turn they would begin in an hour.
    let later = Instant::now() + Duration::from_secs(3600);
    for url in ["1", "2", "3"] {
        world.start(Probe { begins: later, ..keyed(url, "a") });
    }
    world.start(keyed("elsewhere", "b"));
    assert_eq!(world.next().0, "elsewhere");
    drop(blocked);
    assert_eq!([(); 3].map(|()| world.next().0), ["1", "2", "3"]);
}

#[test]
fn a_cancel_ends_one_call_and_tells_how_far_it_came() {
    let world = World::new(stuck);
    let (first, second) = (world.start(probe("first")), world.start(probe("second")));
    while world.transport.under_way.load(Ordering::SeqCst) < 2 {
        std::thread::yield_now();
    }
    first.cancel();
    assert_eq!(world.next(), ("first".into(), Err(Code::Cancelled)));
    assert!(world.outcomes.try_recv().is_err());
    world.around.closing.cancel();
    second.cancel();
    assert_eq!(world.next(), ("second".into(), Err(Code::Closed)));
}

#[test]
fn a_call_that_panics_fails_alone() {
    let world = World::new(ok);
    world.start(Probe { panics: true, ..probe("broken") });
    let text = world.outcomes.recv_timeout(Duration::from_secs(10)).unwrap().unwrap_err();
    assert!(text.contains("a test's own panic"), "{text}");
    world.start(probe("whole"));
    assert_eq!(world.next(), ("whole".into(), Ok(200)));
}

#[test]
fn the_idle_thread_ends_and_starts_again_with_work() {
    let world = World::new(ok);
    for _ in 0..2 {
        world.start(probe("x"));
        assert_eq!(world.next().1, Ok(200));
        let until = Instant::now() + Duration::from_secs(5);
        while !world.is_idle() {
            assert!(Instant::now() < until, "the idle thread never ended");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    world.start(probe("x"));
    world.background.end(Instant::now() + Duration::from_secs(5));
    assert!(world.is_idle());
    assert_eq!(world.next().1, Ok(200));
}

/// Takes its time.
struct Slow;

impl TokenProvider for Slow {
    fn request(&self, request: TokenRequest) {
        std::thread::sleep(Duration::from_millis(300));
        request.complete(Ok(Authorization::new("t", None).unwrap()));
    }

    fn forget(&self) {}
}

#[test]
fn a_slow_token_provider_holds_up_no_other_call() {
    let slow = World::asking(ok, Credentials::new(None, Some(Arc::new(Slow)), None, Arc::default()));
    slow.start(probe("slow"));
    let token = Some(Authorization::new("t", None).unwrap());
    let world = World::asking(ok, Credentials::new(token, None, None, Arc::default()));
    slow.start_with(probe("quick"), &world.around);
    assert_eq!(slow.next().0, "quick");
    assert_eq!(slow.next(), ("slow".into(), Ok(200)));
}

#[test]
fn a_suspension_parks_what_was_not_sent() {
    let world = World::new(ok);
    world.around.pause.suspend();
    world.start(probe("parked"));
    std::thread::sleep(Duration::from_millis(20));
    assert!(world.outcomes.try_recv().is_err());
    assert_eq!(world.transport.most.load(Ordering::SeqCst), 0);
    world.around.pause.resume();
    assert_eq!(world.next(), ("parked".into(), Ok(200)));

    let world = World::new(|wire, cancel| if wire.origin() == "once" { stuck(wire, cancel) } else { ok(wire, cancel) });
    world.start(probe("once"));
    while world.transport.under_way.load(Ordering::SeqCst) == 0 {
        std::thread::yield_now();
    }
    // Interrupted before it was sent, it goes out again: until it is cancelled.
    world.around.pause.suspend();
    world.around.pause.resume();
    std::thread::sleep(Duration::from_millis(20));
    assert!(world.outcomes.try_recv().is_err());
    world.start(probe("other"));
    assert_eq!(world.next(), ("other".into(), Ok(200)));
    world.around.pause.suspend();
}
