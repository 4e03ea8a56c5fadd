//! Playing a scenario in the place of everything.

use super::super::App;
use super::super::answer::{Outcome, empty};
use super::super::request::Call;
use crate::directory::Refusal;
use crate::faults::FaultRules;
use crate::scenario::Scenario;
use crate::settings::{Settings, Values};
use crate::state::State;

pub(super) fn put(app: &App, call: &Call, _path: &[&str]) -> Outcome {
    let text = str::from_utf8(&call.body).map_err(|_| Refusal::bad_request("the body is not UTF-8"))?;
    let scenario = Scenario::read(text)?;
    Settings::check_running(scenario.settings())?;
    let mut state = State { directory: app.directory().anew(), faults: FaultRules::default() };
    scenario.play(&mut state, &Values::new())?;
    app.replace(state);
    app.log().clear();
    Ok(empty(204))
}
