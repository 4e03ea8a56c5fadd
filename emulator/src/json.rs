//! Reading request bodies so that an error names the field.

use serde_json::{Map, Value};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// Most levels of objects and arrays in each other: what wraps a document that
/// was taken can still be read.
const MOST_LEVELS: usize = 100;

/// Reads JSON; the error says what the text is instead.
pub(crate) fn parse(text: &[u8]) -> Result<Value, String> {
    let value = serde_json::from_slice(text).map_err(|error| format!("is not JSON: {error}"))?;
    if levels(&value) > MOST_LEVELS {
        return Err(format!("has more than {MOST_LEVELS} levels of objects and arrays"));
    }
    Ok(value)
}

fn levels(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(levels).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

/// One object of a request with its place in the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a, 'p> {
    object: &'a Object,
    path: &'p str,
}

impl<'a, 'p> Fields<'a, 'p> {
    pub(crate) fn root(body: &'a Value) -> Result<Self, String> {
        match body {
            Value::Object(object) => Ok(Self { object, path: "" }),
            other => Err(format!("the body must be a JSON object, not {}", kind(other))),
        }
    }

    /// `object` as the thing found at `path`.
    pub(crate) fn at(object: &'a Object, path: &'p str) -> Self {
        Self { object, path }
    }

    pub(crate) fn object(&self) -> &'a Object {
        self.object
    }

    /// The full name of a field, for messages.
    pub(crate) fn name(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// A field that is present and not null.
    fn get(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field).filter(|value| !value.is_null())
    }

    fn wrong(&self, field: &str, wanted: &str, found: &Value) -> String {
        format!("{} must be {wanted}, not {}", self.name(field), kind(found))
    }

    pub(crate) fn text(&self, field: &str) -> Result<Option<&'a str>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(field, "a string", other)),
        }
    }

    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(self.wrong(field, "true or false", other)),
        }
    }

    pub(crate) fn child(&self, field: &str) -> Result<Option<&'a Object>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Err(self.wrong(field, "an object", other)),
        }
    }

    pub(crate) fn list(&self, field: &str) -> Result<Option<&'a Vec<Value>>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(other) => Err(self.wrong(field, "an array", other)),
        }
    }

    pub(crate) fn whole_number(&self, field: &str) -> Result<Option<u64>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| self.wrong(field, "a whole number", value)),
        }
    }

    pub(crate) fn number(&self, field: &str) -> Result<Option<f64>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(value) => value.as_f64().map(Some).ok_or_else(|| self.wrong(field, "a number", value)),
        }
    }

    pub(crate) fn required<T>(&self, field: &str, value: Option<T>) -> Result<T, String> {
        value.ok_or_else(|| format!("{} is missing", self.name(field)))
    }
}

/// A value that a person would write without braces, as text.
pub(crate) fn plain_text(name: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        other => Err(format!("{name} must be a string, a number, true or false, not {}", kind(other))),
    }
}

/// What a value is, for messages.
pub(crate) fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Whether `whole` says already what `part` asks for: objects may have more fields, all else is equal.
pub(crate) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(name, part)| match whole.get(name) {
            Some(whole) => contains(whole, part),
            None => part.is_null(),
        }),
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
            Value::Object(inner) => {
                let slot = target.entry(name.clone()).or_insert(Value::Null);
                if !slot.is_object() {
                    *slot = Value::Object(Object::new());
                }
                if let Value::Object(object) = slot {
                    merge(object, inner);
                }
            }
            other => {
                target.insert(name.clone(), other.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_name_the_field() {
        let body = json!({"sessionRef": {"scid": 5, "list": {}, "flag": "x"}, "n": -1});
        let root = Fields::root(&body).unwrap();
        let inner = root.child("sessionRef").unwrap().unwrap();
        let inner = Fields::at(inner, "sessionRef");
        assert_eq!(inner.text("scid").unwrap_err(), "sessionRef.scid must be a string, not the number 5");
        assert!(inner.list("list").unwrap_err().contains("sessionRef.list"));
        assert!(inner.flag("flag").unwrap_err().contains("a string"));
        assert!(root.whole_number("n").unwrap_err().contains("-1"));
        assert_eq!(root.required("type", root.text("type").unwrap()).unwrap_err(), "type is missing");
        assert!(Fields::root(&json!([])).unwrap_err().contains("an array"));
    }

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
