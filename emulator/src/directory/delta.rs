//! A session write as the request says it, checked for form.

use super::role_rules::check_role_types;
use super::sessions::Visibility;
use super::timers;
use crate::json::{Fields, Object, Value, kind};
use crate::names::Xuid;
use crate::settings::Settings;
use crate::sign_in::Caller;

/// The changes that one PUT asks for.
#[derive(Debug)]
pub(crate) struct Delta<'a> {
    pub(crate) constants: SectionDelta<'a>,
    pub(crate) properties: SectionDelta<'a>,
    pub(crate) role_types: Option<&'a Object>,
    pub(crate) me: Me<'a>,
    pub(crate) reservations: Vec<Reservation<'a>>,
    /// Members named by index, to be removed (null).
    pub(crate) removed: Vec<u32>,
    /// Members named by index, to be changed; with their roles, if nothing else.
    pub(crate) changed: Vec<(u32, Option<&'a Object>)>,
    /// Whether it is about servers, which only servers may write.
    pub(crate) servers: bool,
}

/// Changes of `system` and `custom`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SectionDelta<'a> {
    pub(crate) system: Change<'a>,
    /// The directory does not look inside; it need not be an object.
    pub(crate) custom: Change<'a, Value>,
}

/// What happens to a part of a session.
#[derive(Debug, Default)]
pub(crate) enum Change<'a, T = Object> {
    #[default]
    Keep,
    Clear,
    Merge(&'a T),
}

impl<T> Copy for Change<'_, T> {}

impl<T> Clone for Change<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// How a write is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) caller: Caller,
    pub(crate) settings: &'a Settings,
}

/// What the caller does with their own seat.
#[derive(Debug)]
pub(crate) enum Me<'a> {
    Absent,
    Leave,
    Take(MemberDelta<'a>),
}

/// The caller's seat: taken or changed.
#[derive(Debug)]
pub(crate) struct MemberDelta<'a> {
    pub(crate) constants: SectionDelta<'a>,
    pub(crate) properties: SectionDelta<'a>,
    pub(crate) roles: Option<&'a Value>,
}

/// A seat kept for someone.
#[derive(Debug)]
pub(crate) struct Reservation<'a> {
    pub(crate) xuid: Xuid,
    pub(crate) constants: SectionDelta<'a>,
}

impl<'a> Delta<'a> {
    pub(crate) fn read(body: &'a Value, reading: Reading<'_>) -> Result<Self, String> {
        let root = Fields::root(body)?;
        let constants = reading.section(root, "constants")?;
        let properties = reading.section(root, "properties")?;
        check_constants(constants)?;
        check_properties(properties)?;
        let mut delta = Self {
            constants,
            properties,
            role_types: role_types(root)?,
            me: Me::Absent,
            reservations: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            servers: false,
        };
        delta.servers = root.child("servers")?.is_some_and(|servers| !servers.is_empty());
        if let Some(members) = root.child("members")? {
            for (key, value) in members {
                delta.read_member(key, value, reading)?;
            }
        }
        Ok(delta)
    }

    fn read_member(&mut self, key: &str, value: &'a Value, reading: Reading<'_>) -> Result<(), String> {
        let path = format!("members.{key}");
        if key == "me" {
            self.me = match value {
                Value::Null => Me::Leave,
                Value::Object(object) => Me::Take(reading.member(object, &path)?),
                other => {
                    return Err(format!("{path} must be an object or null, not {}", kind(other)));
                }
            };
        } else if key.starts_with("reserve_") {
            if let Some(object) = reserved_object(value, &path)? {
                self.reservations.push(reading.reservation(object, &path)?);
            }
        } else {
            let index = key.parse().map_err(|_| format!("{path}: a member is \"me\", \"reserve_<n>\" or an index"))?;
            match value {
                Value::Null => self.removed.push(index),
                other => self.changed.push((index, only_roles(other))),
            }
        }
        Ok(())
    }
}

