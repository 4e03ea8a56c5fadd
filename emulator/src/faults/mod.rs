//! Faults: what goes wrong on the way, on purpose. Plain values; the HTTP
//! layer carries them out.

mod draw;
mod effect;
mod route;
mod rule;
mod rules;

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::json::{Value, json};
use crate::names::Xuid;

pub(crate) use draw::Noise;
pub(crate) use effect::Effect;
pub(crate) use rule::FaultRule;
pub(crate) use rules::FaultRules;

/// Nothing that a fault does lasts longer than this.
pub(crate) const LONGEST: Duration = Duration::from_secs(600);

/// What a rule looks at.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    /// The path's segments, percent-decoded.
    pub(crate) segments: &'a [String],
    pub(crate) xuid: Option<Xuid>,
}

/// What happens to one request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fault {
    /// The rules that acted.
    pub(crate) rules: Vec<u64>,
    /// How long the request is on its way.
    pub(crate) delay: Duration,
    pub(crate) effect: Option<Effect>,
    pub(crate) noise: Noise,
}

impl Fault {
    /// What the request log shows: null when nothing happened.
    pub(crate) fn to_json(&self) -> Value {
        if self.rules.is_empty() {
            return Value::Null;
        }
        json!({
            "rules": self.rules,
            "delayMs": self.delay.as_millis() as u64,
            "effect": self.effect.as_ref().map(Effect::kind),
        })
    }
}
