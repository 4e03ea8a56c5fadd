//! A filter of search handles that can only be one the service accepts.
//!
//! The service's language is a small part of OData: comparisons joined by `and`, and a single `or`, at the root. Tags
//! and strings are compared through `tolower` with lower-case literals.

use std::fmt::Display;

use time::OffsetDateTime;

use super::attributes::{check_attribute_name, check_number, check_string, check_tag, check_word};
use crate::error::Error;
use crate::names;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `eq`
    Equal,
    /// `ne`
    NotEqual,
    /// `gt`
    Greater,
    /// `ge`
    GreaterOrEqual,
    /// `lt`
    Less,
    /// `le`
    LessOrEqual,
}

/// A number that the service knows of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionNumber {
    /// Members now.
    MembersCount,
    /// Members wanted.
    TargetMembersCount,
    /// Members at most.
    MaxMembersCount,
    /// How many are missing to those wanted.
    TargetMembersCountRemaining,
    /// How many are missing to the most.
    MaxMembersCountRemaining,
    /// How many are missing to those wanted, or to the most where no target is set.
    Needs,
    /// The title.
    TitleId,
}

/// A text that the service knows of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionText {
    /// One of its keywords; compared without regard to case.
    Keyword,
    /// Its service configuration id.
    Scid,
    /// Its template's name.
    TemplateName,
    /// Whether one can still register, such as `registered`.
    RegistrationState,
    /// Its language, such as `en`.
    Language,
    /// One of its achievements.
    AchievementId,
}

/// A time that the service knows of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionTime {
    /// When it is to begin.
    Scheduled,
    /// When it was posted.
    Posted,
}

/// What a player is in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionPlayer {
    /// A member.
    Member,
    /// An owner.
    Owner,
}

/// A number that the service knows of a role of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleNumber {
    /// Members with the role.
    Count,
    /// How many are wanted.
    Target,
    /// How many are missing.
    Needs,
}

/// A filter, built comparison by comparison. All of them must hold; after `or` a second alternative begins.
///
/// ```
/// use mpsd::{Comparison, Filter};
///
/// let mut filter = Filter::new();
/// filter.tag(Comparison::Equal, "Elite")?;
/// filter.or()?;
/// filter.number("guns", Comparison::Greater, 15.0)?;
/// assert_eq!(filter.text()?, "tags/any(d:tolower(d) eq 'elite') or numbers/guns gt 15");
/// # Ok::<(), mpsd::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    text: String,
    /// Comparisons in the alternative that is being built.
    comparisons: usize,
    has_second: bool,
}

/// Most bytes of a filter. No limit of the service's is known: it bounds what a call holds in memory.
const MAX_BYTES: usize = 16 * 1024;

/// Checks a filter that was written by hand.
pub(super) fn check_text(filter: &str) -> Result<(), Error> {
    names::check_text(filter, "filter", MAX_BYTES)
}

impl Filter {
    /// A filter without comparisons, which is not complete yet.
    pub fn new() -> Filter {
        Filter::default()
    }

    /// The session has a tag, or a tag other than this one: `Equal` or `NotEqual`.
    pub fn tag(&mut self, comparison: Comparison, tag: &str) -> Result<(), Error> {
        check_tag(tag, "tag")?;
        let operator = comparison.of_texts()?;
        self.and(format!("tags/any(d:tolower(d) {operator} {})", literal(&tag.to_lowercase())))
    }

    /// A string attribute is, or is not, `value`, without regard to case.
    pub fn string(&mut self, name: &str, comparison: Comparison, value: &str) -> Result<(), Error> {
        check_attribute_name(name, "name")?;
        let value = value.to_lowercase();
        check_string(&value, "value")?;
        if value.is_empty() || value.chars().any(char::is_control) {
            return Err(Error::argument("value", "must not be empty or hold control characters"));
        }
        let operator = comparison.of_texts()?;
        self.and(format!("tolower(strings/{name}) {operator} {}", literal(&value)))
    }

    /// A number attribute compares with `value` like this.
    pub fn number(&mut self, name: &str, comparison: Comparison, value: f64) -> Result<(), Error> {
        check_attribute_name(name, "name")?;
        check_number(value, "value")?;
        // Zero has one sign in the service's language.
        let value = if value == 0.0 { 0.0 } else { value };
        self.compare(format_args!("numbers/{name}"), comparison, value)
    }

    /// A number of the session compares with `value` like this.
    pub fn session_number(&mut self, number: SessionNumber, comparison: Comparison, value: u32) -> Result<(), Error> {
        self.compare(format_args!("session/{}", number.name()), comparison, value)
    }

    /// A text of the session is `value`.
    pub fn session_text(&mut self, text: SessionText, value: &str) -> Result<(), Error> {
        names::check_text(value, "value", 100)?;
        self.and(match text {
            SessionText::Keyword => {
                format!("session/keywords/any(d:tolower(d) eq {})", literal(&value.to_lowercase()))
            }
            SessionText::AchievementId => format!("achievementIds/any(d:d eq {})", literal(value)),
            SessionText::Scid => format!("session/scid eq {}", literal(value)),
            SessionText::TemplateName => format!("session/templateName eq {}", literal(value)),
            SessionText::RegistrationState => format!("session/registrationState eq {}", literal(value)),
            SessionText::Language => format!("language eq {}", literal(value)),
        })
    }