fn role_types<'a>(root: Fields<'a, '_>) -> Result<Option<&'a Object>, String> {
    let types = root.child("roleTypes")?;
    types.map_or(Ok(()), check_role_types)?;
    Ok(types)
}

/// The roles of a member who is written nothing else.
fn only_roles(member: &Value) -> Option<&Object> {
    let member = member.as_object().filter(|member| member.len() == 1)?;
    member.get("roles")?.as_object()
}

impl Reading<'_> {
    fn section<'a>(self, parent: Fields<'a, '_>, field: &str) -> Result<SectionDelta<'a>, String> {
        let Some(object) = parent.child(field)? else {
            let clear = parent.object().contains_key(field);
            return Ok(if clear {
                SectionDelta { system: Change::Clear, custom: Change::Clear }
            } else {
                SectionDelta::default()
            });
        };
        let path = parent.name(field);
        let fields = Fields::at(object, &path);
        Ok(SectionDelta { system: change(fields, "system")?, custom: self.custom(fields)? })
    }

    fn custom<'a>(self, section: Fields<'a, '_>) -> Result<Change<'a, Value>, String> {
        if self.settings.custom_values == "object" {
            section.child("custom").map_err(|why| format!("{why} (setting customValues)"))?;
        }
        Ok(match section.object().get("custom") {
            None => Change::Keep,
            Some(Value::Null) => Change::Clear,
            Some(value) => Change::Merge(value),
        })
    }

    fn member<'a>(self, object: &'a Object, path: &str) -> Result<MemberDelta<'a>, String> {
        let fields = Fields::at(object, path);
        let constants = self.section(fields, "constants")?;
        if let Some((xuid, place)) = named_xuid(constants, path)? {
            self.check_own(xuid, &place)?;
        }
        let properties = self.section(fields, "properties")?;
        check_member_properties(properties, path)?;
        Ok(MemberDelta { constants, properties, roles: fields.child("roles")?.and(object.get("roles")) })
    }

    /// Whether the caller may write this xuid into their own seat, which stays theirs in any case.
    fn check_own(self, xuid: &str, place: &str) -> Result<(), String> {
        let named = Xuid::parse(xuid);
        let caller = self.caller.xuid;
        let others_may_be_named = match self.settings.foreign_me.as_str() {
            "accept" => true,
            "byToken" => self.caller.foreign,
            _ => false,
        };
        if xuid == "me" || named == Some(caller) || (named.is_some() && others_may_be_named) {
            return Ok(());
        }
        Err(format!("{place} is \"{xuid}\", but the caller is {caller}; write that or \"me\" (setting foreignMe)"))
    }

    fn reservation<'a>(self, object: &'a Object, path: &str) -> Result<Reservation<'a>, String> {
        let constants = self.section(Fields::at(object, path), "constants")?;
        let (xuid, place) =
            named_xuid(constants, path)?.ok_or_else(|| format!("{path}.constants.system.xuid is missing"))?;
        let xuid = Xuid::parse(xuid).ok_or_else(|| format!("{place} \"{xuid}\" is not a nonzero decimal xuid"))?;
        Ok(Reservation { xuid, constants })
    }
}

fn change<'a>(parent: Fields<'a, '_>, field: &str) -> Result<Change<'a>, String> {
    Ok(match parent.child(field)? {
        Some(object) => Change::Merge(object),
        None if parent.object().contains_key(field) => Change::Clear,
        None => Change::Keep,
    })
}

fn named_xuid<'a>(constants: SectionDelta<'a>, path: &str) -> Result<Option<(&'a str, String)>, String> {
    let Change::Merge(system) = constants.system else {
        return Ok(None);
    };
    let path = format!("{path}.constants.system");
    let fields = Fields::at(system, &path);
    fields.flag("initialize")?;
    let xuid = fields.text("xuid")?;
    Ok(xuid.map(|xuid| (xuid, fields.name("xuid"))))
}

fn reserved_object<'a>(value: &'a Value, path: &str) -> Result<Option<&'a Object>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Object(object) => Ok(Some(object)),
        other => Err(format!("{path} must be an object, not {}", kind(other))),
    }
}

