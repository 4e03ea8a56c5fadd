//! Users: whom they follow and block, and their inboxes.

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use super::{rows, xuid, xuids};
use crate::directory::Refusal;
use crate::json::{Fields, json};

pub(super) fn list(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let list = app.directory().list_users(&rows(call)?);
    Ok(json(200, &json!({"count": list.count, "users": list.rows})))
}

pub(super) fn get(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let user = xuid(path[0])?;
    Ok(json(200, &app.directory().user_json(user)))
}

pub(super) fn put(app: &App, call: &Call, path: &[&str]) -> Outcome {
    let user = xuid(path[0])?;
    let body = call.json()?;
    let fields = Fields::root(&body)?.only(&["gamertag"])?;
    // Null takes the name away; nothing at all is a mistake.
    fields.required("gamertag", fields.object().get("gamertag"))?;
    app.directory().name_user(user, fields.text("gamertag")?)?;
    Ok(empty(204))
}

pub(super) fn invites(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let invites = app.directory().invites(xuid(path[0])?);
    Ok(json(200, &json!({ "invites": invites })))
}

pub(super) fn block(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let (user, other) = xuids(path)?;
    app.directory().block(user, other);
    Ok(empty(204))
}

pub(super) fn unblock(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let (user, other) = xuids(path)?;
    app.directory().unblock(user, other);
    Ok(empty(204))
}

pub(super) fn follow(app: &App, call: &Call, path: &[&str]) -> Outcome {
    let (user, other) = xuids(path)?;
    let favorite = favorite(call)?;
    app.directory().follow(user, other, favorite);
    Ok(empty(204))
}

pub(super) fn unfollow(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let (user, other) = xuids(path)?;
    app.directory().unfollow(user, other);
    Ok(empty(204))
}

/// Whether the body, which may be left away, asks for a favorite.
fn favorite(call: &Call) -> Result<bool, Refusal> {
    if call.body.is_empty() {
        return Ok(false);
    }
    let body = call.json()?;
    let favorite = Fields::root(&body)?.only(&["favorite"])?.flag("favorite")?;
    Ok(favorite.unwrap_or(false))
}
