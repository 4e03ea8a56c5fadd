//! What the text of a scenario may say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use toml::{Spanned, Table};

use crate::directory::SessionTemplate;
use crate::faults::FaultRule;
use crate::json::{Object, Value, json};
use crate::names::Xuid;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Script {
    /// Where made-up GUIDs and the chance of faults start from.
    pub(super) seed: Option<u64>,
    /// Of the session references that name none.
    scid: Option<String>,
    template_name: Option<String>,
    #[serde(default)]
    pub(super) settings: BTreeMap<String, Spanned<toml::Value>>,
    #[serde(default)]
    pub(super) clock: ClockEntry,
    #[serde(default)]
    pub(super) users: Vec<Spanned<UserEntry>>,
    #[serde(default)]
    pub(super) templates: Vec<Spanned<SessionTemplate>>,
    #[serde(default)]
    pub(super) sessions: Vec<Spanned<SessionEntry>>,
    #[serde(default)]
    pub(super) activities: Vec<Spanned<ActivityEntry>>,
    #[serde(default)]
    pub(super) invites: Vec<Spanned<InviteEntry>>,
    #[serde(default)]
    pub(super) searches: Vec<Spanned<SearchEntry>>,
    #[serde(default)]
    pub(super) transfers: Vec<Spanned<TransferEntry>>,
    #[serde(default)]
    pub(super) faults: Vec<Spanned<FaultRule>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockEntry {
    #[serde(default, deserialize_with = "time")]
    pub(super) now: Option<Timestamp>,
    #[serde(default)]
    pub(super) frozen: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UserEntry {
    pub(super) xuid: Who,
    pub(super) title_id: Option<u32>,
    pub(super) gamertag: Option<String>,
    #[serde(default)]
    pub(super) people: Vec<Who>,
    #[serde(default)]
    pub(super) favorites: Vec<Who>,
    #[serde(default)]
    pub(super) blocked: Vec<Who>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SessionEntry {
    pub(super) session_ref: RefEntry,
    #[serde(default)]
    pub(super) document: DocumentEntry,
    pub(super) members: Vec<Spanned<MemberEntry>>,
}

/// What the first member writes, besides the own seat.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DocumentEntry {
    constants: SectionEntry,
    properties: SectionEntry,
    role_types: Table,
    /// Reservations.
    members: Table,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SectionEntry {
    system: Table,
    custom: Option<toml::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberEntry {
    pub(super) xuid: Who,
    #[serde(default)]
    constants: SectionEntry,
    #[serde(default)]
    properties: SectionEntry,
    #[serde(default)]
    roles: Table,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ActivityEntry {
    pub(super) owner_xuid: Who,
    pub(super) session_ref: RefEntry,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct InviteEntry {
    pub(super) sender_xuid: Who,
    pub(super) invited_xuid: Who,
    pub(super) session_ref: RefEntry,
    #[serde(default)]
    pub(super) invite_attributes: Table,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SearchEntry {
    pub(super) xuid: Who,
    pub(super) session_ref: RefEntry,
    #[serde(default)]
    pub(super) search_attributes: Table,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TransferEntry {
    pub(super) xuid: Who,
    pub(super) session_ref: RefEntry,
    pub(super) origin_session_ref: RefEntry,
}

/// A session reference; scid and template may be those of the whole scenario.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RefEntry {
    scid: Option<String>,
    template_name: Option<String>,
    name: Option<String>,
}

impl Script {
    /// A session reference as requests have it.
    pub(super) fn session_ref(&self, entry: &RefEntry) -> Object {
        let mut fields = Object::new();
        for (name, value) in [
            ("scid", entry.scid.as_ref().or(self.scid.as_ref())),
            ("templateName", entry.template_name.as_ref().or(self.template_name.as_ref())),
            ("name", entry.name.as_ref()),
        ] {
            if let Some(value) = value {
                fields.insert(name.to_owned(), json!(value));
            }
        }
        fields
    }
}

impl DocumentEntry {
    /// The body of the write that creates the session.
    pub(super) fn body(&self) -> Object {
        filled([
            ("constants", self.constants.json()),
            ("properties", self.properties.json()),
            ("roleTypes", object(&self.role_types)),
            ("members", object(&self.members)),
        ])
    }
}

impl SectionEntry {
    fn json(&self) -> Object {
        let mut section = filled([("system", object(&self.system))]);
        section.extend(self.custom.as_ref().map(|custom| ("custom".to_owned(), json(custom))));
        section
    }
}

impl MemberEntry {
    /// The seat as the member writes it: active, unless the entry says what it is.
    pub(super) fn me(&self) -> Value {
        let mut properties = self.properties.json();
        if !["active", "ready"].iter().any(|status| self.properties.system.contains_key(*status)) {
            let system = properties.entry("system".to_owned()).or_insert_with(|| json!({}));
            system["active"] = json!(true);
        }
        let constants = self.constants.json();
        Value::Object(filled([("constants", constants), ("properties", properties), ("roles", object(&self.roles))]))
    }
}

/// The fields that hold something: an empty one is as good as none.
fn filled<const N: usize>(fields: [(&str, Object); N]) -> Object {
    let filled = fields.into_iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| (name.to_owned(), Value::Object(value))).collect()
}

/// A xuid, as text or as the number that it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who(pub(super) Xuid);

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = plain_text(&toml::Value::deserialize(deserializer)?).unwrap_or_default();
        Xuid::try_from(text).map(Self).map_err(|why| D::Error::custom(format!("xuid: {why}")))
    }
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = plain_text(&toml::Value::deserialize(deserializer)?);
    let time = text.and_then(|text| text.parse().ok());
    time.map(Some).ok_or_else(|| D::Error::custom("now: write a time such as 2026-11-22T07:00:00Z"))
}

/// A value that is one word, as text.
pub(super) fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Datetime(time) => Some(time.to_string()),
        toml::Value::Float(_) | toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

/// A table as JSON.
pub(super) fn object(table: &Table) -> Object {
    table.iter().map(|(name, value)| (name.clone(), json(value))).collect()
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        // JSON has no infinity; what is none of its numbers is null.
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(time) => json!(time.to_string()),
        toml::Value::Array(list) => list.iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(object(table)),
    }
}