pub(super) fn check_constants(constants: SectionDelta<'_>) -> Result<(), String> {
    let Change::Merge(system) = constants.system else {
        return Ok(());
    };
    let fields = Fields::at(system, "constants.system");
    fields.text("inviteProtocol")?;
    check_capabilities(fields)?;
    check_ownership_policies(fields)?;
    if let Some(visibility) = fields.text("visibility")?
        && Visibility::parse(visibility).is_none()
    {
        return Err(format!("constants.system.visibility \"{visibility}\" is not private, visible or open"));
    }
    check_timeouts(fields)?;
    match fields.whole_number("maxMembersCount")? {
        Some(0) => Err("constants.system.maxMembersCount 0 is less than 1".to_owned()),
        _ => Ok(()),
    }
}

fn check_timeouts(system: Fields<'_, '_>) -> Result<(), String> {
    timers::NAMES.iter().try_for_each(|name| system.whole_number(name).map(drop))?;
    let Some(timeouts) = system.child("timeouts")? else {
        return Ok(());
    };
    let path = system.name("timeouts");
    let fields = Fields::at(timeouts, &path);
    timers::OLDER_NAMES.iter().try_for_each(|name| fields.whole_number(name).map(drop))
}

fn check_capabilities(system: Fields<'_, '_>) -> Result<(), String> {
    let Some(capabilities) = system.child("capabilities")? else {
        return Ok(());
    };
    let path = system.name("capabilities");
    let fields = Fields::at(capabilities, &path);
    capabilities.keys().try_for_each(|name| fields.flag(name).map(drop))
}

fn check_ownership_policies(system: Fields<'_, '_>) -> Result<(), String> {
    let Some(policies) = system.child("ownershipPolicies")? else {
        return Ok(());
    };
    let path = system.name("ownershipPolicies");
    let fields = Fields::at(policies, &path);
    fields.flag("allowNonOwnerInviteHandles")?;
    match fields.text("migration")? {
        None | Some("oldest" | "endsession") => Ok(()),
        Some(other) => Err(format!("{} \"{other}\" is not oldest or endsession", fields.name("migration"))),
    }
}

fn check_properties(properties: SectionDelta<'_>) -> Result<(), String> {
    let Change::Merge(system) = properties.system else {
        return Ok(());
    };
    let fields = Fields::at(system, "properties.system");
    fields.flag("closed")?;
    fields.flag("locked")?;
    fields.list("keywords")?;
    fields.list("owners")?;
    for field in ["joinRestriction", "readRestriction"] {
        if let Some(value) = fields.text(field)?
            && !["none", "local", "followed"].contains(&value.to_lowercase().as_str())
        {
            return Err(format!("{} \"{value}\" is not none, local or followed", fields.name(field)));
        }
    }
    Ok(())
}

