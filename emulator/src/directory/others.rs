//! What a write does to members other than the caller.

use std::sync::Arc;

use super::Refusal;
use super::apply::Apply;
use super::delta::Delta;
use super::role_rules::Writer;
use crate::json::{Object, Value};

impl Apply<'_> {
    /// Owners remove members, and give them the roles that they manage; nobody else reaches others.
    pub(super) fn others(&mut self, delta: &Delta<'_>) -> Result<(), Refusal> {
        let own = self.session.seat(self.caller.xuid).map(|(index, _)| index);
        let mut named = delta.removed.iter().chain(delta.changed.iter().map(|(index, _)| index));
        if named.any(|index| Some(*index) == own) {
            return Err(Refusal::bad_request("members: write your own seat as \"me\", not by its index"));
        }
        self.check_large(delta)?;
        for (index, roles) in &delta.changed {
            let roles = roles.filter(|_| self.session.is_owner(self.caller.xuid));
            self.assign(*index, roles.ok_or_else(|| forbidden(*index))?)?;
        }
        for index in &delta.removed {
            if !self.session.is_owner(self.caller.xuid) {
                return Err(forbidden(*index));
            }
            if let Some(xuid) = self.session.members.get(index).map(|member| member.xuid) {
                self.session.remove(xuid);
            }
        }
        Ok(())
    }

    /// In a large session everybody writes themselves only.
    fn check_large(&self, delta: &Delta<'_>) -> Result<(), Refusal> {
        let alone = delta.removed.is_empty() && delta.changed.is_empty() && delta.reservations.is_empty();
        if alone || !self.session.is_large() {
            return Ok(());
        }
        Err(Refusal::conflict(format!(
            "session {} is large: nobody adds, changes or removes members other than themselves",
            self.session.reference
        )))
    }

    fn assign(&mut self, index: u32, roles: &Object) -> Result<(), Refusal> {
        let Some(member) = self.session.members.get_mut(&index).map(Arc::make_mut) else {
            return Err(Refusal::bad_request(format!("members.{index}: there is no such member")));
        };
        let xuid = member.xuid;
        let former = member.roles.replace(Value::Object(roles.clone()));
        self.session.check_roles(xuid, former.as_ref(), Writer::Owner, self.settings)
    }
}

fn forbidden(index: u32) -> Refusal {
    Refusal::forbidden(format!(
        "members.{index}: only a server may change another member (an owner: their roles), and only a server or an owner remove one"
    ))
}
