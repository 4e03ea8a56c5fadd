//! One request to the directory, from its arrival to its answer in the log,
//! with the fault it meets on the way.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::response;
use http_body_util::BodyExt;

use super::answer::{Answer, finished, refused};
use super::naming::named;
use super::panics::guarded;
use super::request::Call;
use super::request_log::{Entry, ShownBody, shown_headers};
use super::throttling::throttled;
use super::{App, dispatch, faulty};
use crate::directory::Refusal;
use crate::faults::{Asked, Effect, Fault, LONGEST};
use crate::json::Object;
use crate::line::Line;
use crate::sign_in::Caller;

/// A request that may turn out to be for the emulator itself.
pub(super) struct Arrival<'a> {
    app: &'a App,
    started: Instant,
    entry: Entry,
}

impl<'a> Arrival<'a> {
    pub(super) fn of(app: &'a App, parts: &Parts) -> Self {
        let entry = Entry {
            number: 0,
            time: app.directory().now(),
            method: parts.method.to_string(),
            path: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            xuid: None,
            status: None,
            fault: Fault::default().to_json(),
            duration: Duration::ZERO,
            request_headers: shown_headers(&parts.headers),
            request_body: ShownBody::default(),
            response_headers: Object::new(),
            response_body: ShownBody::default(),
        };
        Self { app, started: Instant::now(), entry }
    }

    /// Answers the request, or says why it could not be read.
    pub(super) async fn answer(self, read: Result<Call, Refusal>, line: &Line) -> Answer {
        let mut exchange = Exchange { app: self.app, started: self.started, entry: Some(self.entry) };
        match read {
            Ok(call) => {
                let caller = caller(self.app, &call);
                let fault = exchange.meet(&call, caller);
                exchange.carry_out(fault, &call, caller, line).await
            }
            Err(refusal) => exchange.answered(refused(&refusal)).await,
        }
    }
}

/// A request to the directory.
struct Exchange<'a> {
    app: &'a App,
    started: Instant,
    /// What goes into the log, until it is there.
    entry: Option<Entry>,
}

impl Exchange<'_> {
    fn meet(&mut self, call: &Call, caller: Option<Caller>) -> Fault {
        let xuid = caller.map(|caller| caller.xuid);
        let asked = Asked { method: call.method().as_str(), segments: &call.segments, xuid };
        let fault = self.app.faults().meet(&asked);
        if let Some(entry) = &mut self.entry {
            entry.xuid = xuid;
            entry.request_body = ShownBody::of(&call.body);
            entry.fault = fault.to_json();
        }
        fault
    }

    async fn carry_out(&mut self, fault: Fault, call: &Call, caller: Option<Caller>, line: &Line) -> Answer {
        if !fault.delay.is_zero() {
            tokio::time::sleep(fault.delay).await;
        }
        match fault.effect {
            None => self.answered(process(self.app, call, caller)).await,
            Some(Effect::Status { status, retry_after_seconds, body }) => {
                self.answered(faulty::status(status, retry_after_seconds, body)).await
            }
            Some(Effect::ResetBefore) => self.reset(line).await,
            Some(Effect::ResetAfter) => {
                process(self.app, call, caller);
                self.reset(line).await
            }
            Some(Effect::Drop) => self.silence(line).await,
            Some(Effect::DropAfter) => {
                process(self.app, call, caller);
                self.silence(line).await
            }
            Some(Effect::Garbage) => {
                let (parts, body) = self.whole(process(self.app, call, caller)).await;
                let noise = fault.noise.bytes(body.len());
                self.log(Some(&parts), &noise);
                Answer::from_parts(parts, Body::from(noise))
            }
            Some(Effect::Truncate { bytes }) => {
                let (parts, body) = self.whole(process(self.app, call, caller)).await;
                let end = faulty::end(&body, bytes);
                self.log(Some(&parts), &body[..end]);
                faulty::truncated(parts, &body, end)
            }
            Some(Effect::Slow { bytes_per_second }) => {
                let (parts, body) = self.whole(process(self.app, call, caller)).await;
                self.log(Some(&parts), &body);
                faulty::slow(parts, body, bytes_per_second)
            }
        }
    }

    async fn answered(&mut self, answer: Answer) -> Answer {
        let (parts, body) = self.whole(answer).await;
        self.log(Some(&parts), &body);
        Answer::from_parts(parts, Body::from(body))
    }

    async fn reset(&mut self, line: &Line) -> Answer {
        self.log(None, b"");
        match line.reset().await {}
    }

    /// Waits for the client to give up, which ends this.
    async fn silence(&mut self, line: &Line) -> Answer {
        self.log(None, b"");
        tokio::time::sleep(LONGEST).await;
        match line.reset().await {}
    }

    /// The answer with the headers that all have, and its body, which is in memory, so that nothing waits and nothing
    /// fails.
    async fn whole(&self, answer: Answer) -> (response::Parts, Bytes) {
        let answer = {
            let directory = self.app.directory();
            finished(answer, directory.settings(), directory.now())
        };
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        (parts, body)
    }

    fn log(&mut self, response: Option<&response::Parts>, body: &[u8]) {
        let Some(entry) = self.entry.take() else {
            return;
        };
        let entry = Entry {
            status: response.map(|parts| parts.status.as_u16()),
            response_headers: response.map(|parts| shown_headers(&parts.headers)).unwrap_or_default(),
            response_body: ShownBody::of(body),
            duration: self.started.elapsed(),
            ..entry
        };
        self.app.log().add(entry, self.app.directory().settings().request_log_size);
        self.app.revision.count();
    }
}

/// A client that gives up while its request is delayed leaves no answer, but
/// a trace.
impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        self.log(None, b"");
    }
}

fn caller(app: &App, call: &Call) -> Option<Caller> {
    let authorization = call.authorization().ok()?;
    app.directory().sign_in(authorization, || named(call)).ok()
}

fn process(app: &App, call: &Call, caller: Option<Caller>) -> Answer {
    let throttled = caller.and_then(|caller| throttled(app, call, caller));
    throttled.unwrap_or_else(|| guarded(|| dispatch(app, call)))
}
