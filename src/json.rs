//! Reading answers: JSON fields with lenient presence and strict types, and errors that name the field.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;
use crate::http::Response;

/// A JSON text of an answer, read.
pub(crate) struct Json<'a> {
    value: Value,
    text: &'a str,
}

/// A JSON object of an answer and where it stands in it.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// As the service wrote it.
    text: &'a str,
    /// The members' texts, once somebody wants one.
    texts: OnceCell<BTreeMap<String, &'a RawValue>>,
    path: String,
}

/// The body as JSON.
pub(crate) fn parse(response: &Response) -> Result<Json<'_>, Error> {
    parse_bytes(&response.body)
}

/// An answer's body, or part of it, as JSON.
pub(crate) fn parse_bytes(body: &[u8]) -> Result<Json<'_>, Error> {
    let no_json = |error: &dyn fmt::Display| Error::protocol(format!("the answer is not JSON: {error}"));
    let text = str::from_utf8(body).map_err(|error| no_json(&error))?;
    // Reading it as a value bounds its depth; raw parts, which are read afterwards, would not.
    let value = serde_json::from_str(text).map_err(|error| no_json(&error))?;
    Ok(Json { value, text })
}

impl<'a> Json<'a> {
    /// The object that it is.
    pub(crate) fn root(&'a self) -> Result<Fields<'a>, Error> {
        Fields::of(&self.value, self.text, String::new())
    }

    /// The text as it came.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }
}

impl<'a> Fields<'a> {
    fn of(value: &'a Value, text: &'a str, path: String) -> Result<Fields<'a>, Error> {
        match value {
            Value::Object(map) => Ok(Fields { map, text, texts: OnceCell::new(), path }),
            _ => Err(wrong(&path, "an object", value)),
        }
    }

    /// A nested object. Absent and null are `None`, as for every field.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Fields<'a>>, Error> {
        self.get(name).map(|value| Fields::of(value, self.text_of(name), self.path_of(name))).transpose()
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
                let texts = serde_json::from_str::<Vec<&RawValue>>(self.text_of(name));
                let texts = texts.map_err(|error| Error::protocol(format!("{path}: cannot be read: {error}")))?;
                let item = |(index, (item, text)): (usize, (&'a Value, &'a RawValue))| {
                    Fields::of(item, text.get(), format!("{path}[{index}]"))
                };
                items.iter().zip(texts).enumerate().map(item).collect::<Result<_, _>>().map(Some)
            }
            Some(value) => Err(wrong(&path, "an array", value)),
        }
    }

    /// A text that C can hold: without NUL.
    pub(crate) fn string(&self, name: &str) -> Result<Option<&'a str>, Error> {
        self.get(name).map(|value| string(value, &self.path_of(name))).transpose()
    }

    /// The same, as a copy.
    pub(crate) fn owned(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.string(name)?.map(str::to_owned))
    }

    /// A text that is never cut: at most `most` bytes. Absent is empty.
    pub(crate) fn identifier(&self, name: &str, most: usize) -> Result<String, Error> {
        let text = self.string(name)?.unwrap_or_default();
        if text.len() > most {
            let path = self.path_of(name);
            return Err(Error::protocol(format!("{path}: should be a text of at most {most} bytes")));
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
        self.items(name, |value, path| string(value, path).map(str::to_owned))
    }

    /// An object whose members are all strings, by name; empty where it is absent.
    pub(crate) fn string_members(&self, name: &str) -> Result<Vec<(String, String)>, Error> {
        self.values(name, |value, path| string(value, path).map(str::to_owned))
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
        let member = |(name, value): (&String, &Value)| {
            let path = object.path_of(name);
            Ok((without_nul(name, &path)?.to_owned(), read(value, &path)?))
        };
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

    /// The JSON text of this object as the service wrote it.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The JSON text of an array as the service wrote it.
    pub(crate) fn array_text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Array(_)) => Ok(Some(self.text_of(name).to_owned())),
            Some(value) => Err(wrong(&self.path_of(name), "an array", value)),
        }
    }

    /// The JSON text of a nested object as the service wrote it.
    pub(crate) fn object_text(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.object(name)?.map(|object| object.text().to_owned()))
    }

    /// The error of a field that must be there.
    pub(crate) fn missing(&self, name: &str) -> Error {
        Error::protocol(format!("{}: is missing in the answer", self.path_of(name)))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A member's text; of members with one name it is the last one's, as in the map.
    fn text_of(&self, name: &str) -> &'a str {
        let texts = self.texts.get_or_init(|| serde_json::from_str(self.text).unwrap_or_default());
        texts.get(name).map_or("", |text| text.get())
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

fn string<'a>(value: &'a Value, path: &str) -> Result<&'a str, Error> {
    without_nul(value.as_str().ok_or_else(|| wrong(path, "a string", value))?, path)
}

