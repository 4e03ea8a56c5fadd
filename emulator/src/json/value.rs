//! A JSON value, its parts, and how code writes one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Index, IndexMut};

/// A JSON object. A key that was there several times has its last value.
pub(crate) type Object = BTreeMap<String, Value>;

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    /// A string with half of a surrogate pair, which no Rust string holds: as it is written between its quotes.
    IllFormed(Box<str>),
    Array(Vec<Value>),
    Object(Object),
}

/// A number as it is written, of any length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number(pub(super) Box<str>);

/// Up to here every whole number is exact as a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The number if it is a whole one from 0 on, however it is written: `8`, `8.0` or `80e-1`.
    pub(crate) fn as_u64(&self) -> Option<u64> {
        let whole = || {
            let number: f64 = self.0.parse().ok()?;
            ((0.0..=EXACT).contains(&number) && number.fract() == 0.0).then_some(number as u64)
        };
        self.0.parse().ok().or_else(whole)
    }

    pub(crate) fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The nearest double; none beyond the range of doubles.
    pub(crate) fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether it has no fraction and no exponent.
    pub(super) fn is_integer(&self) -> bool {
        self.0.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    }

    /// Whether both are the same number, however written.
    pub(super) fn equals(&self, other: &Self) -> bool {
        let whole = || self.as_u64().is_some_and(|number| other.as_u64() == Some(number));
        let double = || self.as_f64().is_some_and(|number| other.as_f64() == Some(number));
        // Long integers share their doubles with others.
        let both_integers = self.is_integer() && other.is_integer();
        self == other || whole() || (!both_integers && double())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value {
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self, Self::String(_) | Self::IllFormed(_))
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(flag) = self { Some(*flag) } else { None }
    }

    /// The text of a string that is well-formed.
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }

    pub(crate) fn as_f64(&self) -> Option<f64> {
        if let Self::Number(number) = self { number.as_f64() } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&Vec<Self>> {
        if let Self::Array(list) = self { Some(list) } else { None }
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// A field of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.as_object_mut()?.get_mut(name)
    }

    /// Turns integers of more than 64 bits into the nearest double, as a reader does that knows no others.
    pub(crate) fn round_long_integers(&mut self) {
        match self {
            Self::Number(number) if number.is_integer() && number.as_i64().or(number.as_u64().map(|_| 0)).is_none() => {
                if let Some(double) = number.as_f64() {
                    *self = double.to_value();
                }
            }
            Self::Array(list) => list.iter_mut().for_each(Self::round_long_integers),
            Self::Object(object) => object.values_mut().for_each(Self::round_long_integers),
            _ => {}
        }
    }
}

/// A field of an object; null where there is none.
impl Index<&str> for Value {
    type Output = Self;

    fn index(&self, name: &str) -> &Self {
        const NULL: &Value = &Value::Null;
        self.get(name).unwrap_or(NULL)
    }
}

#[cfg(test)]
impl Index<usize> for Value {
    type Output = Self;

    fn index(&self, position: usize) -> &Self {
        self.as_array().and_then(|list| list.get(position)).unwrap_or(const { &Self::Null })
    }
}

#[cfg(test)]
impl PartialEq<i32> for Value {
    fn eq(&self, other: &i32) -> bool {
        *self == other.to_value()
    }
}

