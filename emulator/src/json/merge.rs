//! Merging and comparing objects.

use super::value::{Object, Value};

/// Whether `whole` says already what `part` asks for: objects may have more fields, all else is equal.
pub(crate) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(name, part)| match whole.get(name) {
            Some(whole) => contains(whole, part),
            None => part.is_null(),
        }),
        (Value::Number(whole), Value::Number(part)) => whole.equals(part),
        _ => whole == part,
    }
}

/// Merges `patch` into `target` as RFC 7396 says: null removes, objects merge,
/// everything else replaces.
pub(crate) fn merge(target: &mut Object, patch: &Object) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(name);
            }
            Value::Object(inner) => merge(target.entry(name.clone()).or_default().make_object(), inner),
            other => {
                target.insert(name.clone(), other.clone());
            }
        }
    }
}

impl Value {
    /// The object that it is, or is from now on.
    pub(crate) fn make_object(&mut self) -> &mut Object {
        if self.as_object().is_none() {
            *self = Self::Object(Object::new());
        }
        match self {
            Self::Object(object) => object,
            _ => unreachable!("it has just been made an object"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

    #[test]
    fn a_whole_contains_its_parts() {
        let whole = json!({"a": {"b": 1, "c": null}, "d": [1, 2]});
        for part in [json!({}), json!({"a": {"b": 1}}), json!({"a": {"c": null}, "d": [1, 2]}), json!({"x": null})] {
            assert!(contains(&whole, &part), "{part}");
        }
        for other in [json!({"a": {"b": 2}}), json!({"a": null}), json!({"d": [1]}), json!({"x": 1}), json!(1)] {
            assert!(!contains(&whole, &other), "{other}");
        }
    }

    #[test]
    fn merging_follows_rfc_7396() {
        let mut target = json!({"a": {"b": 1, "c": 2}, "d": [1, 2], "e": 1});
        let patch = json!({"a": {"b": null, "x": {"y": null}}, "d": [3], "e": {"f": 1}});
        if let (Value::Object(target), Value::Object(patch)) = (&mut target, &patch) {
            merge(target, patch);
        }
        assert_eq!(target, json!({"a": {"c": 2, "x": {}}, "d": [3], "e": {"f": 1}}));
    }
}
