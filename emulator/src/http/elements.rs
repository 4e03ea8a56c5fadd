//! Parts of a session that have paths of their own.

use super::App;
use super::answer::{Outcome, empty, revalidated};
use super::request::Call;
use super::route::Element;
use super::sessions::{Place, answered, write, written_body};
use crate::directory::Refusal;
use crate::json::json;
use crate::names::SessionRef;
use crate::sign_in::Caller;

pub(crate) fn answer(app: &App, call: &Call, caller: Caller, session: &SessionRef, element: &Element) -> Outcome {
    match element {
        Element::Properties => put_properties(app, call, caller, session),
        Element::Me => remove(app, call, caller, session, "me"),
        Element::Member(index) => remove(app, call, caller, session, index),
        Element::Server => Err(Refusal::forbidden("servers: only a server may remove one")),
    }
}

fn put_properties(app: &App, call: &Call, caller: Caller, session: &SessionRef) -> Outcome {
    let body = json!({ "properties": written_body(app, call)? });
    let write = write(call, &body)?;
    let written = app.directory().write_element(caller, session, "properties", &write);
    answered(written, &Place::Known)
}

/// Afterwards there is no such member any more, so there is nothing to answer with.
fn remove(app: &App, call: &Call, caller: Caller, session: &SessionRef, member: &str) -> Outcome {
    let body = json!({"members": {(member): null}});
    let write = write(call, &body)?;
    let written = app.directory().write_element(caller, session, &format!("members/{member}"), &write);
    match written {
        Err(refusal) => answered(Err(refusal), &Place::Known),
        Ok(_) => Ok(revalidated(empty(204))),
    }
}
