//! The routes below /handles, except the session of a handle.

use axum::http::header::{CONTENT_LOCATION, LOCATION};

use super::App;
use super::answer::{Outcome, empty, json, judged, with_header};
use super::request::Call;
use super::sessions;
use crate::directory::{Include, Posted, Refusal, Target};
use crate::json::Value;
use crate::sign_in::Caller;

pub(crate) fn post(app: &App, call: &Call, caller: Caller) -> Outcome {
    let body = call.json()?;
    let mut directory = app.directory();
    let Posted { handle, judged: how } = directory.post_handle(caller, &body)?;
    let settings = directory.settings();
    let status = settings.create_status;
    let location = handle["id"].as_str().filter(|_| settings.location_header).map(|id| format!("/handles/{id}"));
    let silent = handle["type"] == "activity" && !settings.activity_post_body;
    drop(directory);
    let answer = if silent { empty(status) } else { json(status, &Value::Object(handle)) };
    let answer = judged(answer, how);
    Ok(match location {
        Some(location) => with_header(with_header(answer, LOCATION, &location), CONTENT_LOCATION, &location),
        None => answer,
    })
}

pub(crate) fn query(app: &App, call: &Call, caller: Caller) -> Outcome {
    let body = call.json()?;
    let strict = app.directory().settings().strict_query_string;
    let unknown = call.parameters().find(|name| !name.eq_ignore_ascii_case("include"));
    if let Some(name) = unknown.filter(|_| strict) {
        return Err(Refusal::bad_request(format!("the parameter {name} is unknown here (setting strictQueryString)")));
    }
    let include = Include::parse(&call.parameter("include").unwrap_or_default(), strict)?;
    let results = app.directory().query_handles(caller, &body, include)?;
    Ok(json(200, &results))
}

pub(crate) fn get(app: &App, call: &Call, caller: Caller, id: &str) -> Outcome {
    if app.directory().settings().read_handle == "session" {
        return sessions::get(app, call, caller, &Target::Handle(id.to_owned()));
    }
    let handle = app.directory().handle_json(id)?;
    Ok(json(200, &Value::Object(handle)))
}

pub(crate) fn delete(app: &App, caller: Caller, id: &str) -> Outcome {
    let mut directory = app.directory();
    let deleted = directory.delete_handle(caller, id);
    let settings = directory.settings();
    match deleted {
        Err(Refusal { status: 404, .. }) if settings.unknown_delete_status == 204 => Ok(empty(204)),
        Err(refusal) => Err(refusal),
        Ok(()) => Ok(empty(settings.delete_status)),
    }
}
