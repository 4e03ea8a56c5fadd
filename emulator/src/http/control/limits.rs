//! How much of the rate limits is used.

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;

pub(super) fn get(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json(200, &app.directory().limits_json()))
}
