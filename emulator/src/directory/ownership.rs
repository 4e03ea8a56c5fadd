//! Owners of sessions: who they are, and what happens when the last one goes.

use super::Refusal;
use super::sessions::Session;
use crate::json::{Value, json};
use crate::names::Xuid;

impl Session {
    pub(crate) fn has_owners(&self) -> bool {
        self.capability("hasOwners")
    }

    pub(crate) fn is_owner(&self, xuid: Xuid) -> bool {
        self.seat(xuid).is_some_and(|(index, _)| self.owners.contains(&index))
    }

    pub(crate) fn owner_xuids(&self) -> Vec<Xuid> {
        self.owners.iter().filter_map(|index| self.members.get(index)).map(|member| member.xuid).collect()
    }

    /// Whether those who own nothing may invite too.
    pub(crate) fn lets_everyone_invite(&self) -> bool {
        let allowed = self.policy("allowNonOwnerInviteHandles").and_then(Value::as_bool);
        !self.has_owners() || allowed == Some(true)
    }

    fn policy(&self, name: &str) -> Option<&Value> {
        self.constants.system.get("ownershipPolicies")?.get(name)
    }

    /// The creator owns the session.
    pub(super) fn crown(&mut self, creator: Xuid) {
        let joined = self.seat(creator).filter(|(_, member)| !member.reserved);
        if let Some(index) = joined.map(|(index, _)| index)
            && self.has_owners()
        {
            self.owners.insert(index);
        }
    }

    /// Takes the list that an owner wrote to `properties.system.owners`.
    pub(super) fn appoint(&mut self, writer: Xuid, list: &Value) -> Result<(), Refusal> {
        let field = "properties.system.owners";
        if !self.has_owners() {
            let reason = format!("{field}: session {} has no capability hasOwners", self.reference);
            return Err(Refusal::bad_request(reason));
        }
        if *list == json!(self.owners) {
            return Ok(());
        }
        if !self.is_owner(writer) {
            let reason = format!("{field}: xuid {writer} is not an owner of session {}", self.reference);
            return Err(Refusal::forbidden(reason));
        }
        let indices = list.as_array().into_iter().flatten();
        let indices = indices.map(|value| value.as_u64().and_then(|index| u32::try_from(index).ok()));
        let mut owners = std::collections::BTreeSet::new();
        for index in indices {
            let member = index.filter(|index| self.members.get(index).is_some_and(|member| !member.reserved));
            owners.insert(member.ok_or_else(|| format!("{field} must hold the indices of members"))?);
        }
        if owners.is_empty() {
            return Err(Refusal::bad_request(format!("{field} must name at least one member")));
        }
        self.owners = owners;
        Ok(())
    }

    /// What the session's policy says once no owner is left: the longest
    /// member inherits, or the session ends.
    pub(super) fn settle_ownership(&mut self) {
        let oldest = self.policy("migration").and_then(Value::as_str).is_some_and(|policy| policy == "oldest");
        let heir = self.joined().min_by_key(|(index, member)| (member.joined, *index)).map(|(index, _)| index);
        match heir.filter(|_| oldest) {
            Some(heir) => {
                self.owners.insert(heir);
            }
            None => {
                self.members.clear();
                self.ended = true;
            }
        }
    }
}
