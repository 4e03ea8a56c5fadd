//! A search handle with its session, as filters and orders see them.

use jiff::Timestamp;

use super::handles::{Handle, HandleKind};
use super::roles::role;
use super::sessions::Session;
use crate::filter::{Collection, Field, Found, Measure, Operand, Subject};
use crate::json::Value;
use crate::names::Xuid;
use crate::settings::Settings;

#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) handle: &'a Handle,
    pub(super) session: &'a Session,
    pub(super) settings: &'a Settings,
}

impl<'a> Candidate<'a> {
    fn attribute(&self, name: &str) -> Option<&'a Value> {
        match &self.handle.kind {
            HandleKind::Search { attributes } => attributes.get(name),
            _ => None,
        }
    }

    /// A value of `strings` or `numbers`. Names are matched in lower case.
    fn named(&self, group: &str, name: &str) -> Option<&'a Value> {
        let mut group = self.attribute(group)?.as_object()?.iter();
        group.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn field(&self, field: Field) -> Option<Found> {
        let session = self.session;
        let count = session.accepted() as f64;
        let max = session.max_members(self.settings) as f64;
        let target = || self.session_number("targetMembersCount");
        let text = |text: &str| Found::Text(text.to_owned());
        match field {
            Field::Scid => Some(text(&session.reference.scid)),
            Field::TemplateName => Some(text(&session.reference.template)),
            Field::TitleId => Some(text(&self.handle.title_id.to_string())),
            Field::RegistrationState => session.properties.system_text("registrationState").map(text),
            Field::PostedTime => Some(Found::Time(self.handle.created)),
            Field::ScheduledTime => {
                let time = session.properties.system_text("scheduledTime")?;
                time.parse::<Timestamp>().ok().map(Found::Time)
            }
            Field::MembersCount => Some(Found::Number(count)),
            Field::MaxMembersCount => Some(Found::Number(max)),
            Field::MaxMembersCountRemaining => Some(Found::Number(max - count)),
            Field::TargetMembersCount => target().map(Found::Number),
            Field::TargetMembersCountRemaining => target().map(|target| Found::Number(target - count)),
            Field::Needs => Some(Found::Number(target().unwrap_or(max) - count)),
        }
    }

    /// A number that the session has as property or as constant.
    fn session_number(&self, name: &str) -> Option<f64> {
        let Session { properties, constants, .. } = self.session;
        properties.system.get(name).or_else(|| constants.system.get(name)).and_then(Value::as_f64)
    }

    fn measure(&self, role_type: &str, name: &str, measure: Measure) -> Option<f64> {
        let role = role(self.session, role_type, name)?;
        let count = role.members.len() as f64;
        match measure {
            Measure::Count => Some(count),
            Measure::Target => role.wanted().map(|wanted| wanted as f64),
            Measure::Needs => role.wanted().map(|wanted| wanted as f64 - count),
        }
    }

    /// An attribute, or a property of the session where such attributes are looked for there.
    fn attribute_or_property(&self, name: &str) -> Option<&'a Value> {
        match self.settings.language_source.as_str() {
            "session" => self.session.properties.system.get(name),
            _ => self.attribute(name),
        }
    }

    fn texts(&self, list: Option<&Value>) -> Vec<String> {
        let list = list.and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

impl Subject for Candidate<'_> {
    fn value(&self, operand: &Operand) -> Option<Found> {
        let text = |value: &Value| value.as_str().map(|text| Found::Text(text.to_owned()));
        match operand {
            Operand::Tag(_) => None,
            Operand::Text(name) => self.named("strings", name).and_then(text),
            Operand::Number(name) => self.named("numbers", name)?.as_f64().map(Found::Number),
            Operand::Field(field) => self.field(*field),
            Operand::Role { role_type, role, measure } => self.measure(role_type, role, *measure).map(Found::Number),
            Operand::Language => self.attribute_or_property("language").and_then(text),
        }
    }

    fn values(&self, collection: Collection) -> Vec<String> {
        match collection {
            Collection::Tags => self.texts(self.attribute("tags")),
            Collection::AchievementIds => self.texts(self.attribute_or_property("achievementIds")),
            Collection::Keywords => self.session.keywords().map(str::to_owned).collect(),
            Collection::MemberXuids => self.session.joined().map(|(_, member)| member.xuid.to_string()).collect(),
            Collection::OwnerXuids => self.session.owner_xuids().iter().map(Xuid::to_string).collect(),
        }
    }
}
