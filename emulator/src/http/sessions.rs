//! Sessions, by their own path and through a handle.

use super::App;
use super::answer::{Answer, Outcome, empty, located, session, tagged};
use super::request::Call;
use crate::directory::{Read, Refusal, Target, Write, Written};
use crate::names::SessionRef;
use crate::sign_in::Caller;

pub(crate) fn get(app: &App, call: &Call, caller: Caller, target: &Target) -> Outcome {
    let conditions = call.conditions()?;
    let directory = app.directory();
    let read = directory.read_session(caller, target)?;
    let missing = directory.settings().missing_session_status;
    drop(directory);
    match read {
        Read::Found(view) => {
            let known = conditions.if_none_match.is_some_and(|tags| tags.hold(&view.etag));
            let answer = if known { tagged(empty(304), &view.etag) } else { session(200, &view) };
            Ok(for_target(answer, target, &view.reference))
        }
        Read::Missing(reference) if missing == 404 => {
            Err(Refusal::not_found(format!("session {reference} does not exist")))
        }
        Read::Missing(reference) => Ok(for_target(empty(204), target, &reference)),
    }
}

pub(crate) fn put(app: &App, call: &Call, caller: Caller, target: &Target) -> Outcome {
    let body = call.json()?;
    let dry_run = call.parameter("nocommit");
    let write = Write {
        body: &body,
        conditions: call.conditions()?,
        commit: !dry_run.is_some_and(|value| value.eq_ignore_ascii_case("true")),
    };
    let written = app.directory().write_session(caller, target, &write)?;
    let (answer, reference) = match &written {
        Written::Created(view) => (session(201, view), &view.reference),
        Written::Updated(view) => (session(200, view), &view.reference),
        Written::Gone(reference) => (empty(204), reference),
    };
    Ok(for_target(answer, target, reference))
}

pub(crate) fn leave(app: &App, caller: Caller, session: &SessionRef) -> Outcome {
    app.directory().leave_session(caller, session)?;
    Ok(empty(204))
}

/// An answer by handle says where the session is.
fn for_target(answer: Answer, target: &Target, session: &SessionRef) -> Answer {
    match target {
        Target::Path(_) => answer,
        Target::Handle(_) => located(answer, session),
    }
}
