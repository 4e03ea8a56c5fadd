//! Whom a request names as the user who makes it.

use axum::http::Method;

use super::request::Call;
use super::route::Route;
use crate::directory::Named;
use crate::json::Value;
use crate::names::Xuid;

/// The own xuid that a request writes into its seat, or asks about.
pub(super) fn named(call: &Call) -> Option<Named> {
    match (call.method(), Route::of(&call.segments).ok()?) {
        (&Method::PUT, Route::Session(_)) => {
            let body = call.json().ok()?;
            let xuid = xuid(&body["members"]["me"]["constants"]["system"]["xuid"])?;
            Some(Named { xuid, certain: true })
        }
        (&Method::POST, Route::HandleQuery) => {
            let body = call.json().ok()?;
            let groups = [&body["owners"]["people"]["monikerXuid"], &body["sessionMembers"]["people"]["monikerXuid"]];
            let owner = || match body["owners"]["xuids"].as_array()?.as_slice() {
                [only] => xuid(only),
                _ => None,
            };
            let xuid = groups.into_iter().find_map(xuid).or_else(owner)?;
            Some(Named { xuid, certain: false })
        }
        (&Method::GET, Route::Sessions(_)) => {
            let asks = |name: &str| call.parameter(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
            let xuid = Xuid::parse(&call.parameter("xuid")?)?;
            // These are for one's own sessions only.
            Some(Named { xuid, certain: ["private", "inactive", "reservations"].into_iter().any(asks) })
        }
        _ => None,
    }
}

fn xuid(value: &Value) -> Option<Xuid> {
    value.as_str().and_then(Xuid::parse)
}
