//! The control API below /emulator: no sign-in, JSON, same machine only.

use axum::http::Method;
use serde_json::json;

use super::App;
use super::answer::{Outcome, empty, json, wrong_verb};
use super::request::Call;
use crate::directory::Refusal;
use crate::json::Fields;
use crate::names::Xuid;

pub(crate) fn answer(app: &App, call: &Call) -> Outcome {
    call.check_origin()?;
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let method = call.method();
    let [_, path @ ..] = segments.as_slice() else {
        return Err(nothing(call));
    };
    let allowed = match (path, method) {
        (["health"], &Method::GET) => return Ok(health(app)),
        (["health"], _) => "GET",
        (["reset"], &Method::POST) => {
            app.directory().reset();
            return Ok(empty(204));
        }
        (["tokens", "revoke"], &Method::POST) => return revoke(app, call),
        (["reset"] | ["tokens", "revoke"], _) => "POST",
        (["users", user], &Method::GET) => {
            let user = xuid(user)?;
            return Ok(json(200, &app.directory().user_json(user)));
        }
        (["users", user, "invites"], &Method::GET) => {
            let invites = app.directory().invites(xuid(user)?);
            return Ok(json(200, &json!({ "invites": invites })));
        }
        (["users", _] | ["users", _, "invites"], _) => "GET",
        (["users", user, "blocked", other], &Method::PUT) => {
            app.directory().block(xuid(user)?, xuid(other)?);
            return Ok(empty(204));
        }
        (["users", user, "blocked", other], &Method::DELETE) => {
            app.directory().unblock(xuid(user)?, xuid(other)?);
            return Ok(empty(204));
        }
        (["users", user, "people", other], &Method::PUT) => {
            let favorite = favorite(call)?;
            app.directory().follow(xuid(user)?, xuid(other)?, favorite);
            return Ok(empty(204));
        }
        (["users", user, "people", other], &Method::DELETE) => {
            app.directory().unfollow(xuid(user)?, xuid(other)?);
            return Ok(empty(204));
        }
        (["users", _, "blocked" | "people", _], _) => "PUT, DELETE",
        _ => return Err(nothing(call)),
    };
    Ok(wrong_verb(method.as_str(), call.parts.uri.path(), allowed))
}

fn nothing(call: &Call) -> Refusal {
    Refusal::not_found(format!("there is nothing at {}", call.parts.uri.path()))
}

fn xuid(text: &str) -> Result<Xuid, Refusal> {
    Xuid::parse(text)
        .ok_or_else(|| Refusal::bad_request(format!("path: xuid \"{text}\" is not a nonzero decimal 64-bit number")))
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

fn health(app: &App) -> super::Answer {
    let (sessions, handles) = app.directory().counts();
    let health = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "sessions": sessions,
        "handles": handles,
    });
    json(200, &health)
}

fn revoke(app: &App, call: &Call) -> Outcome {
    let body = call.json()?;
    let fields = Fields::root(&body)?;
    let token = fields.required("token", fields.text("token")?)?;
    app.directory().revoke(token);
    Ok(empty(204))
}
