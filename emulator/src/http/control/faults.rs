//! The rules by which requests to the directory go wrong.

use super::super::App;
use super::super::answer::{Outcome, empty, json};
use super::super::request::Call;
use crate::directory::Refusal;
use crate::faults::{FaultRule, FaultRules};
use crate::json::Value;

pub(super) fn list(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json(200, &Value::of(&*app.faults())))
}

pub(super) fn add(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let rule: FaultRule = call.json_as()?;
    let mut faults = app.faults();
    let added = faults.add(rule)?;
    Ok(json(201, &Value::of(added)))
}

pub(super) fn replace(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let rules: FaultRules = call.json_as()?;
    let mut faults = app.faults();
    *faults = rules;
    Ok(json(200, &Value::of(&*faults)))
}

pub(super) fn clear(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    app.faults().clear();
    Ok(empty(204))
}

pub(super) fn remove(app: &App, _call: &Call, path: &[&str]) -> Outcome {
    let id = path[0];
    let number = id.parse().map_err(|_| format!("path: id \"{id}\" is not a whole number"))?;
    if app.faults().remove(number) {
        return Ok(empty(204));
    }
    Err(Refusal::not_found(format!("rule {id} does not exist (any more)")))
}
