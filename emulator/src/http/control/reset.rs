//! Forgetting everything.

use super::super::App;
use super::super::answer::{Outcome, empty};
use super::super::request::Call;
use crate::faults::FaultRules;

pub(super) fn post(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    app.directory().reset();
    *app.faults() = FaultRules::default();
    app.log().clear();
    Ok(empty(204))
}
