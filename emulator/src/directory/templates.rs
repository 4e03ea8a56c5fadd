//! Session templates: the constants with which the sessions of a template begin, and which they never change.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::delta::{Change, SectionDelta, check_constants};
use super::role_rules::check_role_types;
use super::sessions::{Section, Session};
use super::{Directory, Refusal};
use crate::json::{Object, contains};
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

/// The form of a template file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    templates: Vec<SessionTemplate>,
}

impl SessionTemplate {
    /// Reads `{"templates":[{"scid"?,"name","constants":{"system","custom"},"roleTypes"?}…]}`.
    pub fn from_json(text: &str) -> Result<Vec<Self>, TemplateError> {
        Self::checked(serde_json::from_str(text).map_err(|error| TemplateError(error.to_string()))?)
    }

    /// Reads the same as TOML: a table `[[templates]]` for each.
    pub fn from_toml(text: &str) -> Result<Vec<Self>, TemplateError> {
        Self::checked(toml::from_str(text).map_err(|error| TemplateError(error.to_string()))?)
    }

    fn checked(file: File) -> Result<Vec<Self>, TemplateError> {
        file.templates.iter().try_for_each(Self::check)?;
        Ok(file.templates)
    }

    /// Whether sessions could begin with it; the error says why not.
    pub(crate) fn check(&self) -> Result<(), TemplateError> {
        let checked = self.scid.as_deref().map_or(Ok(()), check_scid).and_then(|()| check_template(&self.name));
        let constants = SectionDelta {
            system: Change::Fields(&self.constants.system),
            custom: Change::Fields(&self.constants.custom),
        };
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
        let parts =
            [("system", &self.constants.system, given.system), ("custom", &self.constants.custom, given.custom)];
        for (part, own, change) in parts {
            let Change::Fields(fields) = change else {
                continue;
            };
            let contradicts =
                |(name, value): &(&String, &Value)| own.get(*name).is_some_and(|own| !contains(own, value));
            if let Some((name, _)) = fields.iter().find(contradicts) {
                return Err(Refusal::conflict(format!(
                    "constants.{part}.{name}: the session template {} fixes it to {}; leave it away, or take another template",
                    self.name, own[name]
                )));
            }
        }
        Ok(())
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
        let file = serde_json::from_str(include_str!("templates.json"));
        Self(file.map_or_else(|_| Vec::new(), |File { templates }| templates))
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

    pub(crate) fn templates_json(&self) -> Value {
        json!({ "templates": self.templates })
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
        assert_eq!(names, ["default", "lobby", "game", "lfg", "large"]);
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
    fn files_say_what_is_wrong() {
        let toml = "[[templates]]\nname = \"m\"\n[templates.constants.system]\nmaxMembersCount = 4\n";
        assert_eq!(SessionTemplate::from_toml(toml).unwrap()[0].constants.system["maxMembersCount"], 4);
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
    }
}
