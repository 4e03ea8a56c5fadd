//! One request to the directory, from its arrival to its answer in the log.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::request::Parts;
use http_body_util::BodyExt;

use super::answer::{Answer, refused};
use super::request::Call;
use super::request_log::{Entry, shown_body, shown_headers};
use super::{App, dispatch};
use crate::directory::Refusal;
use crate::names::Xuid;

pub(super) struct Exchange<'a> {
    app: &'a App,
    started: Instant,
    entry: Entry,
}

impl<'a> Exchange<'a> {
    pub(super) fn begin(app: &'a App, parts: &Parts) -> Self {
        let entry = Entry {
            number: 0,
            time: app.directory().now(),
            method: parts.method.to_string(),
            path: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            xuid: None,
            status: None,
            duration: Duration::ZERO,
            request_headers: shown_headers(&parts.headers),
            request_body: String::new(),
            response_body: String::new(),
        };
        Self { app, started: Instant::now(), entry }
    }

    /// Answers the request, or says why it could not be read.
    pub(super) async fn answer(mut self, read: Result<Call, Refusal>) -> Answer {
        let outcome = read.and_then(|call| {
            self.entry.xuid = caller(self.app, &call);
            self.entry.request_body = shown_body(&call.body);
            dispatch(self.app, &call)
        });
        let answer = outcome.unwrap_or_else(|refusal| refused(&refusal));
        self.log(answer).await
    }

    async fn log(mut self, answer: Answer) -> Answer {
        let (parts, body) = answer.into_parts();
        // It is in memory as a whole, so that nothing waits and nothing fails.
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        self.entry.status = Some(parts.status.as_u16());
        self.entry.response_body = shown_body(&body);
        self.entry.duration = self.started.elapsed();
        self.app.log().add(self.entry, self.app.directory().settings().request_log_size);
        self.app.revision.count();
        Answer::from_parts(parts, Body::from(body))
    }
}

fn caller(app: &App, call: &Call) -> Option<Xuid> {
    let authorization = call.authorization().ok()?;
    app.directory().sign_in(authorization).ok().map(|caller| caller.xuid)
}
