//! Tokens that expire.

use axum::http::Method;

use super::super::App;
use super::super::answer::{Outcome, empty};
use super::super::request::Call;
use super::{nothing, verbs};
use crate::json::Fields;

pub(super) fn answer(app: &App, call: &Call, path: &[&str]) -> Outcome {
    match (path, call.method()) {
        (["revoke"], &Method::POST) => revoke(app, call),
        (["revoke"], _) => verbs(call, "POST"),
        _ => nothing(call),
    }
}

fn revoke(app: &App, call: &Call) -> Outcome {
    let body = call.json()?;
    let fields = Fields::root(&body)?;
    let token = fields.required("token", fields.text("token")?)?;
    app.directory().revoke(token);
    Ok(empty(204))
}
