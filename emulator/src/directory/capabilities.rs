//! What the capabilities of a session demand of its constants, restrictions and members.

use super::Refusal;
use super::sessions::{Member, Section, Session};
use crate::settings::Settings;

/// A capability, and those that a session may not have beside it.
const EXCLUDED: [(&str, &[&str]); 2] = [
    ("large", &["connectivity", "autoPopulateServerCandidates", "userAuthorizationStyle", "team", "arbitration"]),
    ("gameplay", &["team"]),
];

/// A capability, and the one that it needs.
const NEEDED: [(&str, &str); 2] = [("broadcast", "large"), ("arbitration", "gameplay")];

/// A constant, and the capability that it needs.
const OF_CAPABILITY: [(&str, &str); 4] = [
    ("metrics", "connectivity"),
    ("cloudComputePackage", "cloudCompute"),
    ("arbitration", "arbitration"),
    ("ownershipPolicies", "hasOwners"),
];

/// Constants that a large session may not have.
const NOT_LARGE: [&str; 2] = ["memberInitialization", "measurementServerAddresses"];

/// Properties that a member of a large session may not have.
const NOT_IN_LARGE: [&str; 3] = ["subscription", "subscriptions", "initializationGroup"];

/// Most members of a session that is not large, from the MPSD documentation.
const ORDINARY_LIMIT: u64 = 100;

fn given(section: &Section, name: &str) -> bool {
    section.system.get(name).is_some_and(|value| !value.is_null())
}

impl Session {
    pub(crate) fn is_large(&self) -> bool {
        self.capability("large")
    }

    /// Whether the constants of a new session fit together.
    pub(super) fn check_capabilities(&self, settings: &Settings) -> Result<(), Refusal> {
        match self.misfit() {
            Some(why) => Err(self.violation(settings, &format!("constants.system: {why}"))),
            None => self.check_size(settings),
        }
    }

    fn misfit(&self) -> Option<String> {
        let has = |name: &&str| self.capability(name);
        let excluded = EXCLUDED.iter().filter(|(capability, _)| has(capability)).find_map(|(capability, others)| {
            let other = others.iter().find(|other| has(other))?;
            Some(format!("the capabilities {capability} and {other} exclude each other"))
        });
        let lacking = || NEEDED.iter().find(|(capability, needed)| has(capability) && !has(needed));
        let homeless = || OF_CAPABILITY.iter().find(|(name, needed)| given(&self.constants, name) && !has(needed));
        let too_large = || NOT_LARGE.iter().find(|name| self.is_large() && given(&self.constants, name));
        excluded
            .or_else(|| lacking().map(|(capability, needed)| format!("the capability {capability} needs {needed}")))
            .or_else(|| homeless().map(|(name, needed)| format!("{name} needs the capability {needed}")))
            .or_else(|| too_large().map(|name| format!("a large session has no {name}")))
    }

    fn check_size(&self, settings: &Settings) -> Result<(), Refusal> {
        let (limit, kind) = if self.is_large() {
            (u64::from(settings.large_session_members), "a large session (setting largeSessionMembers)")
        } else {
            (ORDINARY_LIMIT, "a session without the capability large")
        };
        let most = self.max_members(settings);
        if most <= limit {
            return Ok(());
        }
        Err(Refusal::bad_request(format!(
            "constants.system.maxMembersCount {most} is more than the {limit} members of {kind}"
        )))
    }

    /// Whether the restrictions are ones that the session may have.
    pub(super) fn check_restrictions(&self, settings: &Settings) -> Result<(), Refusal> {
        for field in ["joinRestriction", "readRestriction"] {
            let value = self.restriction(field);
            let capability = match value.as_str() {
                "none" if self.capability("userAuthorizationStyle") => "userAuthorizationStyle",
                "local" | "followed" if self.is_large() => "large",
                _ => continue,
            };
            let why = format!("properties.system.{field} \"{value}\" is not allowed with the capability {capability}");
            return Err(self.violation(settings, &why));
        }
        Ok(())
    }

    /// Whether a member, as written, is one that the session may have.
    pub(super) fn check_member(&self, member: &Member, settings: &Settings) -> Result<(), Refusal> {
        if let Some(name) = NOT_IN_LARGE.iter().find(|name| self.is_large() && given(&member.properties, name)) {
            let why = format!("members.me.properties.system.{name} is not possible in a large session");
            return Err(self.violation(settings, &why));
        }
        let connected = member.properties.system_text("connection").is_some_and(|text| !text.is_empty());
        if self.capability("connectionRequiredForActiveMembers") && member.active() && !connected {
            let why = "members.me.properties.system.connection is missing: the capability connectionRequiredForActiveMembers lets nobody be active without";
            return Err(self.violation(settings, why));
        }
        Ok(())
    }

    fn violation(&self, settings: &Settings, why: &str) -> Refusal {
        Refusal::new(settings.capability_violation_status, format!("session {}: {why}", self.reference))
    }
}

/// What is told once and never shown: encounters are counted and forgotten.
pub(super) fn forget_encounters(properties: &mut Section) {
    properties.system.remove("encounters");
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::json::{Value, json};
    use crate::names::SessionRef;

    fn refused(constants: Value) -> String {
        let reference = SessionRef::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", "n").unwrap();
        let mut session = Session::new(reference, Timestamp::UNIX_EPOCH);
        session.constants.system = constants.as_object().unwrap().clone();
        session.check_capabilities(&Settings::default()).err().map_or_else(String::new, |refusal| refusal.reason)
    }

    #[test]
    fn capabilities_exclude_and_need_each_other() {
        let with = |names: &[&str]| {
            let capabilities: crate::json::Object =
                names.iter().map(|name| ((*name).to_owned(), json!(true))).collect();
            json!({ "capabilities": capabilities })
        };
        for (constants, why) in [
            (with(&["large", "team"]), "large and team exclude"),
            (with(&["gameplay", "team"]), "gameplay and team exclude"),
            (with(&["broadcast"]), "broadcast needs large"),
            (with(&["arbitration"]), "arbitration needs gameplay"),
            (json!({"metrics": {"latency": true}}), "metrics needs the capability connectivity"),
            (json!({"ownershipPolicies": {}}), "ownershipPolicies needs the capability hasOwners"),
            (json!({"capabilities": {"large": true}, "memberInitialization": {}}), "no memberInitialization"),
            (json!({"maxMembersCount": 101}), "101 is more than the 100"),
            (json!({"capabilities": {"large": true}, "maxMembersCount": 10_001}), "10001 is more than the 10000"),
        ] {
            let text = refused(constants.clone());
            assert!(text.contains(why), "{constants}: {text}");
        }
        for constants in [
            json!({}),
            with(&["large", "broadcast", "searchable", "hasOwners"]),
            with(&["gameplay", "arbitration", "connectivity"]),
            json!({"capabilities": {"large": true}, "maxMembersCount": 10_000}),
            json!({"capabilities": {"large": false, "team": true}, "metrics": null}),
        ] {
            assert_eq!(refused(constants), "");
        }
    }
}
