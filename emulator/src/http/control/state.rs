//! Everything at once, for the page.

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;
use super::rows;
use crate::json::json;

pub(super) fn get(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let rows = rows(call)?;
    // Read before the state: a change in between shows as a newer revision, never as an older one.
    let revision = app.revision.current();
    let mut state = app.directory().overview(&rows);
    state["revision"] = json!(revision);
    Ok(json(200, &state))
}
