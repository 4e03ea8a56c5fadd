//! The control API below /emulator: no sign-in, JSON, same machine only.

mod clock;
mod events;
mod faults;
mod health;
mod joining;
mod limits;
mod openapi;
mod requests;
mod reset;
mod scenario;
mod sessions;
mod settings;
mod snapshot;
mod state;
mod templates;
mod tokens;
mod users;

use axum::http::Method;

use super::App;
use super::answer::{Outcome, wrong_verb};
use super::request::{BodyLimit, Call};
use crate::directory::{Refusal, Rows};
use crate::names::Xuid;

/// Answers one verb of one route; gets the values of the path's parameters.
type Handler = fn(&App, &Call, &[&str]) -> Outcome;

/// Each path with its verbs, which are named in this order in a 405.
const ROUTES: &[(&str, &[(&str, Handler)])] = &[
    ("clock", &[("GET", clock::get), ("PUT", clock::set)]),
    ("clock/advance", &[("POST", clock::advance)]),
    ("events", &[("GET", events::get)]),
    ("faults", &[("GET", faults::list), ("POST", faults::add), ("PUT", faults::replace), ("DELETE", faults::clear)]),
    ("faults/{id}", &[("DELETE", faults::remove)]),
    ("health", &[("GET", health::get)]),
    ("limits", &[("GET", limits::get)]),
    ("openapi.json", &[("GET", openapi::get)]),
    ("requests", &[("GET", requests::get), ("DELETE", requests::delete)]),
    ("requests.har", &[("GET", requests::har)]),
    ("reset", &[("POST", reset::post)]),
    ("scenario", &[("PUT", scenario::put)]),
    ("sessions", &[("GET", sessions::list)]),
    ("sessions/{scid}/{template}/{name}", &[("GET", sessions::get), ("DELETE", sessions::end)]),
    ("settings", &[("GET", settings::get), ("PATCH", settings::change), ("DELETE", settings::default)]),
    ("snapshot", &[("GET", snapshot::get), ("PUT", snapshot::put)]),
    ("state", &[("GET", state::get)]),
    ("templates", &[("GET", templates::list)]),
    ("templates/{scid}/{template}", &[("PUT", templates::put), ("DELETE", templates::delete)]),
    ("tokens/revoke", &[("POST", tokens::revoke)]),
    ("users", &[("GET", users::list)]),
    ("users/{xuid}", &[("GET", users::get), ("PUT", users::put)]),
    ("users/{xuid}/blocked/{other}", &[("PUT", users::block), ("DELETE", users::unblock)]),
    ("users/{xuid}/invites", &[("GET", users::invites)]),
    ("users/{xuid}/invites/{id}/accept", &[("POST", joining::accept)]),
    ("users/{xuid}/invites/{id}/decline", &[("POST", joining::decline)]),
    ("users/{xuid}/join/{handle}", &[("POST", joining::join)]),
    ("users/{xuid}/people/{other}", &[("PUT", users::follow), ("DELETE", users::unfollow)]),
];

/// Most bytes of a snapshot, which holds what many requests have sent.
const SNAPSHOT_LIMIT: usize = 256 * 1024 * 1024;

/// So many bytes are taken whatever a setting says, which could not be changed again otherwise.
const CONTROL_LIMIT: usize = 1024 * 1024;

/// Most bytes of a body; `own` is what the settings say.
pub(crate) fn body_limit(method: &Method, path: &str, own: BodyLimit) -> BodyLimit {
    if method == Method::PUT && path == "/emulator/snapshot" {
        BodyLimit { bytes: SNAPSHOT_LIMIT, setting: false }
    } else if path.starts_with("/emulator/") && own.bytes < CONTROL_LIMIT {
        BodyLimit { bytes: CONTROL_LIMIT, setting: false }
    } else {
        own
    }
}

pub(crate) fn answer(app: &App, call: &Call) -> Outcome {
    app.site.check_origin(&call.parts, call.host())?;
    let segments: Vec<&str> = call.segments.iter().skip(1).map(String::as_str).collect();
    let found = ROUTES.iter().find_map(|(path, verbs)| Some((parameters(path, &segments)?, verbs)));
    let path = call.parts.uri.path();
    let (parameters, verbs) = found.ok_or_else(|| Refusal::not_found(format!("there is nothing at {path}")))?;
    let method = call.method().as_str();
    match verbs.iter().find(|(verb, _)| *verb == method) {
        Some((_, handler)) => handler(app, call, &parameters),
        None => {
            let allowed: Vec<&str> = verbs.iter().map(|(verb, _)| *verb).collect();
            Ok(wrong_verb(method, path, &allowed.join(", ")))
        }
    }
}

/// The segments that stand where `path` has a name in braces; `None` when it
/// is another path.
fn parameters<'a>(path: &str, segments: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut parameters = Vec::new();
    let mut rest = segments.iter();
    for wanted in path.split('/') {
        let segment = rest.next()?;
        if wanted.starts_with('{') {
            parameters.push(*segment);
        } else if wanted != *segment {
            return None;
        }
    }
    rest.next().is_none().then_some(parameters)
}

fn xuid(text: &str) -> Result<Xuid, Refusal> {
    Xuid::parse(text)
        .ok_or_else(|| Refusal::bad_request(format!("path: xuid \"{text}\" is not a nonzero decimal 64-bit number")))
}

/// The two users of a path.
fn xuids(parameters: &[&str]) -> Result<(Xuid, Xuid), Refusal> {
    Ok((xuid(parameters[0])?, xuid(parameters[1])?))
}

/// Which rows of a list the query string asks for.
fn rows(call: &Call) -> Result<Rows, Refusal> {
    Ok(Rows::read(|name| call.parameter(name))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_take_any_segment() {
        assert_eq!(parameters("users/{xuid}/people/{other}", &["users", "1", "people", "x"]), Some(vec!["1", "x"]));
        assert_eq!(parameters("health", &["health"]), Some(vec![]));
        for segments in [&["users"][..], &["users", "1", "x"], &["Users", "1"], &[]] {
            assert_eq!(parameters("users/{xuid}", segments), None);
        }
    }
}