fn check_member_properties(properties: SectionDelta<'_>, path: &str) -> Result<(), String> {
    let Change::Merge(system) = properties.system else {
        return Ok(());
    };
    let path = format!("{path}.properties.system");
    let fields = Fields::at(system, &path);
    if fields.flag("active")? == Some(true) && fields.flag("ready")? == Some(true) {
        return Err(format!("{path}: active and ready exclude each other"));
    }
    fields.text("connection")?;
    let Some(subscription) = fields.child("subscription")? else {
        return Ok(());
    };
    let path = fields.name("subscription");
    let fields = Fields::at(subscription, &path);
    fields.text("id")?;
    let types = fields.list("changeTypes")?;
    match types.into_iter().flatten().find(|each| !each.is_string()) {
        Some(other) => Err(format!("{} must hold strings, not {}", fields.name("changeTypes"), kind(other))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

    fn read<'a>(body: &'a Value, settings: &Settings) -> Result<Delta<'a>, String> {
        let caller = Caller { xuid: Xuid::parse("3212").unwrap(), title_id: 7, device: None, foreign: false };
        Delta::read(body, Reading { caller, settings })
    }

    fn refused(body: Value) -> String {
        read(&body, &Settings::default()).unwrap_err()
    }

    #[test]
    fn wrong_forms_name_the_field() {
        for (body, place) in [
            (json!([]), "the body"),
            (json!({"constants": 1}), "constants must be"),
            (json!({"constants": {"system": {"visibility": "hidden"}}}), "constants.system.visibility"),
            (json!({"constants": {"system": {"maxMembersCount": 0}}}), "maxMembersCount 0"),
            (json!({"constants": {"system": {"maxMembersCount": "8"}}}), "maxMembersCount must be"),
            (json!({"constants": {"system": {"readyRemovalTimeout": -1}}}), "readyRemovalTimeout must be"),
            (json!({"constants": {"system": {"timeouts": {"ready": "1"}}}}), "constants.system.timeouts.ready must"),
            (
                json!({"members": {"me": {"properties": {"system": {"active": true, "ready": true}}}}}),
                "members.me.properties.system: active and ready",
            ),
            (json!({"constants": {"system": {"capabilities": {"large": 1}}}}), "constants.system.capabilities.large"),
            (json!({"constants": {"system": {"ownershipPolicies": {"migration": "x"}}}}), "migration \"x\""),
            (json!({"properties": {"system": {"closed": 1}}}), "properties.system.closed"),
            (json!({"properties": {"system": {"owners": 1}}}), "properties.system.owners"),
            (json!({"properties": {"system": {"joinRestriction": "x"}}}), "joinRestriction \"x\""),
            (json!({"members": {"me": 5}}), "members.me must be"),
            (json!({"members": {"friend": {}}}), "members.friend"),
            (
                json!({"members": {"me": {"constants": {"system": {"xuid": 3212}}}}}),
                "members.me.constants.system.xuid must be a string",
            ),
            (json!({"members": {"me": {"constants": {"system": {"xuid": "3213"}}}}}), "but the caller is 3212"),
            (
                json!({"members": {"me": {"properties": {"system": {"active": "yes"}}}}}),
                "members.me.properties.system.active",
            ),
            (
                json!({"members": {"me": {"properties": {"system": {"subscription": {"changeTypes": [1]}}}}}}),
                "subscription.changeTypes",
            ),
            (json!({"members": {"reserve_1": {}}}), "members.reserve_1.constants.system.xuid is missing"),
            (json!({"members": {"reserve_1": {"constants": {"system": {"xuid": "0"}}}}}), "nonzero"),
        ] {
            let text = refused(body.clone());
            assert!(text.contains(place), "{body}: {text}");
        }
    }

    #[test]
    fn anything_may_be_custom_but_null_which_clears() {
        for (custom, kept) in
            [(json!("Hello"), true), (json!([1]), true), (json!(5), true), (json!({}), true), (json!(null), false)]
        {
            let body = json!({"properties": {"custom": custom}, "members": {"me": {"constants": {"custom": custom}}}});
            let settings = Settings::default();
            let delta = read(&body, &settings).unwrap();
            assert_eq!(matches!(delta.properties.custom, Change::Merge(value) if *value == custom), kept, "{custom}");
            let strict = Settings { custom_values: "object".to_owned(), ..settings };
            assert_eq!(read(&body, &strict).is_ok(), custom.as_object().is_some() || custom.is_null(), "{custom}");
        }
    }

    #[test]
    fn every_kind_of_member_is_read() {
        let settings = Settings::default();
        let body = json!({"members": {
            "me": {"constants": {"system": {"xuid": "me"}}},
            "reserve_1": {"constants": {"system": {"xuid": "5"}}},
            "4": null,
        }});
        let delta = read(&body, &settings).unwrap();
        assert!(matches!(delta.me, Me::Take(_)));
        assert_eq!(delta.reservations[0].xuid.to_string(), "5");
        assert_eq!((delta.removed.as_slice(), delta.changed.as_slice()), (&[4][..], &[][..]));
        let leave = json!({"members": {"me": null}});
        assert!(matches!(read(&leave, &settings).unwrap().me, Me::Leave));
    }
}
