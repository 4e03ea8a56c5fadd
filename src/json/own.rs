//! JSON of the game's own, which goes out as it was written.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::merge;
use super::{Document, Flaw, Kind};
use crate::error::Error;

/// A JSON text.
#[derive(Clone, Debug)]
pub(crate) struct JsonText(String);

/// How deep a document that the game writes may nest. No limit of the service's: what players write to each other stays
/// far below what can be read.
const MAX_DOCUMENT_DEPTH: usize = 200;
/// The same of its parts, which stand at most four levels down: `members.me.properties.custom`.
const MAX_PART_DEPTH: usize = MAX_DOCUMENT_DEPTH - 4;

impl JsonText {
    /// Checks an argument that becomes part of a document and must be a JSON object.
    pub(crate) fn object(text: &str, name: &str) -> Result<JsonText, Error> {
        object(text, name, MAX_PART_DEPTH)
    }

    /// Checks an argument that must be a whole document.
    pub(crate) fn document(text: &str, name: &str) -> Result<JsonText, Error> {
        object(text, name, MAX_DOCUMENT_DEPTH)
    }

    /// What was written here.
    pub(crate) fn written(text: String) -> JsonText {
        JsonText(text)
    }

    /// Lays `over` over this, both JSON objects; see [`merge::merged`].
    pub(crate) fn merge(&mut self, over: &JsonText) {
        self.0 = merge::merged(&self.0, &over.0);
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

fn object(text: &str, name: &str, max_depth: usize) -> Result<JsonText, Error> {
    let document = Document::read(text.as_bytes(), max_depth).map_err(|flaw| match flaw {
        Flaw::TooLarge => Error::too_long(name, flaw),
        _ => Error::argument(name, flaw),
    })?;
    match document.root().kind() {
        Kind::Object => Ok(JsonText(document.root().text().to_owned())),
        _ => Err(Error::argument(name, "must be a JSON object")),
    }
}

/// As it is.
impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.clone()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl From<bool> for JsonText {
    fn from(value: bool) -> JsonText {
        JsonText(value.to_string())
    }
}

impl From<u32> for JsonText {
    fn from(value: u32) -> JsonText {
        JsonText(value.to_string())
    }
}

impl From<&str> for JsonText {
    fn from(value: &str) -> JsonText {
        // Any string can be written.
        JsonText(serde_json::to_string(value).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_goes_out_as_it_was_written() {
        let text = r#"{"b":1,"a":[{"d":-2,"c":1.5}],"é":null,"z":{"y":true,"x":"\u0000\"/"},"n":18446744073709551615,"f":9007199254740993.0}"#;
        assert_eq!(JsonText::object(text, "x").unwrap().as_str(), text);
        assert_eq!(JsonText::object(&format!("\u{feff} {text}\n"), "x").unwrap().as_str(), text);
    }

    #[test]
    fn a_part_of_a_body_goes_out_as_it_was_written() {
        let text = r#"{"n": 1.0000000000000000001,"$serde_json::private::RawValue":"["}"#;
        let body = serde_json::to_string(&[JsonText::object(text, "x").unwrap()]).unwrap();
        assert_eq!(body, format!("[{text}]"));
    }

    #[test]
    fn only_an_object_is_an_object() {
        for (text, rule) in [("5", "must be a JSON object"), ("[]", "must be a JSON object"), ("{", "is not JSON")] {
            let error = JsonText::object(text, "custom").unwrap_err();
            assert!(error.message.starts_with("custom:") && error.message.contains(rule), "{}", error.message);
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| format!("{}{}", r#"{"a":"#.repeat(levels - 1) + "{}", "}".repeat(levels - 1));
        assert!(JsonText::object(&nested(196), "x").is_ok());
        let error = JsonText::object(&nested(197), "x").unwrap_err();
        assert_eq!(error.message, "x: nests deeper than 196 levels");
        assert!(JsonText::document(&nested(200), "x").is_ok());
        assert!(JsonText::document(&nested(201), "x").is_err());
        assert!(JsonText::object(&"[".repeat(1_000_000), "x").is_err());
        assert!(JsonText::object(&r#"{"a":"#.repeat(1_000_000), "x").is_err());
    }
}
