//! Users: whom they follow and block, and their inboxes.

use axum::http::Method;
use serde_json::json;

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use super::{nothing, verbs, xuid};
use crate::directory::Refusal;
use crate::json::Fields;

pub(super) fn answer(app: &App, call: &Call, path: &[&str]) -> Outcome {
    match (path, call.method()) {
        ([user], &Method::GET) => {
            let user = xuid(user)?;
            Ok(json(200, &app.directory().user_json(user)))
        }
        ([user, "invites"], &Method::GET) => {
            let invites = app.directory().invites(xuid(user)?);
            Ok(json(200, &json!({ "invites": invites })))
        }
        ([_] | [_, "invites"], _) => verbs(call, "GET"),
        ([user, "blocked", other], &Method::PUT) => {
            app.directory().block(xuid(user)?, xuid(other)?);
            Ok(empty(204))
        }
        ([user, "blocked", other], &Method::DELETE) => {
            app.directory().unblock(xuid(user)?, xuid(other)?);
            Ok(empty(204))
        }
        ([user, "people", other], &Method::PUT) => {
            let favorite = favorite(call)?;
            app.directory().follow(xuid(user)?, xuid(other)?, favorite);
            Ok(empty(204))
        }
        ([user, "people", other], &Method::DELETE) => {
            app.directory().unfollow(xuid(user)?, xuid(other)?);
            Ok(empty(204))
        }
        ([_, "blocked" | "people", _], _) => verbs(call, "PUT, DELETE"),
        _ => nothing(call),
    }
}

/// Whether the body, which may be left away, asks for a favorite.
fn favorite(call: &Call) -> Result<bool, Refusal> {
    if call.body.is_empty() {
        return Ok(false);
    }
    let body = call.json()?;
    let favorite = Fields::root(&body)?.flag("favorite")?;
    Ok(favorite.unwrap_or(false))
}
