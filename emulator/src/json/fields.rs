//! Reading requests so that an error names the field.

use super::value::{Object, Value};

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

    /// Refuses fields other than these: a misspelled one would be passed over in silence.
    pub(crate) fn only(self, known: &[&str]) -> Result<Self, String> {
        match self.object.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(self),
            Some(other) => Err(format!("unknown field \"{}\"; known: {}", self.name(other), known.join(", "))),
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
        Value::IllFormed(_) => "a string with half of a surrogate pair".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

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
}
