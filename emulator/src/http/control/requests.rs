//! What has been asked and answered lately.

use std::str::FromStr;

use axum::http::header::CONTENT_DISPOSITION;

use super::super::App;
use super::super::answer::{Outcome, empty, json, with_header};
use super::super::har;
use super::super::request::Call;
use crate::directory::Refusal;
use crate::json::json;

pub(super) fn get(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let after = number(call, "after")?.unwrap_or(0);
    let take = number(call, "take")?.unwrap_or(usize::MAX);
    let log = app.log();
    Ok(json(200, &json!({ "oldest": log.oldest(), "requests": log.after(after, take) })))
}

/// The same as a file for tools that read HAR.
pub(super) fn har(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let after = number(call, "after")?.unwrap_or(0);
    let take = number(call, "take")?.unwrap_or(usize::MAX);
    let base = app.site.url(call.host());
    let document = har::document(&base, app.log().entries_after(after, take));
    Ok(with_header(json(200, &document), CONTENT_DISPOSITION, "attachment; filename=\"mpsd-emulator.har\""))
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
