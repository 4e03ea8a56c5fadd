//! Whether a filter holds for a handle and its session.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::ast::{Collection, Filter, Literal, Operand, Operator, Term};

/// What filters and orders are applied to.
pub(crate) trait Subject {
    /// A single value; `None` when it has none, or one of another kind.
    fn value(&self, operand: &Operand) -> Option<Found>;
    /// All values of a collection.
    fn values(&self, collection: Collection) -> Vec<String>;
}

/// A value of a subject.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    Text(String),
    Number(f64),
    Time(Timestamp),
}

impl Found {
    /// A total order: numbers, then texts without regard to case, then times.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one.to_lowercase().cmp(&two.to_lowercase()),
            (Self::Number(one), Self::Number(two)) => one.total_cmp(two),
            (Self::Time(one), Self::Time(two)) => one.cmp(two),
            (one, two) => one.rank().cmp(&two.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Text(_) => 1,
            Self::Time(_) => 2,
        }
    }
}

impl Filter {
    pub(crate) fn holds_for(&self, subject: &impl Subject) -> bool {
        let all = |terms: &[Term]| terms.iter().all(|term| term.holds_for(subject));
        all(&self.first) || self.second.as_deref().is_some_and(all)
    }
}

impl Term {
    fn holds_for(&self, subject: &impl Subject) -> bool {
        match self {
            Self::Compare { operand: Operand::Tag(_), lowered, operator, literal } => {
                let Literal::Text(text) = literal else {
                    return false;
                };
                any(&subject.values(Collection::Tags), *lowered, *operator, text)
            }
            Self::Compare { operand, lowered, operator, literal } => {
                let order = subject.value(operand).and_then(|found| compare(&found, literal, *lowered));
                operator.accepts(order)
            }
            Self::Any { collection, lowered, operator, text, holds } => {
                any(&subject.values(*collection), *lowered, *operator, text) == *holds
            }
        }
    }
}

/// By the documentation's examples, `any(… ne 'x')` finds what does not
/// contain x, where OData's would find what contains something else.
fn any(values: &[String], lowered: bool, operator: Operator, text: &str) -> bool {
    let mut orders = values.iter().map(|value| Some(compare_texts(value, text, lowered)));
    match operator {
        Operator::NotEqual => orders.all(|order| operator.accepts(order)),
        _ => orders.any(|order| operator.accepts(order)),
    }
}

fn compare(found: &Found, literal: &Literal, lowered: bool) -> Option<Ordering> {
    match (found, literal) {
        (Found::Text(found), Literal::Text(text)) => Some(compare_texts(found, text, lowered)),
        (Found::Number(found), Literal::Number(number)) => found.partial_cmp(number),
        (Found::Time(found), Literal::Time(time)) => Some(found.cmp(time)),
        _ => None,
    }
}

/// Texts match in lower case. A literal behind `tolower` is taken as it is.
fn compare_texts(found: &str, text: &str, lowered: bool) -> Ordering {
    let found = found.to_lowercase();
    if lowered { found.as_str().cmp(text) } else { found.cmp(&text.to_lowercase()) }
}

impl Operator {
    /// A value that is not there is not equal to anything, and nothing else.
    fn accepts(self, order: Option<Ordering>) -> bool {
        match (self, order) {
            (operator, None) => operator == Self::NotEqual,
            (Self::Equal, Some(order)) => order.is_eq(),
            (Self::NotEqual, Some(order)) => order.is_ne(),
            (Self::Greater, Some(order)) => order.is_gt(),
            (Self::GreaterOrEqual, Some(order)) => order.is_ge(),
            (Self::Less, Some(order)) => order.is_lt(),
            (Self::LessOrEqual, Some(order)) => order.is_le(),
        }
    }
}
