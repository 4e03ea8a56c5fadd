//! Sessions, by their own path and through a handle.

use super::App;
use super::answer::{Answer, Outcome, empty, json, judged, located, revalidated, session, tagged};
use super::request::Call;
use crate::directory::{Read, Refusal, Scope, SessionQuery, Target, Write, Written};
use crate::json::Value;
use crate::names::SessionRef;
use crate::sign_in::Caller;

pub(crate) fn get(app: &App, call: &Call, caller: Caller, target: &Target) -> Outcome {
    let conditions = call.conditions()?;
    let directory = app.directory();
    let read = directory.read_session(caller, target)?;
    let missing = directory.settings().missing_session_status;
    drop(directory);
    let place = Place::of(app, call, target);
    match read {
        Read::Found(view) => {
            let known = conditions.if_none_match.is_some_and(|tags| tags.hold(&view.etag));
            let answer = if known { tagged(empty(304), &view) } else { session(200, &view) };
            Ok(revalidated(place.shown(answer, &view.reference)))
        }
        Read::Missing(reference) if missing == 404 => {
            Err(Refusal::not_found(format!("session {reference} does not exist")))
        }
        Read::Missing(reference) => Ok(revalidated(place.shown(empty(204), &reference))),
    }
}

pub(crate) fn put(app: &App, call: &Call, caller: Caller, target: &Target) -> Outcome {
    let body = written_body(app, call)?;
    let write = write(call, &body)?;
    let written = app.directory().write_session(caller, target, &write);
    answered(written, &Place::of(app, call, target))
}

/// The body of a write, with its numbers as the settings want them.
pub(super) fn written_body(app: &App, call: &Call) -> Result<Value, Refusal> {
    let mut body = call.json()?;
    if app.directory().settings().long_integers == "double" {
        body.round_long_integers();
    }
    Ok(body)
}

/// The write that a request's headers and query string make of a body.
pub(super) fn write<'a>(call: &Call, body: &'a Value) -> Result<Write<'a>, Refusal> {
    let dry_run = call.parameter("nocommit");
    let commit = !dry_run.is_some_and(|value| value.eq_ignore_ascii_case("true"));
    Ok(Write { body, conditions: call.conditions()?, commit })
}

pub(super) fn answered(written: Result<Written, Refusal>, place: &Place) -> Outcome {
    let written = match written {
        Err(Refusal { session: Some(view), status, .. }) => {
            return Ok(place.shown(session(status, &view), &view.reference));
        }
        other => other?,
    };
    let (answer, reference) = match &written {
        Written::Created(view) => (session(201, view), &view.reference),
        Written::Updated(view) => (session(200, view), &view.reference),
        Written::Gone { reference, judged: how } => (judged(empty(204), *how), reference),
    };
    Ok(revalidated(place.shown(answer, reference)))
}

pub(crate) fn query(app: &App, call: &Call, caller: Caller, scope: &Scope) -> Outcome {
    let query = SessionQuery::read(|name| call.parameter(name), call.contract_version())?;
    let results = app.directory().query_sessions(caller, scope, &query, None)?;
    Ok(revalidated(json(200, &results)))
}

pub(crate) fn batch(app: &App, call: &Call, caller: Caller, scope: &Scope) -> Outcome {
    let query = SessionQuery::read(|name| call.parameter(name), call.contract_version())?;
    let body = call.json()?;
    let results = app.directory().query_sessions(caller, scope, &query, Some(&body))?;
    Ok(revalidated(json(200, &results)))
}

pub(crate) fn templates(app: &App, scid: &str) -> Outcome {
    Ok(revalidated(json(200, &app.directory().template_names(scid)?)))
}

/// Whether and how an answer says where its session is.
pub(super) enum Place {
    /// The caller has named the session.
    Known,
    Path,
    Url(String),
}

impl Place {
    fn of(app: &App, call: &Call, target: &Target) -> Self {
        match target {
            Target::Path(_) => Self::Known,
            Target::Handle(_) if app.directory().settings().content_location == "url" => {
                Self::Url(app.site.url(call.host()))
            }
            Target::Handle(_) => Self::Path,
        }
    }

    fn shown(&self, answer: Answer, session: &SessionRef) -> Answer {
        match self {
            Self::Known => answer,
            Self::Path => located(answer, session, ""),
            Self::Url(base) => located(answer, session, base),
        }
    }
}
