//! A filter once read, and how it is written.
//!
//! Parentheses are not kept: they can only hold comparisons joined by `and`,
//! which mean the same without.

use std::fmt;

use jiff::Timestamp;

/// One list of terms that must all hold, or two of which one must.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filter {
    pub(crate) first: Vec<Term>,
    pub(crate) second: Option<Vec<Term>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    Compare {
        operand: Operand,
        /// Whether the operand goes through `tolower`.
        lowered: bool,
        operator: Operator,
        literal: Literal,
    },
    Any {
        collection: Collection,
        lowered: bool,
        operator: Operator,
        text: String,
        /// False for `any(…) eq false`.
        holds: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
    Time(Timestamp),
}

/// A single value of a handle or its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    /// `Tags/<anything> eq 'x'`: whether the tag is there. The name before
    /// the operator says nothing, because tags have no names.
    Tag(String),
    Text(String),
    Number(String),
    Field(Field),
    Role {
        role_type: String,
        role: String,
        measure: Measure,
    },
    Language,
}

/// A known field of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Scid,
    TemplateName,
    MembersCount,
    TargetMembersCount,
    MaxMembersCount,
    TargetMembersCountRemaining,
    MaxMembersCountRemaining,
    Needs,
    ScheduledTime,
    PostedTime,
    RegistrationState,
    TitleId,
}

/// What is counted of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Count,
    Target,
    Needs,
}

/// Several texts of a handle or its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collection {
    Tags,
    MemberXuids,
    OwnerXuids,
    Keywords,
    AchievementIds,
}

/// What an operand can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Time,
}

impl Operand {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Tag(_) | Self::Text(_) | Self::Language => Kind::Text,
            Self::Number(_) | Self::Role { .. } => Kind::Number,
            Self::Field(field) => field.kind(),
        }
    }
}

impl Field {
    fn kind(self) -> Kind {
        match self {
            Self::Scid | Self::TemplateName | Self::RegistrationState | Self::TitleId => Kind::Text,
            Self::ScheduledTime | Self::PostedTime => Kind::Time,
            _ => Kind::Number,
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_all(f, &self.first)?;
        self.second.as_ref().map_or(Ok(()), |second| {
            f.write_str(" or ")?;
            write_all(f, second)
        })
    }
}

fn write_all(f: &mut fmt::Formatter<'_>, terms: &[Term]) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            f.write_str(" and ")?;
        }
        write!(f, "{term}")?;
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare { operand, lowered: true, operator, literal } => {
                write!(f, "tolower({operand}) {operator} {literal}")
            }
            Self::Compare { operand, lowered: false, operator, literal } => {
                write!(f, "{} {operator} {literal}", header_shape(operand))
            }
            Self::Any { collection, lowered, operator, text, holds } => {
                let (collection, variable) =
                    if *lowered { (collection.to_string(), "tolower(d)") } else { (header_shape(collection), "d") };
                write!(f, "{collection}/any(d:{variable} {operator} {})", quoted(text))?;
                f.write_str(if *holds { "" } else { " eq false" })
            }
        }
    }
}

/// Without `tolower` only the shape of XSAPI's header passes the strict rules.
fn header_shape(path: &impl fmt::Display) -> String {
    let mut path = path.to_string();
    if let Some(first) = path.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    path
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            // The Debug form of a number is its shortest exact one.
            Self::Number(number) => f.write_str(format!("{number:?}").trim_end_matches(".0")),
            Self::Time(time) => write!(f, "'{time}'"),
        }
    }
}
