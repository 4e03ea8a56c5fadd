//! One rule: which requests it is for, how often, and what happens to them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::effect::Effect;
use super::route::RoutePattern;
use super::{Asked, LONGEST, draw};
use crate::names::Xuid;

/// A rule as the control API reads and writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FaultRule {
    /// Given by `FaultRules` where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<RoutePattern>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xuid: Option<Xuid>,
    #[serde(default = "always")]
    probability: f64,
    /// How many requests it acts on; without it there is no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    /// How many of these are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining: Option<u64>,
    /// How many requests it was for, whether it acted or not.
    #[serde(default)]
    matched: u64,
    #[serde(default)]
    latency_ms: u64,
    #[serde(default)]
    jitter_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) effect: Option<Effect>,
}

fn always() -> f64 {
    1.0
}

/// What is drawn for a match, so that no draw repeats another.
#[derive(Clone, Copy)]
enum Purpose {
    Probability,
    Jitter,
    Noise,
}

impl FaultRule {
    /// Checks what the types do not say, and counts down from `times`.
    pub(super) fn checked(mut self) -> Result<Self, String> {
        if !(0.0..=1.0).contains(&self.probability) {
            return Err(format!("probability {} is not from 0 to 1", self.probability));
        }
        if self.times == Some(0) {
            return Err("times 0 is not from 1 on".to_owned());
        }
        self.remaining = match (self.remaining, self.times) {
            (Some(remaining), Some(times)) if remaining <= times => Some(remaining),
            (Some(remaining), _) => return Err(format!("remaining {remaining} is more than times")),
            (None, times) => times,
        };
        let most = LONGEST.as_millis() as u64;
        if self.latency_ms.saturating_add(self.jitter_ms) > most {
            return Err(format!("latencyMs and jitterMs are together more than {most}"));
        }
        if self.effect.is_none() && self.latency_ms == 0 && self.jitter_ms == 0 {
            return Err("effect is missing, and latencyMs and jitterMs too: the rule does nothing".to_owned());
        }
        Ok(self)
    }

    /// Whether it acts on a request; counts it.
    pub(super) fn acts_on(&mut self, asked: &Asked<'_>, seed: u64) -> bool {
        let meant = self.xuid.is_none_or(|xuid| asked.xuid == Some(xuid))
            && self.route.as_ref().is_none_or(|route| route.matches(asked.method, asked.segments));
        if !meant || self.remaining == Some(0) {
            return false;
        }
        self.matched += 1;
        let acts = draw::fraction(&self.key(seed, Purpose::Probability)) < self.probability;
        if acts && let Some(remaining) = &mut self.remaining {
            *remaining -= 1;
        }
        acts
    }

    /// The delay of the latest match.
    pub(super) fn delay(&self, seed: u64) -> Duration {
        let jitter = draw::number(&self.key(seed, Purpose::Jitter)) % (self.jitter_ms + 1);
        Duration::from_millis(self.latency_ms + jitter)
    }

    /// The noise of the latest match.
    pub(super) fn noise(&self, seed: u64) -> draw::Noise {
        draw::Noise(draw::number(&self.key(seed, Purpose::Noise)))
    }

    fn key(&self, seed: u64, purpose: Purpose) -> [u64; 4] {
        [seed, self.id.unwrap_or_default(), self.matched, purpose as u64]
    }
}
