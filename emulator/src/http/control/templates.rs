//! Session templates: reading, replacing and removing them.

use serde::Deserialize;

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use crate::directory::{Refusal, Section, SessionTemplate};
use crate::json::{Object, from_value};

/// Stands in a path for every service configuration.
const EVERY_SCID: &str = "*";

/// What of a template is not in the path.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    #[serde(default)]
    constants: Section,
    #[serde(default)]
    role_types: Option<Object>,
}

pub(super) fn list(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json(200, &app.directory().templates_json()))
}

pub(super) fn put(app: &App, call: &Call, path: &[&str]) -> Outcome {
    let Body { constants, role_types } =
        from_value(call.json()?).map_err(|why| format!("the body is no template: {why}"))?;
    let template =
        SessionTemplate { scid: scid(path[0]).map(str::to_owned), name: path[1].to_owned(), constants, role_types };
    let put = app.directory().put_template(template);
    put.map_err(|error| Refusal::bad_request(error.to_string()))?;
    Ok(empty(204))
}

pub(super) fn delete(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    if app.directory().remove_template(scid(path[0]), path[1]) {
        return Ok(empty(204));
    }
    Err(Refusal::not_found(format!("there is no template {} for the scid {}", path[1], path[0])))
}

fn scid(segment: &str) -> Option<&str> {
    (segment != EVERY_SCID).then_some(segment)
}
