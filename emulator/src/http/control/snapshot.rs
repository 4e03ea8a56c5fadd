//! Keeping the whole state, and putting it back.

use super::super::App;
use super::super::answer::{Outcome, empty, json_text};
use super::super::request::Call;
use crate::snapshot::Snapshot;

pub(super) fn get(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json_text(200, app.snapshot().write()))
}

pub(super) fn put(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let restored = Snapshot::read(&call.body)?.restore()?;
    app.replace(restored);
    Ok(empty(204))
}
