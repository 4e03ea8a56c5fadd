//! Whether it is up, and how much it holds.

use axum::http::Method;
use serde_json::json;

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;
use super::verbs;

pub(super) fn answer(app: &App, call: &Call) -> Outcome {
    if call.method() != Method::GET {
        return verbs(call, "GET");
    }
    let (sessions, handles) = app.directory().counts();
    let health = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "sessions": sessions,
        "handles": handles,
    });
    Ok(json(200, &health))
}
