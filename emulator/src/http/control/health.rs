//! Whether it is up, and how much it holds.

use crate::json::json;

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;

pub(super) fn get(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    let (sessions, handles) = app.directory().counts();
    let health = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "sessions": sessions,
        "handles": handles,
    });
    Ok(json(200, &health))
}
