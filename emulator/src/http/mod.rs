//! The HTTP layer: thin over the directory.

mod answer;
mod control;
mod elements;
mod exchange;
mod faulty;
mod handles;
mod har;
mod naming;
mod page;
mod panics;
mod request;
mod request_log;
mod revision;
mod route;
mod sessions;
mod site;
mod throttling;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Method, Request};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::directory::{Directory, Refusal};
use crate::faults::FaultRules;
use crate::line::Line;
use crate::sign_in::Caller;
use crate::snapshot::Snapshot;
use crate::state::State;
use answer::{Answer, Outcome, dated, wrong_verb};
use exchange::Arrival;
use panics::guarded;
use request::{BodyLimit, CONTRACT_VERSION, Call};
use request_log::RequestLog;
use revision::Revision;
use route::Route;
pub(crate) use site::{Scheme, Site};

/// What all connections share.
#[derive(Debug)]
pub(crate) struct App {
    site: Site,
    directory: Mutex<Directory>,
    faults: Mutex<FaultRules>,
    revision: Revision,
    log: Mutex<RequestLog>,
}

impl App {
    pub(crate) fn new(state: State, site: Site) -> Self {
        Self {
            site,
            directory: Mutex::new(state.directory),
            faults: Mutex::new(state.faults),
            log: Mutex::default(),
            revision: Revision::default(),
        }
    }

    /// The directory. Its operations are all or nothing, so a lock that a
    /// panic has poisoned still guards a whole state.
    pub(crate) fn directory(&self) -> MutexGuard<'_, Directory> {
        self.directory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything as it is now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let directory = self.directory();
        Snapshot::of(&directory, &self.faults())
    }

    /// Puts something else in the place of everything.
    pub(crate) fn replace(&self, state: State) {
        let mut directory = self.directory();
        *directory = state.directory;
        *self.faults() = state.faults;
        directory.catch_up();
    }

    /// The number of the latest change, to be waited for.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, FaultRules> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, RequestLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets happen what is due by now, and tells of it.
    pub(crate) fn catch_up(&self) {
        let changed = self.directory().catch_up();
        if changed {
            self.revision.count();
        }
    }

    /// Most bytes of a body, and most time.
    fn body_limits(&self, request: &Parts) -> (BodyLimit, Duration) {
        let directory = self.directory();
        let settings = directory.settings();
        let own = BodyLimit { bytes: settings.max_body_bytes, setting: true };
        (control::body_limit(&request.method, request.uri.path(), own), settings.header_timeout())
    }

    /// Answers one request that came over `line`.
    pub(crate) async fn answer<B>(&self, request: Request<B>, line: &Line) -> Answer
    where
        B: hyper::body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let (parts, body) = request.into_parts();
        let (limit, time) = self.body_limits(&parts);
        let arrival = Arrival::of(self, &parts);
        let call = Call::read(parts, Body::new(body), &self.site, limit);
        let late = |_| {
            let seconds = time.as_secs();
            Err(Refusal::new(408, format!("the body takes more than {seconds} s (headerTimeoutSeconds)")))
        };
        let answer = match timeout(time, call).await.unwrap_or_else(late) {
            Ok(call) if call.is_control() => control(self, &call),
            Ok(call) if page::is_asked(&call) => guarded(|| page::answer(&call)),
            read => return arrival.answer(read, line).await,
        };
        dated(answer, self.directory().now())
    }
}

fn control(app: &App, call: &Call) -> Answer {
    let answer = guarded(|| {
        app.catch_up();
        control::answer(app, call)
    });
    if call.method() != Method::GET {
        app.revision.count();
    }
    answer
}

/// Paths are matched by hand, because the service's literals ignore case.
fn dispatch(app: &App, call: &Call) -> Outcome {
    app.catch_up();
    let route = Route::of(&call.segments)?;
    let method = call.method().as_str();
    if !route.verbs().split(", ").any(|verb| verb == method) {
        let path = call.parts.uri.path();
        return Ok(wrong_verb(method, path, route.verbs()));
    }
    let caller = sign_in(app, call)?;
    check_signature(app, call)?;
    check_contract_version(app, call)?;
    match route {
        Route::Handles => handles::post(app, call, caller),
        Route::HandleQuery => handles::query(app, call, caller),
        Route::Handle(id) if method == "GET" => handles::get(app, call, caller, &id),
        Route::Handle(id) => handles::delete(app, caller, &id),
        Route::Session(target) if method == "GET" => sessions::get(app, call, caller, &target),
        Route::Session(target) => sessions::put(app, call, caller, &target),
        Route::Sessions(scope) => sessions::query(app, call, caller, &scope),
        Route::Templates(scid) => sessions::templates(app, &scid),
        Route::SessionBatch(scope) => sessions::batch(app, call, caller, &scope),
        Route::Element(session, element) => elements::answer(app, call, caller, &session, &element),
    }
}

fn sign_in(app: &App, call: &Call) -> Result<Caller, Refusal> {
    let authorization = call.authorization()?;
    let mut directory = app.directory();
    let caller = directory.sign_in(authorization, || naming::named(call))?;
    if let Some(ms_cv) = call.header("ms-cv") {
        directory.record_ms_cv(caller.xuid, ms_cv);
    }
    Ok(caller)
}

fn check_contract_version(app: &App, call: &Call) -> Result<(), Refusal> {
    let directory = app.directory();
    let settings = directory.settings();
    let least = settings.minimum_contract_version;
    let given = call.header(CONTRACT_VERSION);
    let why = match given.map(|text| (text, text.trim().parse::<u32>())) {
        Some((_, Ok(version))) if version >= least => return Ok(()),
        Some((_, Ok(version))) => format!("is {version}, less than {least}"),
        Some((text, Err(_))) => format!("\"{text}\" is not a number"),
        None => format!("is missing; write 107 (at least {least})"),
    };
    let reason = format!("{CONTRACT_VERSION} {why}");
    Err(Refusal::new(settings.contract_version_status, reason))
}

fn check_signature(app: &App, call: &Call) -> Result<(), Refusal> {
    if call.header("signature").is_some() || !app.directory().settings().require_signature {
        return Ok(());
    }
    Err(Refusal::new(401, "Signature is missing (setting requireSignature)"))
}
