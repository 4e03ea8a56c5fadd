//! The virtual clock: reading, setting and advancing it.

use jiff::{SignedDuration, Timestamp};

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;
use crate::json::Fields;

pub(super) fn get(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json(200, &app.directory().clock_json()))
}

pub(super) fn set(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let body = call.json()?;
    let fields = Fields::root(&body)?.only(&["frozen", "now"])?;
    let frozen = fields.required("frozen", fields.flag("frozen")?)?;
    let now = fields.text("now")?.map(time).transpose()?;
    let mut directory = app.directory();
    directory.set_clock(frozen, now)?;
    Ok(json(200, &directory.clock_json()))
}

pub(super) fn advance(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let body = call.json()?;
    let fields = Fields::root(&body)?.only(&["seconds"])?;
    let seconds = fields.required("seconds", fields.number("seconds")?)?;
    let mut directory = app.directory();
    directory.advance_clock(span(seconds)?)?;
    Ok(json(200, &directory.clock_json()))
}

fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| format!("now \"{text}\" is not a time such as 2026-11-22T07:00:00Z"))
}

fn span(seconds: f64) -> Result<SignedDuration, String> {
    // A span is too coarse to tell that a tiny number is negative.
    let span = (seconds >= 0.0).then(|| SignedDuration::try_from_secs_f64(seconds));
    span.and_then(Result::ok).ok_or_else(|| format!("seconds {seconds:?} is not a number from 0 on"))
}
