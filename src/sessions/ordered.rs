//! JSON that keeps the order of its members: documents go out as they were written.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;

/// A JSON value whose objects keep the order of their members.
#[derive(Clone, Debug)]
pub(crate) enum Ordered {
    Object(Vec<(String, Ordered)>),
    Array(Vec<Ordered>),
    /// Null, a boolean, a number or a string.
    Plain(Value),
    /// What was read and is no object: it goes out as it was written, so that no number loses a digit.
    Raw(Box<RawValue>),
}

/// Reads an argument that must be a JSON object.
pub(crate) fn object(text: &str, name: &str) -> Result<Ordered, Error> {
    let no_json = |error| Error::argument(name, format_args!("is not JSON: {error}"));
    // Reading it as a value bounds its depth; raw parts would not.
    serde_json::from_str::<Value>(text).map_err(no_json)?;
    match serde_json::from_str(text).map_err(no_json)? {
        object @ Ordered::Object(_) => Ok(object),
        _ => Err(Error::argument(name, "must be a JSON object")),
    }
}

impl Ordered {
    /// Whether it is `{}`.
    pub(crate) fn is_empty_object(&self) -> bool {
        matches!(self, Ordered::Object(members) if members.is_empty())
    }

    /// Lays `other` over this: objects are merged member by member, everything else is replaced. Null is a value like
    /// any other, as it is what tells the service to remove a member.
    pub(crate) fn merge(&mut self, other: Ordered) {
        match (self, other) {
            (Ordered::Object(members), Ordered::Object(others)) => {
                let numbered = members.iter().enumerate();
                let places: HashMap<String, usize> = numbered.map(|(place, (name, _))| (name.clone(), place)).collect();
                for (name, value) in others {
                    match places.get(&name) {
                        Some(place) => members[*place].1.merge(value),
                        None => members.push((name, value)),
                    }
                }
            }
            (this, other) => *this = other,
        }
    }
}

impl fmt::Display for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Made of JSON, so it can be written as JSON.
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Ordered::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
            Ordered::Array(items) => serializer.collect_seq(items),
            Ordered::Plain(value) => value.serialize(serializer),
            Ordered::Raw(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ordered, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if !raw.get().starts_with('{') {
            return Ok(Ordered::Raw(raw));
        }
        serde_json::Deserializer::from_str(raw.get()).deserialize_map(MembersVisitor).map_err(D::Error::custom)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Ordered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Ordered, A::Error> {
        let mut members: Vec<(String, Ordered)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        while let Some((name, value)) = entries.next_entry::<String, Ordered>()? {
            // Of members with one name the last counts, as everywhere in JSON.
            match places.get(&name) {
                Some(place) => members[*place].1 = value,
                None => {
                    places.insert(name.clone(), members.len());
                    members.push((name, value));
                }
            }
        }
        Ok(Ordered::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(first: &str, second: &str) -> String {
        let mut tree = object(first, "x").unwrap();
        tree.merge(object(second, "x").unwrap());
        tree.to_string()
    }

    #[test]
    fn members_keep_their_order_and_values() {
        let text = r#"{"b":1,"a":[{"d":-2,"c":1.5}],"é":null,"z":{"y":true,"x":"\u0000\"/"},"n":18446744073709551615,"f":9007199254740993.0}"#;
        assert_eq!(object(text, "x").unwrap().to_string(), text);
    }

    #[test]
    fn objects_are_merged_and_the_rest_is_replaced() {
        assert_eq!(
            merged(r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":3,"d":4},"e":5}"#),
            r#"{"a":{"b":1,"c":3,"d":4},"e":5}"#
        );
        assert_eq!(merged(r#"{"a":{"b":1}}"#, r#"{"a":null}"#), r#"{"a":null}"#);
        assert_eq!(merged(r#"{"a":null}"#, r#"{"a":{"b":null}}"#), r#"{"a":{"b":null}}"#);
        assert_eq!(merged(r#"{"a":[1,2]}"#, r#"{"a":[3]}"#), r#"{"a":[3]}"#);
    }

    #[test]
    fn a_name_given_twice_counts_with_its_last_value() {
        assert_eq!(object(r#"{"a":1,"b":2,"a":3}"#, "x").unwrap().to_string(), r#"{"a":3,"b":2}"#);
    }

    #[test]
    fn only_an_object_is_an_object() {
        for (text, rule) in [("5", "must be a JSON object"), ("[]", "must be a JSON object"), ("{", "is not JSON")] {
            let error = object(text, "custom").unwrap_err();
            assert!(error.message.starts_with("custom:") && error.message.contains(rule), "{}", error.message);
        }
        assert!(object(&"[".repeat(100_000), "x").is_err());
        assert!(object(&r#"{"a":"#.repeat(100_000), "x").is_err());
    }
}
