//! Values as a source for serde: what our own types are read from, once the text has been read.

use std::fmt;

use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};

use super::fields::kind;
use super::read::{check_levels, parse_snapshot};
use super::value::{Number, Object, ToValue, Value};

/// Reads one of our own types; the error begins with the field that is wrong.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value).map_err(|error| match error.path().to_string().as_str() {
        "." => error.inner().to_string(),
        path => format!("{path}: {}", error.inner()),
    })
}

/// By this name a field of type [`Value`] asks for the text of a value. It comes from code, never from a document.
const WHOLE: &str = "mpsd_emulator::json::Value";

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(WHOLE, Whole)
    }
}

/// Takes the text of a value from [`Value`], and from others, such as TOML, what serde knows of it.
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        parse_snapshot(text.as_bytes()).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let value = deserializer.deserialize_any(Parts)?;
        check_levels(&value).map_err(|why| D::Error::custom(format!("the value {why}")))?;
        Ok(value)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.to_value())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.to_value())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.to_value())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.to_value())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some((name, value)) = map.next_entry()? {
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

impl<'de> IntoDeserializer<'de, Error> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(flag) => visitor.visit_bool(flag),
            Self::Number(number) => visit_number(&number, visitor),
            Self::String(text) => visitor.visit_string(text),
            Self::IllFormed(_) => Err(Error::custom("a string has half of a surrogate pair")),
            Self::Array(list) => {
                let mut values = SeqDeserializer::new(list.into_iter());
                let visited = visitor.visit_seq(&mut values)?;
                values.end()?;
                Ok(visited)
            }
            Self::Object(object) => visitor.visit_map(fields(object)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// What serde derives for structs would take a list for the fields in their order, too.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Object(object) => visitor.visit_map(fields(object)),
            other => Err(Error::custom(format!("an object is expected, not {}", kind(&other)))),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == WHOLE { visitor.visit_string(self.to_string()) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::String(variant) => {
                let variant: StringDeserializer<Error> = variant.into_deserializer();
                variant.deserialize_enum(name, variants, visitor)
            }
            Self::Object(object) => visitor.visit_enum(MapAccessDeserializer::new(fields(object))),
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier ignored_any
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(number), ..) => visitor.visit_u64(number),
        (_, Some(number), _) => visitor.visit_i64(number),
        (.., Some(number)) => visitor.visit_f64(number),
        _ => Err(Error::custom(format!("the number {number} is beyond the range of doubles"))),
    }
}

type Fields<'de> = MapDeserializer<
    'de,
    std::iter::Map<std::collections::btree_map::IntoIter<String, Value>, fn((String, Value)) -> (Name, Value)>,
    Error,
>;

fn fields<'de>(object: Object) -> Fields<'de> {
    let named: fn((String, Value)) -> (Name, Value) = |(name, value)| (Name(name), value);
    MapDeserializer::new(object.into_iter().map(named))
}

/// The name of a field, which may stand for a number.
struct Name(String);

impl<'de> IntoDeserializer<'de, Error> for Name {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Name {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = self.0.parse().map_err(|_| Error::custom(format!("\"{}\" is not a whole number", self.0)))?;
        visitor.visit_u32(number)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant: StringDeserializer<Error> = self.0.into_deserializer();
        variant.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::json::{json, parse};

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Ours {
        count: u32,
        #[serde(default)]
        rate: Option<f64>,
        #[serde(default)]
        seats: BTreeMap<u32, Kind>,
        custom: Value,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Kind {
        Plain,
        Named { name: String },
    }

    #[test]
    fn a_field_of_any_value_is_taken_as_it_was_written() {
        let text = r#"{"a":[1e400,"\ud800",123456789012345678901],"mpsd_emulator::json::Value":"[]"}"#;
        let document = format!(
            r#"{{"count":8.0,"rate":1,"seats":{{"3":"plain","4":{{"named":{{"name":"x"}}}}}},"custom":{text}}}"#
        );
        let ours: Ours = from_value(parse(document.as_bytes()).unwrap()).unwrap();
        assert_eq!((ours.count, ours.rate, ours.custom.to_string().as_str()), (8, Some(1.0), text));
        assert_eq!(ours.seats.into_values().collect::<Vec<_>>(), [Kind::Plain, Kind::Named { name: "x".to_owned() }]);
        let toml: Ours = toml::from_str("count = 1\ncustom = { a = [1, \"x\", 2.5, true] }").unwrap();
        assert_eq!(toml.custom, json!({"a": [1, "x", 2.5, true]}));
    }

    #[test]
    fn errors_name_the_field() {
        for (document, why) in [
            (json!({"count": "x", "custom": 1}), "count: invalid type: string \"x\", expected u32"),
            (json!({"count": -1, "custom": 1}), "count: invalid value: integer `-1`, expected u32"),
            (json!({"count": 1}), "missing field `custom`"),
            (json!({"count": 1, "custom": 1, "more": 1}), "unknown field `more`"),
            (json!({"count": 1, "custom": 1, "seats": {"x": "plain"}}), "\"x\" is not a whole number"),
            (json!({"count": 1, "custom": 1, "seats": {"1": "other"}}), "seats.1: unknown variant `other`"),
            (json!("x"), "an object is expected, not a string"),
            (json!([1, null, {}, 1]), "an object is expected, not an array"),
            (json!({"count": 1, "custom": 1, "seats": {"1": {"named": ["x"]}}}), "an object is expected, not an array"),
        ] {
            let error = from_value::<Ours>(document.clone()).unwrap_err();
            assert!(error.contains(why), "{document}: {error}");
        }
    }
}
