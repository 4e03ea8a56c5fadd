//! Session templates: the constants with which the sessions of a template begin, and which they never change.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::delta::{Change, SectionDelta, check_constants};
use super::role_rules::check_role_types;
use super::sessions::{Section, Session};
use super::{Directory, Refusal};
use crate::json::{Object, Value, contains, from_value, json, parse_lenient};
use crate::names::{SessionRef, check_scid, check_template};

/// A session template. Read a file of them with [`SessionTemplate::from_json`] or [`SessionTemplate::from_toml`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionTemplate {
    /// None: in every service configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scid: Option<String>,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) constants: Section,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role_types: Option<Object>,
}

/// Why a template was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError(String);

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TemplateError {}

const FORM: &str = r#"{"templates":[{"name":"…","constants":{"system":{…},"custom":{…}}}]}"#;

/// Why a file is none of either form.
const NOT_ONE: &str = "there is no \"templates\", and as one template";

/// A template file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    templates: Vec<SessionTemplate>,
}

impl SessionTemplate {
    /// Reads `{"templates":[{"scid"?,"name","constants":{"system","custom"},"roleTypes"?}…]}`, or one template alone.
    ///
    /// Comments, trailing commas and a byte order mark are passed over.
    pub fn from_json(text: &str) -> Result<Vec<Self>, TemplateError> {
        let form = |why| TemplateError(format!("{why}; the form of a file is {FORM}"));
        let value = parse_lenient(text.as_bytes()).map_err(|why| TemplateError(format!("the text {why}")))?;
        if value.get("templates").is_some() {
            return Self::checked(from_value(value).map_err(form)?);
        }
        let alone = from_value(value).map_err(|why| form(format!("{NOT_ONE}: {why}")))?;
        Self::checked(File { templates: vec![alone] })
    }

    /// Reads the same as TOML: a table `[[templates]]` for each, or one template alone.
    pub fn from_toml(text: &str) -> Result<Vec<Self>, TemplateError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let wrong = |error: toml::de::Error| TemplateError(error.to_string());
        let table: toml::Table = toml::from_str(text).map_err(wrong)?;
        if table.contains_key("templates") {
            return Self::checked(toml::from_str(text).map_err(wrong)?);
        }
        let alone = toml::from_str(text).map_err(|error| TemplateError(format!("{NOT_ONE}: {error}")))?;
        Self::checked(File { templates: vec![alone] })
    }

    fn checked(file: File) -> Result<Vec<Self>, TemplateError> {
        file.templates.iter().try_for_each(Self::check)?;
        Ok(file.templates)
    }

    /// Whether sessions could begin with it; the error says why not.
    pub(crate) fn check(&self) -> Result<(), TemplateError> {
        let checked = self.scid.as_deref().map_or(Ok(()), check_scid).and_then(|()| check_template(&self.name));
        let constants = SectionDelta { system: Change::Merge(&self.constants.system), custom: Change::Keep };
        let checked = checked.and_then(|()| check_constants(constants));
        let checked = checked.and_then(|()| self.role_types.as_ref().map_or(Ok(()), check_role_types));
        checked.map_err(|why| TemplateError(format!("template {}: {why}", self.name)))
    }

    fn is(&self, scid: Option<&str>, name: &str) -> bool {
        let lower = |text: &str| text.to_lowercase();
        self.scid.as_deref().map(lower) == scid.map(lower) && lower(&self.name) == lower(name)
    }

    /// Gives a new session what the template says.
    pub(super) fn begin(&self, session: &mut Session) {
        session.constants = self.constants.clone();
        session.role_types = self.role_types.clone();
    }

    /// What a creator gives must not contradict the template.
    pub(super) fn check_constants(&self, given: SectionDelta<'_>) -> Result<(), Refusal> {
        let Section { system, custom } = &self.constants;
        if let Change::Merge(given) = given.system {
            self.check_fields("constants.system", system, given)?;
        }
        match (custom, given.custom) {
            (Value::Object(own), Change::Merge(Value::Object(given))) => {
                self.check_fields("constants.custom", own, given)
            }
            (Value::Object(own), Change::Merge(_)) if own.is_empty() => Ok(()),
            (own, Change::Merge(given)) if own != given => Err(self.contradicted("constants.custom", own)),
            _ => Ok(()),
        }
    }

    fn check_fields(&self, place: &str, own: &Object, given: &Object) -> Result<(), Refusal> {
        let fixed = given.iter().filter_map(|(name, value)| Some((name, value, own.get(name)?)));
        let contradicted = fixed.into_iter().find(|(_, value, own)| !contains(own, value));
        contradicted.map_or(Ok(()), |(name, _, own)| Err(self.contradicted(&format!("{place}.{name}"), own)))
    }

    fn contradicted(&self, place: &str, own: &Value) -> Refusal {
        Refusal::conflict(format!(
            "{place}: the session template {} fixes it to {own}; leave it away, or take another template",
            self.name
        ))
    }
}

