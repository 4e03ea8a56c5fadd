//! The control API below /emulator: no sign-in, JSON, same machine only.

mod health;
mod reset;
mod tokens;
mod users;

use super::App;
use super::answer::{Outcome, wrong_verb};
use super::request::Call;
use crate::directory::Refusal;
use crate::names::Xuid;

pub(crate) fn answer(app: &App, call: &Call) -> Outcome {
    call.check_origin()?;
    let segments: Vec<&str> = call.segments.iter().skip(1).map(String::as_str).collect();
    match segments.as_slice() {
        ["health"] => health::answer(app, call),
        ["reset"] => reset::answer(app, call),
        ["tokens", rest @ ..] => tokens::answer(app, call, rest),
        ["users", rest @ ..] => users::answer(app, call, rest),
        _ => nothing(call),
    }
}

fn nothing(call: &Call) -> Outcome {
    Err(Refusal::not_found(format!("there is nothing at {}", call.parts.uri.path())))
}

fn verbs(call: &Call, allowed: &str) -> Outcome {
    Ok(wrong_verb(call.method().as_str(), call.parts.uri.path(), allowed))
}

fn xuid(text: &str) -> Result<Xuid, Refusal> {
    Xuid::parse(text)
        .ok_or_else(|| Refusal::bad_request(format!("path: xuid \"{text}\" is not a nonzero decimal 64-bit number")))
}
