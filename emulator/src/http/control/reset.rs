//! Forgetting everything.

use axum::http::Method;

use super::super::App;
use super::super::answer::{Outcome, empty};
use super::super::request::Call;
use super::verbs;

pub(super) fn answer(app: &App, call: &Call) -> Outcome {
    if call.method() != Method::POST {
        return verbs(call, "POST");
    }
    app.directory().reset();
    Ok(empty(204))
}
