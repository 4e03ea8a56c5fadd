//! All rules, with the seed of their chance.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::rule::FaultRule;
use super::{Asked, Fault, LONGEST};

/// The rules in the order in which they are tried, each checked and with an
/// id. What a rule draws depends on the seed, its id and how many requests it
/// has been for: other rules, and requests it is not for, change nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub(crate) struct FaultRules {
    seed: u64,
    rules: Vec<FaultRule>,
    /// Ids of rules that are gone are not given again.
    #[serde(skip)]
    last_id: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    rules: Vec<FaultRule>,
}

impl TryFrom<Unchecked> for FaultRules {
    type Error = String;

    fn try_from(unchecked: Unchecked) -> Result<Self, String> {
        Self::new(unchecked.seed, unchecked.rules)
    }
}

/// Every request is held against all of them.
const MOST: usize = 1000;

impl FaultRules {
    /// Checks the rules, and gives those without an id the next numbers.
    pub(crate) fn new(seed: u64, rules: Vec<FaultRule>) -> Result<Self, String> {
        let mut ids = HashSet::new();
        for (index, id) in rules.iter().enumerate().filter_map(|(index, rule)| Some((index, rule.id?))) {
            if !ids.insert(id) {
                return Err(format!("rules[{index}].id {id} is there twice"));
            }
        }
        let mut all = Self { seed, rules: Vec::new(), last_id: ids.into_iter().max().unwrap_or(0) };
        for (index, rule) in rules.into_iter().enumerate() {
            all.push(rule).map_err(|why| format!("rules[{index}]: {why}"))?;
        }
        Ok(all)
    }

    pub(crate) fn last_id(&self) -> u64 {
        self.last_id
    }

    /// Lets ids go on behind `id`, too.
    pub(crate) fn go_on_behind(&mut self, id: u64) {
        self.last_id = self.last_id.max(id);
    }

    /// Adds a rule behind the others, under a new id.
    pub(crate) fn add(&mut self, rule: FaultRule) -> Result<&FaultRule, String> {
        match rule.id {
            Some(id) => Err(format!("id {id} is not yours to give")),
            None => self.push(rule),
        }
    }

    fn push(&mut self, rule: FaultRule) -> Result<&FaultRule, String> {
        if self.rules.len() == MOST {
            return Err(format!("there are {MOST} rules already, and no more are possible"));
        }
        let mut rule = rule.checked()?;
        if rule.id.is_none() {
            self.last_id = self.last_id.checked_add(1).ok_or("id: there are no more numbers")?;
            rule.id = Some(self.last_id);
        }
        self.rules.push(rule);
        Ok(&self.rules[self.rules.len() - 1])
    }

    /// Removes a rule; tells whether there was one.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != Some(id));
        self.rules.len() < before
    }

    /// Removes all rules. The seed stays, and ids begin anew.
    pub(crate) fn clear(&mut self) {
        *self = Self { seed: self.seed, ..Self::default() };
    }

    /// What happens to a request. Rules are tried in their order; their
    /// delays add up, and the first with an effect is the last.
    pub(crate) fn meet(&mut self, asked: &Asked<'_>) -> Fault {
        let mut fault = Fault::default();
        for rule in &mut self.rules {
            if !rule.acts_on(asked, self.seed) {
                continue;
            }
            fault.rules.extend(rule.id);
            fault.delay = LONGEST.min(fault.delay + rule.delay(self.seed));
            if rule.effect.is_some() {
                fault.effect = rule.effect.clone();
                fault.noise = rule.noise(self.seed);
                break;
            }
        }
        fault
    }
}