/// C could not tell what follows a NUL.
fn without_nul<'a>(text: &'a str, path: &str) -> Result<&'a str, Error> {
    if text.contains('\0') {
        return Err(Error::protocol(format!("{}: holds a NUL character", path.replace('\0', "\\0"))));
    }
    Ok(text)
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

    fn read(text: &str) -> Json<'_> {
        parse_bytes(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_wrong_type_names_the_field_by_its_path() {
        let json = read(r#"{"results":[{},{"ownerXuid":true,"sessionRef":{"scid":5}}],"one":1}"#);
        let root = json.root().unwrap();
        let items = root.objects("results").unwrap().unwrap();
        let message = |error: Error| error.message;
        let xuid = items[1].decimal::<u64>("ownerXuid").unwrap_err();
        assert_eq!(message(xuid), "results[1].ownerXuid: should be a decimal number, is a boolean");
        let reference = items[1].object("sessionRef").unwrap().unwrap();
        let scid = reference.string("scid").unwrap_err();
        assert_eq!(message(scid), "results[1].sessionRef.scid: should be a string, is a number");
        assert_eq!(message(root.objects("one").err().unwrap()), "one: should be an array, is a number");
        assert_eq!(message(read("[]").root().err().unwrap()), "the answer: should be an object, is an array");
    }

    #[test]
    fn decimals_are_strings_or_numbers_in_range() {
        let json = read(r#"{"a":"18446744073709551615","b":5,"c":"4294967296","d":"-1","e":1.5,"f":""}"#);
        let root = json.root().unwrap();
        assert_eq!(root.decimal("a").unwrap(), Some(u64::MAX));
        assert_eq!(root.decimal("b").unwrap(), Some(5u32));
        for name in ["c", "d", "e", "f"] {
            assert!(root.decimal::<u32>(name).is_err(), "{name}");
        }
        assert_eq!(root.decimal::<u32>("absent").unwrap(), None);
    }

    #[test]
    fn texts_are_as_the_service_wrote_them() {
        let object = r#"{"b":1.0000000000000000001, "a":[12345678901234567890123,1e400],"é":{"z":null,"y":"\u0041"}}"#;
        let text = format!(r#"{{"custom":5,"\u0063ustom": {object} ,"list":[ {{"z":1,"a":2}}, 3 ]}}"#);
        let json = read(&text);
        let root = json.root().unwrap();
        assert_eq!((json.text(), root.text()), (text.as_str(), text.as_str()));
        assert_eq!(root.object_text("custom").unwrap().as_deref(), Some(object));
        assert_eq!(root.array_text("list").unwrap().as_deref(), Some(r#"[ {"z":1,"a":2}, 3 ]"#));
        // Which member is looked at first is serde_json's choice, and that of whoever else asks it for an order.
        let wrong = root.members("custom").err().unwrap().message;
        assert!(wrong.starts_with("custom.") && wrong.contains("should be an object"), "{wrong}");
        let nested = root.object("custom").unwrap().unwrap().object("é").unwrap().unwrap();
        assert_eq!(nested.text(), r#"{"z":null,"y":"\u0041"}"#);
    }

    #[test]
    fn no_text_holds_a_nul() {
        let json =
            read(r#"{"text":"a\u0000b","tags":["a","b\u0000"],"strings":{"a":"\u0000"},"numbers":{"a\u0000":1}}"#);
        let root = json.root().unwrap();
        let errors = [
            root.string("text").unwrap_err(),
            root.strings("tags").unwrap_err(),
            root.string_members("strings").unwrap_err(),
            root.number_members("numbers").unwrap_err(),
        ];
        let messages = errors.map(|error| error.message);
        let fields = ["text", "tags[1]", "strings.a", "numbers.a\\0"];
        assert_eq!(messages, fields.map(|field| format!("{field}: holds a NUL character")));
    }

    #[test]
    fn null_is_absent() {
        let json = read(r#"{"a":null}"#);
        let root = json.root().unwrap();
        assert!(root.string("a").unwrap().is_none() && root.object("a").unwrap().is_none());
        assert!(root.boolean("a").unwrap().is_none() && root.object_text("a").unwrap().is_none());
    }
}