/// A field to be set; what is no object becomes one.
impl IndexMut<&str> for Value {
    fn index_mut(&mut self, name: &str) -> &mut Self {
        self.make_object().entry(name.to_owned()).or_default()
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(values: I) -> Self {
        Self::Array(values.into_iter().collect())
    }
}

/// What can stand for a value in [`json!`].
pub(crate) trait ToValue {
    fn to_value(&self) -> Value;
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: ToValue> ToValue for [T] {
    fn to_value(&self) -> Value {
        self.iter().map(ToValue::to_value).collect()
    }
}

impl<T: ToValue> ToValue for Vec<T> {
    fn to_value(&self) -> Value {
        self.as_slice().to_value()
    }
}

impl<T: ToValue> ToValue for BTreeSet<T> {
    fn to_value(&self) -> Value {
        self.iter().map(ToValue::to_value).collect()
    }
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl ToValue for Object {
    fn to_value(&self) -> Value {
        Value::Object(self.clone())
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::String(self.to_owned())
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

macro_rules! whole_numbers {
    ($($kind:ty)*) => {
        $(impl ToValue for $kind {
            fn to_value(&self) -> Value {
                Value::Number(Number(self.to_string().into()))
            }
        })*
    };
}

whole_numbers!(u16 u32 u64 usize i32 i64);

/// JSON has no infinity; what is none of its numbers is null.
impl ToValue for f64 {
    fn to_value(&self) -> Value {
        if self.is_finite() { Value::Number(Number(format!("{self:?}").into())) } else { Value::Null }
    }
}

/// A value as JSON writes it. Names are literals, or expressions in parentheses; values are [`ToValue`].
macro_rules! json {
    (@fields [$($done:expr),*]) => {
        $crate::json::Value::Object($crate::json::Object::from([$($done),*]))
    };
    (@fields [$($done:expr),*] $name:tt : null $(, $($rest:tt)*)?) => {
        $crate::json::json!(@fields [$($done,)* (String::from($name), $crate::json::Value::Null)] $($($rest)*)?)
    };
    (@fields [$($done:expr),*] $name:tt : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::json::json!(
            @fields [$($done,)* (String::from($name), $crate::json::json!({ $($inner)* }))] $($($rest)*)?
        )
    };
    (@fields [$($done:expr),*] $name:tt : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::json::json!(
            @fields [$($done,)* (String::from($name), $crate::json::json!([ $($inner)* ]))] $($($rest)*)?
        )
    };
    (@fields [$($done:expr),*] $name:tt : $value:expr $(, $($rest:tt)*)?) => {
        $crate::json::json!(
            @fields [$($done,)* (String::from($name), $crate::json::ToValue::to_value(&$value))] $($($rest)*)?
        )
    };
    (@items [$($done:expr),*]) => {
        $crate::json::Value::Array(vec![$($done),*])
    };
    (@items [$($done:expr),*] null $(, $($rest:tt)*)?) => {
        $crate::json::json!(@items [$($done,)* $crate::json::Value::Null] $($($rest)*)?)
    };
    (@items [$($done:expr),*] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::json::json!(@items [$($done,)* $crate::json::json!({ $($inner)* })] $($($rest)*)?)
    };
    (@items [$($done:expr),*] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::json::json!(@items [$($done,)* $crate::json::json!([ $($inner)* ])] $($($rest)*)?)
    };
    (@items [$($done:expr),*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::json::json!(@items [$($done,)* $crate::json::ToValue::to_value(&$value)] $($($rest)*)?)
    };
    (null) => { $crate::json::Value::Null };
    ({ $($fields:tt)* }) => { $crate::json::json!(@fields [] $($fields)*) };
    ([ $($items:tt)* ]) => { $crate::json::json!(@items [] $($items)*) };
    ($value:expr) => { $crate::json::ToValue::to_value(&$value) };
}

pub(crate) use json;

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn number(text: &str) -> Number {
        Number(text.into())
    }

    #[test]
    fn whole_numbers_are_known_however_they_are_written() {
        for (text, whole) in [
            ("8", Some(8)),
            ("8.0", Some(8)),
            ("80e-1", Some(8)),
            ("0.8e1", Some(8)),
            ("18446744073709551615", Some(u64::MAX)),
            ("-0", Some(0)),
            ("8.5", None),
            ("-1", None),
            ("18446744073709551616", None),
            ("1e400", None),
        ] {
            assert_eq!(number(text).as_u64(), whole, "{text}");
        }
        assert_eq!((number("1e400").as_f64(), number("-2.5").as_f64()), (None, Some(-2.5)));
        for (one, other, same) in [
            ("8.0", "8", true),
            ("8", "9", false),
            ("0", "-0", true),
            ("-1", "-10e-1", true),
            ("0.5", "0.50", true),
            ("18446744073709551616", "18446744073709551617", false),
            ("1e400", "1e400", true),
            ("1e400", "2e400", false),
        ] {
            assert_eq!(number(one).equals(&number(other)), same, "{one} {other}");
        }
    }

    #[test]
    fn values_are_written_as_json_writes_them() {
        let name = "b";
        let value =
            json!({"a": [1, null, {"x": true}, []], (name): {}, "c": Some(2.5), "d": None::<u32>, "e": f64::NAN,});
        assert_eq!(value.to_string(), r#"{"a":[1,null,{"x":true},[]],"b":{},"c":2.5,"d":null,"e":null}"#);
        assert!(value["a"].as_array().is_some() && value["x"]["y"].is_null());
        let mut made = Value::Null;
        made["a"]["b"] = json!("x");
        assert!(made == json!({"a": {"b": "x"}}) && made["a"]["b"] == "x");
    }

    #[test]
    fn only_long_integers_are_rounded() {
        let mut value =
            read::parse(b"[18446744073709551615,-9223372036854775808,[18446744073709551616],{\"a\":1.50}]").unwrap();
        value.round_long_integers();
        let rounded = "[18446744073709551615,-9223372036854775808,[1.8446744073709552e19],{\"a\":1.50}]";
        assert_eq!(value.to_string(), rounded);
    }
}
