//! The roles of a session: who has them, and how many should.

use super::sessions::Session;
use crate::json::{Object, Value, json};
use crate::names::Xuid;

/// One role of a role type.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) members: Vec<Xuid>,
    pub(super) max: Option<u64>,
    pub(super) target: Option<u64>,
}

impl Role {
    fn of(session: &Session, role_type: &str, name: &str, settings: &Value) -> Self {
        let has_role = |roles: &Value| {
            let role = get(roles, role_type).and_then(Value::as_str);
            role.is_some_and(|role| role.eq_ignore_ascii_case(name))
        };
        let holders = session.joined().filter(|(_, member)| member.roles.as_ref().is_some_and(has_role));
        Self {
            members: holders.map(|(_, member)| member.xuid).collect(),
            max: settings.get("max").and_then(Value::as_u64),
            target: settings.get("target").and_then(Value::as_u64),
        }
    }

    /// How many are wanted: the maximum, where there is no target.
    pub(super) fn wanted(&self) -> Option<u64> {
        self.target.or(self.max)
    }

    fn to_json(&self) -> Value {
        let members: Vec<String> = self.members.iter().map(Xuid::to_string).collect();
        let mut role = json!({ "count": members.len(), "memberXuids": members });
        for (name, limit) in [("max", self.max), ("target", self.target)] {
            if let (Some(limit), Value::Object(role)) = (limit, &mut role) {
                role.insert(name.to_owned(), json!(limit));
            }
        }
        role
    }
}

/// A field without regard to case.
pub(super) fn get<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let mut fields = object.as_object()?.iter();
    fields.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A role that the session defines.
pub(super) fn role(session: &Session, role_type: &str, name: &str) -> Option<Role> {
    let types = session.role_types.as_ref()?.iter();
    let (_, definition) = types.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(role_type))?;
    let settings = get(definition.get("roles")?, name)?;
    Some(Role::of(session, role_type, name, settings))
}

/// The `roleInfo` of a query's result.
pub(super) fn role_info(session: Option<&Session>) -> Value {
    let mut info = Object::new();
    let session = session.and_then(|session| Some((session, session.role_types.as_ref()?)));
    for (session, (role_type, definition)) in
        session.into_iter().flat_map(|(session, types)| types.iter().map(move |each| (session, each)))
    {
        let roles = definition.get("roles").and_then(Value::as_object).into_iter().flatten();
        let roles = roles.map(|(name, settings)| {
            let role = Role::of(session, role_type, name, settings);
            (name.clone(), role.to_json())
        });
        info.insert(role_type.clone(), json!({ "roles": roles.collect::<Object>() }));
    }
    json!({ "roleTypes": info })
}
