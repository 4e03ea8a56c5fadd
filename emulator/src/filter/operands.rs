//! What paths name.

use std::fmt;

use super::ast::{Collection, Field, Measure, Operand};

const FIELDS: [(Field, &str); 12] = [
    (Field::Scid, "scid"),
    (Field::TemplateName, "templateName"),
    (Field::MembersCount, "membersCount"),
    (Field::TargetMembersCount, "targetMembersCount"),
    (Field::MaxMembersCount, "maxMembersCount"),
    (Field::TargetMembersCountRemaining, "targetMembersCountRemaining"),
    (Field::MaxMembersCountRemaining, "maxMembersCountRemaining"),
    (Field::Needs, "needs"),
    (Field::ScheduledTime, "scheduledTime"),
    (Field::PostedTime, "postedTime"),
    (Field::RegistrationState, "registrationState"),
    (Field::TitleId, "titleId"),
];

const MEASURES: [(Measure, &str); 3] =
    [(Measure::Count, "count"), (Measure::Target, "target"), (Measure::Needs, "needs")];

const COLLECTIONS: [(Collection, &str); 5] = [
    (Collection::Tags, "tags"),
    (Collection::MemberXuids, "session/memberXuids"),
    (Collection::OwnerXuids, "session/ownerXuids"),
    (Collection::Keywords, "session/keywords"),
    (Collection::AchievementIds, "achievementIds"),
];

fn named<T: Copy>(table: &[(T, &str)], name: &str) -> Option<T> {
    table.iter().find(|(_, own)| own.eq_ignore_ascii_case(name)).map(|(thing, _)| *thing)
}

fn name_of<T: PartialEq>(table: &[(T, &'static str)], thing: &T) -> &'static str {
    table.iter().find(|(own, _)| own == thing).map_or("", |(_, name)| name)
}

/// Attribute names have less than 100 characters, says the MPSD documentation.
const NAME_LIMIT: usize = 99;

/// Reads the path of a single value; the error says what is wrong.
pub(crate) fn operand(path: &str) -> Result<Operand, String> {
    let segments: Vec<&str> = path.split('/').collect();
    let root = segments.first().copied().unwrap_or_default().to_ascii_lowercase();
    match (root.as_str(), segments.get(1..).unwrap_or_default()) {
        _ if collection(path).is_some() => {
            Err(format!("\"{path}\" holds several values: write {path}/any(d:d eq '…')"))
        }
        ("tags" | "tag", [name]) => Ok(Operand::Tag(attribute(name)?)),
        // The singular is in one example of the MPSD documentation.
        ("strings" | "string", [name]) => Ok(Operand::Text(attribute(name)?)),
        ("numbers" | "number", [name]) => Ok(Operand::Number(attribute(name)?)),
        ("language", []) => Ok(Operand::Language),
        ("session", [field]) => field_named(field)
            .map(Operand::Field)
            .ok_or_else(|| format!("\"{field}\" is not a field of session that can be compared")),
        ("session", [roles, role_type, role, measure]) if roles.eq_ignore_ascii_case("roles") => {
            let known = named(&MEASURES, measure);
            let measure = known.ok_or_else(|| format!("\"{measure}\" of a role is not count, target or needs"))?;
            Ok(Operand::Role { role_type: (*role_type).to_owned(), role: (*role).to_owned(), measure })
        }
        _ => Err(format!(
            "\"{path}\" is not an operand: tags/any(…), strings/<name>, numbers/<name>, session/…, achievementIds/any(…) or language"
        )),
    }
}

fn attribute(name: &str) -> Result<String, String> {
    let letter = name.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    if !letter || name.len() > NAME_LIMIT {
        return Err(format!("\"{name}\" is not an attribute's name: a letter first, at most {NAME_LIMIT} characters"));
    }
    Ok(name.to_owned())
}

pub(crate) fn field_named(name: &str) -> Option<Field> {
    named(&FIELDS, name)
}

/// Reads the path of a collection, also in the shape of XSAPI's header, which
/// leaves `session/` away.
pub(super) fn collection(path: &str) -> Option<Collection> {
    named(&COLLECTIONS, path).or_else(|| match named(&COLLECTIONS, &format!("session/{path}")) {
        Some(short @ (Collection::MemberXuids | Collection::OwnerXuids)) => Some(short),
        _ => None,
    })
}

/// Whether the strict rules let texts at this path go without `tolower`: the
/// header's shape begins with a capital, and the documentation's one example
/// with `string/` has none.
pub(super) fn free_of_tolower(path: &str) -> bool {
    path.starts_with(|first: char| first.is_ascii_uppercase()) || path.starts_with("string/")
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(name) => write!(f, "tags/{name}"),
            Self::Text(name) => write!(f, "strings/{name}"),
            Self::Number(name) => write!(f, "numbers/{name}"),
            Self::Field(field) => write!(f, "session/{}", name_of(&FIELDS, field)),
            Self::Role { role_type, role, measure } => {
                write!(f, "session/roles/{role_type}/{role}/{}", name_of(&MEASURES, measure))
            }
            Self::Language => f.write_str("language"),
        }
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&COLLECTIONS, self))
    }
}
