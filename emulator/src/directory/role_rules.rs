//! The rules of roles: what a role type may say, who may change it, and how many may have a role.

use std::collections::BTreeSet;

use super::Refusal;
use super::roles::{get, role};
use super::sessions::Session;
use crate::json::{Fields, Object, Value, kind, merge};
use crate::names::Xuid;
use crate::settings::Settings;

/// Longest name of a role or a role type, from the MPSD documentation.
const NAME_LIMIT: usize = 100;

/// What of a role may be changed later, if its role type says so.
const MUTABLE: [&str; 2] = ["max", "target"];

/// Whether the `roleTypes` of a request have the right form.
pub(super) fn check_role_types(types: &Object) -> Result<(), String> {
    for (name, value) in types {
        let path = format!("roleTypes.{name}");
        check_name(&path, name)?;
        let Value::Object(definition) = value else {
            return Err(format!("{path} must be an object, not {}", kind(value)));
        };
        let fields = Fields::at(definition, &path);
        fields.flag("ownerManaged")?;
        for setting in fields.list("mutableRoleSettings")?.into_iter().flatten() {
            if !MUTABLE.iter().any(|known| setting == known) {
                return Err(format!("{path}.mutableRoleSettings holds {setting}, which is not \"max\" or \"target\""));
            }
        }
        for (name, value) in fields.child("roles")?.into_iter().flatten() {
            check_role(&format!("{path}.roles.{name}"), name, value)?;
        }
    }
    Ok(())
}

fn check_role(path: &str, name: &str, value: &Value) -> Result<(), String> {
    check_name(path, name)?;
    let Value::Object(settings) = value else {
        return Err(format!("{path} must be an object, not {}", kind(value)));
    };
    let fields = Fields::at(settings, path);
    let [max, target] = [fields.whole_number("max")?, fields.whole_number("target")?];
    if max == Some(0) || target == Some(0) {
        return Err(format!("{path}: max and target must be more than 0"));
    }
    match (max, target) {
        (Some(max), Some(target)) if target > max => {
            Err(format!("{path}: the target {target} is more than the max {max}"))
        }
        _ => Ok(()),
    }
}

fn check_name(path: &str, name: &str) -> Result<(), String> {
    let known = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit();
    if (1..=NAME_LIMIT).contains(&name.len()) && name.bytes().all(known) {
        return Ok(());
    }
    Err(format!("{path}: a name of roles has 1 to {NAME_LIMIT} lower-case letters and digits"))
}

fn owner_managed(definition: &Value) -> bool {
    definition.get("ownerManaged").and_then(Value::as_bool) == Some(true)
}

impl Session {
    /// The creator's role types, beside those of the template.
    pub(super) fn define_roles(&mut self, types: Option<&Object>) -> Result<(), Refusal> {
        if let Some(types) = types {
            let defined = self.role_types.get_or_insert_default();
            if let Some(name) = types.keys().find(|name| defined.contains_key(*name) && defined[*name] != types[*name])
            {
                return Err(Refusal::conflict(format!("roleTypes.{name}: the session template has another one")));
            }
            merge(defined, types);
        }
        let managed = self.role_types.iter().flatten().find(|(_, definition)| owner_managed(definition));
        match managed.filter(|_| !self.has_owners()) {
            Some((name, _)) => {
                Err(Refusal::bad_request(format!("roleTypes.{name}.ownerManaged needs the capability hasOwners")))
            }
            None => Ok(()),
        }
    }

    /// An owner's changes of what may be changed.
    pub(super) fn change_roles(&mut self, writer: Xuid, types: &Object) -> Result<(), Refusal> {
        let present = self.role_types.clone().unwrap_or_default();
        let mut wanted = present.clone();
        merge(&mut wanted, types);
        if wanted == present {
            return Ok(());
        }
        if !self.is_owner(writer) {
            return Err(Refusal::forbidden(format!(
                "roleTypes: xuid {writer} is not an owner of session {}",
                self.reference
            )));
        }
        if let Some(place) = fixed_change(&present, &wanted) {
            return Err(Refusal::conflict(format!(
                "roleTypes.{place}: only what mutableRoleSettings names changes after the session has been created"
            )));
        }
        check_role_types(&wanted)?;
        self.role_types = Some(wanted);
        Ok(())
    }

