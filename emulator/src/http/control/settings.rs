//! Reading and changing the settings while the emulator runs.

use super::super::App;
use super::super::answer::{Outcome, json};
use super::super::request::Call;
use crate::json::{Fields, Value, json, plain_text};
use crate::settings::{Settings, Values};

pub(super) fn get(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json(200, &listed(app.directory().settings())))
}

pub(super) fn change(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let body = call.json()?;
    let given = Fields::root(&body)?.object();
    let changes: Result<Values, String> =
        given.iter().map(|(name, value)| Ok((name.clone(), plain_text(name, value)?))).collect();
    let changes = changes?;
    Settings::check_running(&changes)?;
    let mut directory = app.directory();
    directory.change_settings(&changes)?;
    Ok(json(200, &listed(directory.settings())))
}

/// All have their defaults again.
pub(super) fn default(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    let mut directory = app.directory();
    directory.default_settings()?;
    Ok(json(200, &listed(directory.settings())))
}

fn listed(settings: &Settings) -> Value {
    let rows = settings
        .list()
        .into_iter()
        .map(|row| json!({"name": row.name, "value": row.value, "meaning": row.meaning, "source": row.source}));
    json!({ "settings": rows.collect::<Vec<_>>() })
}