/// The templates that there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Templates(Vec<SessionTemplate>);

/// The template of sessions whose own is unknown.
const DEFAULT: &str = "default";

impl Default for Templates {
    /// The built-in ones.
    fn default() -> Self {
        Self(SessionTemplate::from_json(include_str!("templates.json")).unwrap_or_default())
    }
}

impl Templates {
    /// Adds a template, or replaces the one with the same name in the same service configuration.
    pub(crate) fn put(&mut self, template: SessionTemplate) -> Result<(), TemplateError> {
        template.check()?;
        self.remove(template.scid.as_deref(), &template.name);
        self.0.push(template);
        Ok(())
    }

    /// Whether all could be here; the error begins with the place of one that could not.
    pub(crate) fn check(&self) -> Result<(), String> {
        for (position, template) in self.0.iter().enumerate() {
            template.check().map_err(|error| format!("[{position}]: {error}"))?;
            if self.0[..position].iter().any(|other| other.is(template.scid.as_deref(), &template.name)) {
                return Err(format!("[{position}]: template {} is there twice", template.name));
            }
        }
        Ok(())
    }

    /// The names of those that are not built in.
    pub(super) fn added(&self) -> Vec<&str> {
        let built_in = Self::default();
        let added = self.0.iter().filter(|each| !built_in.0.contains(each));
        added.map(|each| each.name.as_str()).collect()
    }

    /// The names of those of a service configuration, in the order of the alphabet.
    fn names(&self, scid: &str) -> Vec<&str> {
        let fitting = self.0.iter().filter(|each| each.scid.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(scid)));
        let mut names: Vec<&str> = fitting.map(|each| each.name.as_str()).collect();
        names.sort_by_key(|name| name.to_lowercase());
        names.dedup_by_key(|name| name.to_lowercase());
        names
    }

    pub(crate) fn remove(&mut self, scid: Option<&str>, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|each| !each.is(scid, name));
        self.0.len() < before
    }

    /// The one of the service configuration, or the one of all.
    fn find(&self, scid: &str, name: &str) -> Option<&SessionTemplate> {
        let find = |scid| self.0.iter().find(|each| each.is(scid, name));
        find(Some(scid)).or_else(|| find(None))
    }
}

impl Directory {
    /// The template of a session.
    pub(super) fn template(&self, session: &SessionRef) -> Option<&SessionTemplate> {
        let own = self.templates.find(&session.scid, &session.template);
        own.or_else(|| self.templates.find(&session.scid, DEFAULT))
    }

    /// Refuses a template that is unknown, where unknown ones are refused.
    pub(super) fn require_template(&self, scid: &str, template: &str) -> Result<(), Refusal> {
        if self.settings.unknown_template == "accept" || self.templates.find(scid, template).is_some() {
            return Ok(());
        }
        Err(Refusal::not_found(format!(
            "session template {template} does not exist in service configuration {scid} (setting unknownTemplate)"
        )))
    }

    /// Whether a session may have this name and this template.
    pub(super) fn check_reference(&self, session: &SessionRef) -> Result<(), Refusal> {
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
        if self.settings.session_names == "narrow" && !session.name.chars().all(plain) {
            return Err(Refusal::bad_request(format!(
                "the session name \"{}\" has signs other than letters, digits, '.', '-' and '_' (setting sessionNames)",
                session.name
            )));
        }
        self.require_template(&session.scid, &session.template)
    }

    /// The list of templates as the service gives it.
    pub(crate) fn template_names(&self, scid: &str) -> Result<Value, Refusal> {
        if !self.settings.list_templates {
            let reason = format!("there is no list of templates for scid {scid} (setting listTemplates)");
            return Err(Refusal::not_found(reason));
        }
        Ok(json!({ "results": self.templates.names(scid) }))
    }

