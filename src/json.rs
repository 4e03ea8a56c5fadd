//! Reading answers: JSON fields with lenient presence and strict types, and errors that name the field.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;
use crate::http::Response;

/// A JSON object of an answer and where it stands in it.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

/// The body as JSON.
pub(crate) fn parse(response: &Response) -> Result<Value, Error> {
    parse_bytes(&response.body)
}

/// An answer's body, or part of it, as JSON.
pub(crate) fn parse_bytes(body: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(body).map_err(|error| Error::protocol(format!("the answer is not JSON: {error}")))
}

/// The body's text as it came.
pub(crate) fn text(response: &Response) -> Cow<'_, str> {
    String::from_utf8_lossy(&response.body)
}

/// The texts, as they came, of the elements of an array of the answer.
pub(crate) fn element_texts<'a>(response: &'a Response, name: &str) -> Result<Vec<&'a str>, Error> {
    let unreadable = |error| Error::protocol(format!("{name}: cannot be read: {error}"));
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(&response.body).map_err(unreadable)?;
    let array = members.get(name).map_or("[]", |text| text.get());
    let elements: Vec<&RawValue> = serde_json::from_str(array).map_err(unreadable)?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

impl<'a> Fields<'a> {
    /// The object that is the whole answer.
    pub(crate) fn root(value: &'a Value) -> Result<Fields<'a>, Error> {
        Fields::of(value, String::new())
    }

    fn of(value: &'a Value, path: String) -> Result<Fields<'a>, Error> {
        match value {
            Value::Object(map) => Ok(Fields { map, path }),
            _ => Err(wrong(&path, "an object", value)),
        }
    }

    /// A nested object. Absent and null are `None`, as for every field.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Fields<'a>>, Error> {
        self.get(name).map(|value| Fields::of(value, self.path_of(name))).transpose()
    }

    /// The members of a nested object, which are objects themselves.
    pub(crate) fn members(&self, name: &str) -> Result<Vec<(&'a str, Fields<'a>)>, Error> {
        let Some(object) = self.object(name)? else {
            return Ok(Vec::new());
        };
        let member = |key: &'a String| Ok(object.object(key)?.map(|member| (key.as_str(), member)));
        object.map.keys().filter_map(|key| member(key).transpose()).collect()
    }

    /// An array of objects.
    pub(crate) fn objects(&self, name: &str) -> Result<Option<Vec<Fields<'a>>>, Error> {
        let path = self.path_of(name);
        match self.get(name) {
            None => Ok(None),
            Some(Value::Array(items)) => {
                let item = |(index, item)| Fields::of(item, format!("{path}[{index}]"));
                items.iter().enumerate().map(item).collect::<Result<_, _>>().map(Some)
            }
            Some(value) => Err(wrong(&path, "an array", value)),
        }
    }

