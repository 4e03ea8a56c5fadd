//! The routes below /handles, except the session of a handle.

use serde_json::Value;

use super::App;
use super::answer::{Outcome, empty, json};
use super::request::Call;
use crate::directory::Include;
use crate::sign_in::Caller;

pub(crate) fn post(app: &App, call: &Call, caller: Caller) -> Outcome {
    let body = call.json()?;
    let mut directory = app.directory();
    let handle = directory.post_handle(caller, &body)?;
    let settings = directory.settings();
    let status = settings.create_status;
    if handle["type"] == "activity" && !settings.activity_post_body {
        return Ok(empty(status));
    }
    drop(directory);
    Ok(json(status, &Value::Object(handle)))
}

pub(crate) fn query(app: &App, call: &Call, caller: Caller) -> Outcome {
    let body = call.json()?;
    let include = call.parameter("include").unwrap_or_default();
    let include = Include::parse(&include);
    let results = app.directory().query_handles(caller, &body, include)?;
    Ok(json(200, &results))
}

pub(crate) fn get(app: &App, id: &str) -> Outcome {
    let handle = app.directory().handle_json(id)?;
    Ok(json(200, &Value::Object(handle)))
}

pub(crate) fn delete(app: &App, caller: Caller, id: &str) -> Outcome {
    let mut directory = app.directory();
    directory.delete_handle(caller, id)?;
    Ok(empty(directory.settings().delete_status))
}