    /// Whether `writer` may give the member these roles; `former` are those that the member has had.
    pub(super) fn check_roles(
        &self,
        member: Xuid,
        former: Option<&Value>,
        writer: Writer,
        settings: &Settings,
    ) -> Result<(), Refusal> {
        let roles = self.seat(member).and_then(|(_, member)| member.roles.as_ref()).and_then(Value::as_object);
        for (role_type, name) in roles.into_iter().flatten() {
            let had = former.and_then(|roles| get(roles, role_type));
            if had != Some(name) && !name.is_null() {
                self.check_assignment(role_type, name, writer, settings)?;
            }
        }
        Ok(())
    }

    fn check_assignment(
        &self,
        role_type: &str,
        name: &Value,
        writer: Writer,
        settings: &Settings,
    ) -> Result<(), Refusal> {
        let place = format!("members.roles.{role_type}");
        let name = name.as_str().ok_or_else(|| format!("{place} must be a string, not {}", kind(name)))?;
        let types = self.role_types.iter().flatten();
        let definition = types.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(role_type));
        let (_, definition) = definition.ok_or_else(|| format!("{place}: the session has no such role type"))?;
        let found = role(self, role_type, name)
            .ok_or_else(|| format!("{place}: the session has no role \"{name}\" of this type"))?;
        if owner_managed(definition) && writer == Writer::Member {
            return Err(Refusal::forbidden(format!(
                "{place}: only an owner assigns roles of this type (ownerManaged)"
            )));
        }
        match found.max.filter(|max| found.members.len() as u64 > *max) {
            Some(max) => {
                let why = format!("{place}: the role \"{name}\" is full: its max is {max}");
                Err(Refusal::new(settings.full_role_status, why))
            }
            None => Ok(()),
        }
    }
}

/// Who gives a member a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// An owner of the session, or its creator.
    Owner,
    Member,
}

/// The first place that differs although it must not.
fn fixed_change(present: &Object, wanted: &Object) -> Option<String> {
    let names: BTreeSet<&String> = present.keys().chain(wanted.keys()).collect();
    names.into_iter().find_map(|name| match (present.get(name), wanted.get(name)) {
        (Some(present), Some(wanted)) => {
            let mutable = present.get("mutableRoleSettings").and_then(Value::as_array);
            let stripped = |definition: &Value| without(definition, mutable.into_iter().flatten());
            (stripped(present) != stripped(wanted)).then(|| name.clone())
        }
        _ => Some(name.clone()),
    })
}

/// A role type without some settings of its roles.
fn without<'a>(definition: &Value, settings: impl Iterator<Item = &'a Value>) -> Value {
    let settings: Vec<&str> = settings.filter_map(Value::as_str).collect();
    let mut definition = definition.clone();
    let roles = definition.get_mut("roles").and_then(Value::as_object_mut);
    for role in roles.into_iter().flat_map(Object::values_mut).filter_map(Value::as_object_mut) {
        role.retain(|name, _| !settings.contains(&name.as_str()));
    }
    definition
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

    #[test]
    fn wrong_role_types_are_refused_by_place() {
        for (types, why) in [
            (json!({"Class": {}}), "roleTypes.Class: a name"),
            (json!({"t": 1}), "roleTypes.t must be an object"),
            (json!({"t": {"ownerManaged": 1}}), "roleTypes.t.ownerManaged"),
            (json!({"t": {"mutableRoleSettings": ["count"]}}), "holds \"count\""),
            (json!({"t": {"roles": {"a_b": {}}}}), "roleTypes.t.roles.a_b"),
            (json!({"t": {"roles": {"r": {"max": 0}}}}), "more than 0"),
            (json!({"t": {"roles": {"r": {"max": 1, "target": 2}}}}), "the target 2 is more than the max 1"),
        ] {
            let refused = check_role_types(types.as_object().unwrap()).unwrap_err();
            assert!(refused.contains(why), "{types}: {refused}");
        }
    }

    #[test]
    fn only_what_is_mutable_changes() {
        let of = |max: u64, target: u64| json!({"t": {"mutableRoleSettings": ["max"], "roles": {"r": {"max": max, "target": target}}}});
        let change = |wanted: &Value| fixed_change(of(2, 1).as_object().unwrap(), wanted.as_object().unwrap());
        assert_eq!(change(&of(3, 1)), None);
        assert_eq!(change(&of(2, 2)), Some("t".to_owned()));
        assert_eq!(change(&json!({})), Some("t".to_owned()));
        let mut more = of(2, 1);
        more["u"] = json!({});
        assert_eq!(change(&more), Some("u".to_owned()));
    }
}
