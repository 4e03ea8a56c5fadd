//! Tokens that expire.

use super::super::App;
use super::super::answer::{Outcome, empty};
use super::super::request::Call;
use crate::json::Fields;

pub(super) fn revoke(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let body = call.json()?;
    let fields = Fields::root(&body)?.only(&["token"])?;
    let token = fields.required("token", fields.text("token")?)?;
    app.directory().revoke(token);
    Ok(empty(204))
}