    pub(crate) fn string(&self, name: &str) -> Result<Option<&'a str>, Error> {
        match self.get(name) {
            None => Ok(None),
            // C could not tell what follows a NUL.
            Some(Value::String(text)) if text.contains('\0') => {
                Err(Error::protocol(format!("{}: holds a NUL character", self.path_of(name))))
            }
            Some(Value::String(text)) => Ok(Some(text)),
            Some(value) => Err(wrong(&self.path_of(name), "a string", value)),
        }
    }

    /// The same, as a copy that C can hold: without NUL.
    pub(crate) fn owned(&self, name: &str) -> Result<Option<String>, Error> {
        match self.string(name)? {
            Some(text) if text.contains('\0') => {
                Err(Error::protocol(format!("{}: should be a text without NUL", self.path_of(name))))
            }
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// A text that is never cut: at most `most` bytes without NUL. Absent is empty.
    pub(crate) fn identifier(&self, name: &str, most: usize) -> Result<String, Error> {
        let text = self.string(name)?.unwrap_or_default();
        if text.len() > most || text.contains('\0') {
            let path = self.path_of(name);
            return Err(Error::protocol(format!("{path}: should be a text of at most {most} bytes without NUL")));
        }
        Ok(text.to_owned())
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(value) => Err(wrong(&self.path_of(name), "a boolean", value)),
        }
    }

    /// An unsigned number that the service writes as a decimal string, and older samples as a number.
    pub(crate) fn decimal<T: TryFrom<u64>>(&self, name: &str) -> Result<Option<T>, Error> {
        self.get(name).map(|value| decimal(value, &self.path_of(name))).transpose()
    }

    /// An array of such numbers; empty where it is absent.
    pub(crate) fn decimals<T: TryFrom<u64>>(&self, name: &str) -> Result<Vec<T>, Error> {
        self.items(name, decimal)
    }

    /// An array of strings; empty where it is absent.
    pub(crate) fn strings(&self, name: &str) -> Result<Vec<String>, Error> {
        self.items(name, string)
    }

    /// An object whose members are all strings, by name; empty where it is absent.
    pub(crate) fn string_members(&self, name: &str) -> Result<Vec<(String, String)>, Error> {
        self.values(name, string)
    }

    /// An object whose members are all numbers, by name; empty where it is absent.
    pub(crate) fn number_members(&self, name: &str) -> Result<Vec<(String, f64)>, Error> {
        self.values(name, |value, path| value.as_f64().ok_or_else(|| wrong(path, "a number", value)))
    }

    fn items<T>(&self, name: &str, read: impl Fn(&Value, &str) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let path = self.path_of(name);
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                items.iter().enumerate().map(|(index, item)| read(item, &format!("{path}[{index}]"))).collect()
            }
            Some(value) => Err(wrong(&path, "an array", value)),
        }
    }

    fn values<T>(
        &self,
        name: &str,
        read: impl Fn(&Value, &str) -> Result<T, Error>,
    ) -> Result<Vec<(String, T)>, Error> {
        let Some(object) = self.object(name)? else {
            return Ok(Vec::new());
        };
        let member = |(name, value): (&String, &Value)| Ok((name.clone(), read(value, &object.path_of(name))?));
        object.map.iter().map(member).collect()
    }

    /// A time such as `2014-08-28T23:15:34.8852308Z`, as Unix time in milliseconds. One that cannot be read counts as
    /// not told: it must not make a failure of a call that the service carried out.
    pub(crate) fn time(&self, name: &str) -> Result<Option<i64>, Error> {
        let milliseconds = |text| {
            let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
            i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
        };
        Ok(self.string(name)?.and_then(milliseconds))
    }

    /// The JSON text of this object.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self.map).unwrap_or_default()
    }

    /// The JSON text of an array.
    pub(crate) fn array_text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(value @ Value::Array(_)) => Ok(Some(value.to_string())),
            Some(value) => Err(wrong(&self.path_of(name), "an array", value)),
        }
    }

    /// The JSON text of a nested object.
    pub(crate) fn object_text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(value @ Value::Object(_)) => Ok(Some(value.to_string())),
            Some(value) => Err(wrong(&self.path_of(name), "an object", value)),
        }
    }

    /// The error of a field that must be there.
    pub(crate) fn missing(&self, name: &str) -> Error {
        Error::protocol(format!("{}: is missing in the answer", self.path_of(name)))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

fn string(value: &Value, path: &str) -> Result<String, Error> {
    value.as_str().map(str::to_owned).ok_or_else(|| wrong(path, "a string", value))
}

fn decimal<T: TryFrom<u64>>(value: &Value, path: &str) -> Result<T, Error> {
    let number = match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    };
    let number = number.and_then(|number: u64| T::try_from(number).ok());
    number.ok_or_else(|| wrong(path, "a decimal number", value))
}

fn wrong(path: &str, expected: &str, value: &Value) -> Error {
    let got = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "another string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    let path = if path.is_empty() { "the answer" } else { path };
    Error::protocol(format!("{path}: should be {expected}, is {got}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_type_names_the_field_by_its_path() {
        let value = json!({ "results": [{}, { "ownerXuid": true, "sessionRef": { "scid": 5 } }], "one": 1 });
        let root = Fields::root(&value).unwrap();
        let items = root.objects("results").unwrap().unwrap();
        let message = |error: Error| error.message;
        let xuid = items[1].decimal::<u64>("ownerXuid").unwrap_err();
        assert_eq!(message(xuid), "results[1].ownerXuid: should be a decimal number, is a boolean");
        let reference = items[1].object("sessionRef").unwrap().unwrap();
        let scid = reference.string("scid").unwrap_err();
        assert_eq!(message(scid), "results[1].sessionRef.scid: should be a string, is a number");
        assert_eq!(message(root.objects("one").err().unwrap()), "one: should be an array, is a number");
        assert_eq!(message(Fields::root(&json!([])).err().unwrap()), "the answer: should be an object, is an array");
    }

    #[test]
    fn decimals_are_strings_or_numbers_in_range() {
        let value = json!({ "a": "18446744073709551615", "b": 5, "c": "4294967296", "d": "-1", "e": 1.5, "f": "" });
        let root = Fields::root(&value).unwrap();
        assert_eq!(root.decimal("a").unwrap(), Some(u64::MAX));
        assert_eq!(root.decimal("b").unwrap(), Some(5u32));
        for name in ["c", "d", "e", "f"] {
            assert!(root.decimal::<u32>(name).is_err(), "{name}");
        }
        assert_eq!(root.decimal::<u32>("absent").unwrap(), None);
    }

    #[test]
    fn numbers_keep_every_digit() {
        let text = r#"{"custom":{"a":1.0000000000000000001,"b":12345678901234567890123,"c":1e400}}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        let custom = Fields::root(&value).unwrap().object_text("custom").unwrap().unwrap();
        assert_eq!(custom, r#"{"a":1.0000000000000000001,"b":12345678901234567890123,"c":1e+400}"#);
    }

    #[test]
    fn null_is_absent() {
        let value = json!({ "a": null });
        let root = Fields::root(&value).unwrap();
        assert!(root.string("a").unwrap().is_none() && root.object("a").unwrap().is_none());
        assert!(root.boolean("a").unwrap().is_none() && root.object_text("a").unwrap().is_none());
    }
}