    pub(crate) fn templates_json(&self) -> Value {
        json!({ "templates": Value::of(&self.templates) })
    }

    pub(crate) fn put_template(&mut self, template: SessionTemplate) -> Result<(), TemplateError> {
        self.templates.put(template)
    }

    /// Removes a template; sessions that have begun with it stay as they are.
    pub(crate) fn remove_template(&mut self, scid: Option<&str>, name: &str) -> bool {
        self.templates.remove(scid, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    fn template(scid: Option<&str>, name: &str) -> SessionTemplate {
        SessionTemplate {
            scid: scid.map(str::to_owned),
            name: name.to_owned(),
            constants: Section::default(),
            role_types: None,
        }
    }

    #[test]
    fn the_built_in_ones_are_sound() {
        let templates = SessionTemplate::from_json(include_str!("templates.json")).unwrap();
        let names: Vec<&str> = templates.iter().map(|each| each.name.as_str()).collect();
        assert_eq!(names, ["default", "lobby", "game", "lfg", "large", "MinecraftLobby", "global(lfg)"]);
        assert_eq!(Templates::default().0, templates);
    }

    #[test]
    fn a_service_configurations_own_template_comes_first() {
        let mut templates = Templates(Vec::new());
        templates.put(template(None, "Match")).unwrap();
        assert_eq!(templates.find(SCID, "match").unwrap().scid, None);
        templates.put(template(Some(SCID), "match")).unwrap();
        templates.put(template(Some(&SCID.to_uppercase()), "MATCH")).unwrap();
        assert_eq!((templates.0.len(), templates.find(SCID, "match").unwrap().name.as_str()), (2, "MATCH"));
        assert!(templates.remove(Some(SCID), "match") && !templates.remove(Some(SCID), "match"));
        assert!(templates.find(SCID, "match").is_some() && templates.find(SCID, "other").is_none());
    }

    #[test]
    fn files_are_read_as_people_write_them() {
        let printed = r#"{
            // as the documentation prints it
            "templates": [{ "name": "lobby2", "constants": { "system": { "version": 1, "capabilities": { "crossPlay": true, }, }, "custom": { }, }, }, ],
        }"#;
        let alone = r#"{"name":"duel","constants":{"system":{"maxMembersCount":2}}}"#;
        for (text, name) in [
            (printed.to_owned(), "lobby2"),
            (alone.to_owned(), "duel"),
            (format!("\u{feff}{{\"templates\":[{alone}]}}"), "duel"),
        ] {
            let templates = SessionTemplate::from_json(&text).unwrap();
            assert_eq!((templates.len(), templates[0].name.as_str()), (1, name));
        }
        for text in [r#"{"constants":{"system":{"maxMembersCount":8}}}"#, "[]", r#"{"templates":{}}"#] {
            let refused = SessionTemplate::from_json(text).unwrap_err().to_string();
            assert!(refused.contains(FORM), "{text}: {refused}");
        }
    }

    #[test]
    fn files_say_what_is_wrong() {
        let toml = "[[templates]]\nname = \"m\"\n[templates.constants.system]\nmaxMembersCount = 4\n";
        assert_eq!(SessionTemplate::from_toml(toml).unwrap()[0].constants.system["maxMembersCount"], json!(4));
        for (text, why) in [
            (r#"{"templates":[{}]}"#, "missing field `name`"),
            (r#"{"templates":[{"name":"m","constant":{}}]}"#, "unknown field `constant`"),
            (r#"{"templates":[{"name":"m","scid":"x"}]}"#, "template m: the scid \"x\""),
            (r#"{"templates":[{"name":"a~b"}]}"#, "template name"),
            (r#"{"templates":[{"name":"m","roleTypes":{"T":{}}}]}"#, "template m: roleTypes.T"),
            (
                r#"{"templates":[{"name":"m","constants":{"system":{"visibility":"x"}}}]}"#,
                "constants.system.visibility",
            ),
        ] {
            let refused = SessionTemplate::from_json(text).unwrap_err().to_string();
            assert!(refused.contains(why), "{text}: {refused}");
        }
        assert!(SessionTemplate::from_toml("[[templates]]\n").unwrap_err().to_string().contains("name"));
        assert_eq!(SessionTemplate::from_toml(&format!("\u{feff}{toml}")).unwrap().len(), 1);
    }
}
