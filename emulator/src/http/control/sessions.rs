//! Sessions as an administrator sees them: all of them, and their changes.

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use super::rows;
use crate::directory::Refusal;
use crate::json::json;
use crate::names::SessionRef;

pub(super) fn list(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let list = app.directory().list_sessions(&rows(call)?);
    Ok(json(200, &json!({"count": list.count, "sessions": list.rows})))
}

pub(super) fn get(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let session = reference(path)?;
    Ok(json(200, &app.directory().session_with_changes(&session)?))
}

/// Ends a session, whoever is in it.
pub(super) fn end(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let session = reference(path)?;
    if app.directory().end_session(&session.key()) {
        return Ok(empty(204));
    }
    Err(Refusal::not_found(format!("session {session} does not exist (any more)")))
}

fn reference(path: &[&str]) -> Result<SessionRef, Refusal> {
    let session = SessionRef::new(path[0], path[1], path[2]);
    session.map_err(|why| Refusal::bad_request(format!("path: {why}")))
}
