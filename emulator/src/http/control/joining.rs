//! What the console's own pages do for a player: answering invites, joining friends.

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use super::xuid;

pub(super) fn accept(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let user = xuid(path[0])?;
    Ok(json(200, &app.directory().accept_invite(user, path[1])?))
}

pub(super) fn decline(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let user = xuid(path[0])?;
    app.directory().decline_invite(user, path[1])?;
    Ok(empty(204))
}

pub(super) fn join(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let user = xuid(path[0])?;
    Ok(json(200, &app.directory().join_activity(user, path[1])?))
}
