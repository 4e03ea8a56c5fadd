//! What has been asked and answered lately.

use std::str::FromStr;

use serde_json::json;

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use crate::directory::Refusal;

pub(super) fn get(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let after = number(call, "after")?.unwrap_or(0);
    let take = number(call, "take")?.unwrap_or(usize::MAX);
    let log = app.log();
    Ok(json(200, &json!({ "oldest": log.oldest(), "requests": log.after(after, take) })))
}

fn number<N: FromStr>(call: &Call, name: &str) -> Result<Option<N>, Refusal> {
    let given = call.parameter(name);
    let number = given.map(|text| text.parse().map_err(|_| format!("{name} \"{text}\" is not a whole number")));
    Ok(number.transpose()?)
}

pub(super) fn delete(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    app.log().clear();
    Ok(empty(204))
}
