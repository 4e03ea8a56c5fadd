//! How constants and properties take in what a write says.

use super::Refusal;
use super::capabilities::forget_encounters;
use super::delta::{Change, SectionDelta};
use super::sessions::Section;
use crate::json::{Object, Value, merge};
use crate::settings::Settings;

/// `system` fields are replaced whole; `custom` is merged.
pub(super) fn change_section(section: &mut Section, delta: SectionDelta<'_>, settings: &Settings) {
    match delta.system {
        Change::Keep => {}
        Change::Clear => section.system.clear(),
        Change::Merge(fields) => replace_fields(&mut section.system, fields),
    }
    match delta.custom {
        Change::Keep => {}
        Change::Clear => section.custom = Section::default().custom,
        Change::Merge(value) => {
            change_custom(
                &mut section.custom,
                value,
                if settings.custom_merge == "shallow" { replace_fields } else { merge },
            );
        }
    }
}

/// Objects are merged by `merge`; everything else replaces.
fn change_custom(target: &mut Value, value: &Value, merge: fn(&mut Object, &Object)) {
    match value {
        Value::Object(fields) => merge(target.make_object(), fields),
        other => *target = other.clone(),
    }
}

fn replace_fields(target: &mut Object, fields: &Object) {
    for (name, value) in fields {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

/// A member is active or ready or neither: writing one flag clears the other.
pub(super) fn change_member_properties(section: &mut Section, delta: SectionDelta<'_>, settings: &Settings) {
    if let Change::Merge(system) = delta.system {
        for (flag, other) in [("active", "ready"), ("ready", "active")] {
            if system.get(flag) == Some(&Value::Bool(true)) {
                section.system.remove(other);
            }
        }
    }
    change_section(section, delta, settings);
    forget_encounters(section);
}

/// A null among the system constants says that there is no such value, also
/// none by default.
pub(super) fn change_session_constants(section: &mut Section, delta: SectionDelta<'_>) {
    change_constants(section, delta);
    if let Change::Merge(fields) = delta.system {
        let nulls = fields.iter().filter(|(_, value)| value.is_null());
        section.system.extend(nulls.map(|(name, value)| (name.clone(), value.clone())));
    }
}

/// Constants merge in depth; clearing them all is not a change that a write
/// can ask for, so null means "none given".
fn change_constants(section: &mut Section, delta: SectionDelta<'_>) {
    if let Change::Merge(fields) = delta.system {
        merge(&mut section.system, fields);
    }
    if let Change::Merge(value) = delta.custom {
        change_custom(&mut section.custom, value, merge);
    }
}

pub(super) fn member_constants(delta: SectionDelta<'_>) -> Section {
    let mut section = Section::default();
    merge_member_constants(&mut section, delta);
    section
}

/// The seat itself knows xuid and index; documents add them.
pub(super) fn merge_member_constants(section: &mut Section, delta: SectionDelta<'_>) {
    change_constants(section, delta);
    section.system.remove("xuid");
    section.system.remove("index");
}

pub(super) fn constants_kept(present: &Section, wanted: &Section) -> Result<(), Refusal> {
    difference(present, wanted).map_or(Ok(()), |place| {
        Err(Refusal::conflict(format!(
            "members.me.constants.{place}: a member's constants are set when joining and never change"
        )))
    })
}

/// `initialize` speaks about joining, so that a member who writes it
/// again, or later, changes nothing.
pub(super) fn keep_initialize(wanted: &mut Object, present: &Object) {
    match present.get("initialize") {
        Some(value) => wanted.insert("initialize".to_owned(), value.clone()),
        None => wanted.remove("initialize"),
    };
}

/// The first place in which two sections differ.
pub(super) fn difference(present: &Section, wanted: &Section) -> Option<String> {
    let first = |part: &str, present: &Object, wanted: &Object| {
        let value = |object: &Object, name: &str| object.get(name).filter(|value| !value.is_null()).cloned();
        let differs = |name: &&String| value(present, name) != value(wanted, name);
        let name = wanted.keys().chain(present.keys()).find(differs)?;
        Some(format!("{part}.{name}"))
    };
    first("system", &present.system, &wanted.system).or_else(|| match (&present.custom, &wanted.custom) {
        (Value::Object(present), Value::Object(wanted)) => first("custom", present, wanted),
        (present, wanted) => (present != wanted).then(|| "custom".to_owned()),
    })
}
