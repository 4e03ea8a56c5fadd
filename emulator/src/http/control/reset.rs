//! Forgetting everything.

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;
use crate::faults::FaultRules;
use crate::json::json;

pub(super) fn post(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    let mut directory = app.directory();
    directory.reset();
    let kept = directory.kept_json();
    drop(directory);
    *app.faults() = FaultRules::default();
    app.log().clear();
    Ok(json(200, &json!({ "kept": kept })))
}
