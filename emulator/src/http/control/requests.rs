//! What has been asked and answered lately.

use serde_json::json;

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;

pub(super) fn get(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let after = call.parameter("after").unwrap_or_else(|| "0".to_owned());
    let after = after.parse().map_err(|_| format!("after \"{after}\" is not a whole number"))?;
    Ok(json(200, &json!({ "requests": app.log().after(after) })))
}

pub(super) fn delete(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    app.log().clear();
    Ok(empty(204))
}
