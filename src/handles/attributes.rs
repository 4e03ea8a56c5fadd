//! By what a session is found: tags, and named strings and numbers.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

use super::wire::check_no_nul;
use crate::error::Error;
use crate::json::Fields;

/// By what a session is found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SearchAttributes {
    /// Tags: they start with a letter and hold letters and digits, fewer than 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Numbers by name.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "object")]
    pub numbers: Vec<(String, f64)>,
    /// Strings by name, each shorter than 100 characters.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "object")]
    pub strings: Vec<(String, String)>,
}

fn object<V: Serialize, S: Serializer>(members: &[(String, V)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
}

/// The service wants fewer than 100 characters of tags, names and values.
const MAX_CHARACTERS: usize = 99;
/// Most tags, strings or numbers of one handle. No limit of the service's: it bounds what a wrong count makes of a call.
const MAX_OF_A_KIND: usize = 1000;

/// Checks how many tags, strings or numbers there are, before any is read.
pub(crate) fn check_count(count: usize, array: &str) -> Result<(), Error> {
    if count > MAX_OF_A_KIND {
        return Err(Error::argument(array, format_args!("has {count} elements, at most {MAX_OF_A_KIND} are allowed")));
    }
    Ok(())
}

impl SearchAttributes {
    /// Checks all rules; an error names the array and the index.
    pub(super) fn check(&self) -> Result<(), Error> {
        check_count(self.tags.len(), "tags")?;
        check_count(self.numbers.len(), "numbers")?;
        check_count(self.strings.len(), "strings")?;
        for (index, tag) in self.tags.iter().enumerate() {
            check_tag(tag, &format!("tags[{index}]"))?;
        }
        // The service compares tags without regard to case.
        check_distinct(self.tags.iter().map(|tag| tag.to_ascii_lowercase()), "tags")?;
        for (index, (name, value)) in self.numbers.iter().enumerate() {
            check_attribute_name(name, &format!("numbers[{index}].name"))?;
            check_number(*value, &format!("numbers[{index}].value"))?;
        }
        check_distinct(self.numbers.iter().map(|(name, _)| name.clone()), "numbers")?;
        for (index, (name, value)) in self.strings.iter().enumerate() {
            check_attribute_name(name, &format!("strings[{index}].name"))?;
            let name = format!("strings[{index}].value");
            check_string(value, &name)?;
            check_no_nul(value, &name)?;
        }
        check_distinct(self.strings.iter().map(|(name, _)| name.clone()), "strings")
    }

    pub(super) fn from_fields(fields: &Fields) -> SearchAttributes {
        let [tags, numbers, strings] = fields.named(["tags", "numbers", "strings"]);
        SearchAttributes { tags: tags.strings(), numbers: numbers.number_members(), strings: strings.string_members() }
    }
}

/// Checks that a tag starts with a letter and goes on with letters and digits.
pub(super) fn check_tag(tag: &str, name: &str) -> Result<(), Error> {
    check_word(tag, name, "letters and digits", |letter| letter.is_ascii_alphanumeric())
}

/// Checks that an attribute's name starts with a letter and goes on with lower-case letters and digits.
pub(super) fn check_attribute_name(text: &str, name: &str) -> Result<(), Error> {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    check_word(text, name, "lower-case letters and digits", allowed)
}

pub(super) fn check_word(text: &str, name: &str, letters: &str, allowed: impl Fn(char) -> bool) -> Result<(), Error> {
    check_length(text, name)?;
    if !text.starts_with(|letter: char| letter.is_ascii_alphabetic()) || !text.chars().all(allowed) {
        return Err(Error::argument(name, format_args!("must start with a letter and hold {letters} only")));
    }
    Ok(())
}

pub(super) fn check_string(value: &str, name: &str) -> Result<(), Error> {
    check_length(value, name)
}

pub(super) fn check_number(value: f64, name: &str) -> Result<(), Error> {
    if value.is_finite() { Ok(()) } else { Err(Error::argument(name, "must be a finite number")) }
}

fn check_length(text: &str, name: &str) -> Result<(), Error> {
    let count = text.chars().count();
    if count > MAX_CHARACTERS {
        let rule = format!("has {count} characters, at most {MAX_CHARACTERS} are allowed");
        return Err(Error::too_long(name, rule));
    }
    Ok(())
}

fn check_distinct(names: impl Iterator<Item = String>, array: &str) -> Result<(), Error> {
    let mut seen = HashMap::new();
    for (index, name) in names.enumerate() {
        if let Some(first) = seen.get(&name) {
            let rule = format!("repeats {array}[{first}], {name}");
            return Err(Error::argument(format_args!("{array}[{index}]"), rule));
        }
        seen.insert(name, index);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn tags(tags: &[&str]) -> SearchAttributes {
        SearchAttributes { tags: tags.iter().map(|tag| tag.to_string()).collect(), ..SearchAttributes::default() }
    }

    fn many(count: usize) -> SearchAttributes {
        let tags = (0..count).map(|number| format!("t{number}")).collect();
        SearchAttributes { tags, ..SearchAttributes::default() }
    }

    fn string(name: &str, value: &str) -> SearchAttributes {
        SearchAttributes { strings: vec![(name.to_owned(), value.to_owned())], ..SearchAttributes::default() }
    }

    fn numbers(numbers: &[(&str, f64)]) -> SearchAttributes {
        let numbers = numbers.iter().map(|(name, value)| (name.to_string(), *value)).collect();
        SearchAttributes { numbers, ..SearchAttributes::default() }
    }

    #[test]
    fn what_is_at_its_limit_is_accepted() {
        let longest = "n".repeat(99);
        for attributes in [
            tags(&["a", "MicRequired2", &longest]),
            string(&longest, &"é".repeat(99)),
            string("a1", ""),
            numbers(&[("a", f64::MAX), ("b", -0.0), ("c", f64::MIN_POSITIVE)]),
            many(1000),
        ] {
            attributes.check().unwrap();
        }
    }

    #[test]
    fn what_breaks_a_rule_is_refused_by_its_index() {
        let long = "n".repeat(100);
        for (attributes, code, start) in [
            (tags(&["a", ""]), Code::InvalidArgument, "tags[1]: must start with a letter"),
            (tags(&["1a"]), Code::InvalidArgument, "tags[0]:"),
            (tags(&["mic required"]), Code::InvalidArgument, "tags[0]:"),
            (tags(&["mic-required"]), Code::InvalidArgument, "tags[0]:"),
            (tags(&["é"]), Code::InvalidArgument, "tags[0]:"),
            (tags(&["a", &long]), Code::TooLong, "tags[1]: has 100 characters, at most 99"),
            (tags(&["mic", "x", "MIC"]), Code::InvalidArgument, "tags[2]: repeats tags[0], mic"),
            (string("Class", "a"), Code::InvalidArgument, "strings[0].name: must start"),
            (string("", "a"), Code::InvalidArgument, "strings[0].name:"),
            (string("a_b", "a"), Code::InvalidArgument, "strings[0].name:"),
            (string(&long, "a"), Code::TooLong, "strings[0].name:"),
            (string("a", "b\0"), Code::InvalidArgument, "strings[0].value: must not hold NUL"),
            (string("a", &"é".repeat(100)), Code::TooLong, "strings[0].value: has 100 characters"),
            (numbers(&[("a", f64::NAN)]), Code::InvalidArgument, "numbers[0].value: must be a finite"),
            (numbers(&[("b", 1.0), ("a", f64::INFINITY)]), Code::InvalidArgument, "numbers[1].value:"),
            (numbers(&[("skill", 1.0), ("skill", 1.0)]), Code::InvalidArgument, "numbers[1]: repeats numbers[0]"),
            (numbers(&[("Skill", 1.0)]), Code::InvalidArgument, "numbers[0].name:"),
            (many(1001), Code::InvalidArgument, "tags: has 1001 elements, at most 1000"),
        ] {
            let error = attributes.check().unwrap_err();
            assert_eq!(error.code, code, "{}", error.message);
            assert!(error.message.starts_with(start), "{}", error.message);
        }
    }
}