    /// A time of the session compares with `unix_ms`, Unix time in milliseconds, like this.
    pub fn session_time(&mut self, time: SessionTime, comparison: Comparison, unix_ms: i64) -> Result<(), Error> {
        let name = match time {
            SessionTime::Scheduled => "scheduledTime",
            SessionTime::Posted => "postedTime",
        };
        self.compare(format_args!("session/{name}"), comparison, format_args!("'{}'", utc(unix_ms)?))
    }

    /// A player is a member or an owner of the session.
    pub fn session_player(&mut self, player: SessionPlayer, xuid: u64) -> Result<(), Error> {
        if xuid == 0 {
            return Err(Error::argument("xuid", "must not be 0"));
        }
        let name = match player {
            SessionPlayer::Member => "memberXuids",
            SessionPlayer::Owner => "ownerXuids",
        };
        self.and(format!("session/{name}/any(d:d eq '{xuid}')"))
    }

    /// A number of one of the session's roles compares with `value` like this.
    pub fn role_number(
        &mut self,
        role_type: &str,
        role: &str,
        number: RoleNumber,
        comparison: Comparison,
        value: u32,
    ) -> Result<(), Error> {
        for (text, name) in [(role_type, "role_type"), (role, "role")] {
            check_word(text, name, "letters and digits", |letter| letter.is_ascii_alphanumeric())?;
        }
        let name = match number {
            RoleNumber::Count => "count",
            RoleNumber::Target => "target",
            RoleNumber::Needs => "needs",
        };
        self.compare(format_args!("session/roles/{role_type}/{role}/{name}"), comparison, value)
    }

    /// Begins the second alternative: a session matches by either. The service knows one `or`.
    pub fn or(&mut self) -> Result<(), Error> {
        if self.has_second {
            return Err(Error::argument("filter", "has its only 'or' already"));
        }
        if self.comparisons == 0 {
            return Err(Error::argument("filter", "needs a comparison before 'or'"));
        }
        self.has_second = true;
        self.comparisons = 0;
        Ok(())
    }

    /// The filter in the service's language; an error where an alternative has no comparison yet.
    pub fn text(&self) -> Result<&str, Error> {
        match (self.comparisons, self.has_second) {
            (0, true) => Err(Error::argument("filter", "needs a comparison after 'or'")),
            (0, false) => Err(Error::argument("filter", "needs a comparison")),
            _ => Ok(&self.text),
        }
    }

    fn compare(&mut self, operand: impl Display, comparison: Comparison, value: impl Display) -> Result<(), Error> {
        self.and(format!("{operand} {} {value}", comparison.operator()))
    }

    fn and(&mut self, comparison: String) -> Result<(), Error> {
        let joint = match (self.comparisons, self.has_second) {
            (0, false) => "",
            (0, true) => " or ",
            _ => " and ",
        };
        if self.text.len() + joint.len() + comparison.len() > MAX_BYTES {
            return Err(Error::too_long("filter", format_args!("would have more than {MAX_BYTES} bytes")));
        }
        self.text += joint;
        self.text += &comparison;
        self.comparisons += 1;
        Ok(())
    }
}

impl Comparison {
    fn operator(self) -> &'static str {
        match self {
            Comparison::Equal => "eq",
            Comparison::NotEqual => "ne",
            Comparison::Greater => "gt",
            Comparison::GreaterOrEqual => "ge",
            Comparison::Less => "lt",
            Comparison::LessOrEqual => "le",
        }
    }

    fn of_texts(self) -> Result<&'static str, Error> {
        match self {
            Comparison::Equal | Comparison::NotEqual => Ok(self.operator()),
            _ => Err(Error::argument("comparison", "of tags and strings must be equal or not equal")),
        }
    }
}

impl SessionNumber {
    fn name(self) -> &'static str {
        match self {
            SessionNumber::MembersCount => "membersCount",
            SessionNumber::TargetMembersCount => "targetMembersCount",
            SessionNumber::MaxMembersCount => "maxMembersCount",
            SessionNumber::TargetMembersCountRemaining => "targetMembersCountRemaining",
            SessionNumber::MaxMembersCountRemaining => "maxMembersCountRemaining",
            SessionNumber::Needs => "needs",
            SessionNumber::TitleId => "titleId",
        }
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A time as the service's documentation writes it.
fn utc(unix_ms: i64) -> Result<String, Error> {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000).ok();
    let time = time.filter(|time| (1..=9999).contains(&time.year()));
    let time = time.ok_or_else(|| Error::argument("unix_ms", "must be in the years 1 to 9999"))?;
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second, milli) = time.to_hms_milli();
    Ok(format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}0000Z", u8::from(month)))
}

#[cfg(test)]
mod tests;
