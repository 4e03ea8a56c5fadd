//! Writing JSON: numbers and ill-formed strings as they came, and no blanks.

use std::fmt::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::value::Value;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::String(text) => string(f, text),
            Self::IllFormed(written) => write!(f, "\"{written}\""),
            Self::Array(list) => {
                f.write_char('[')?;
                for (position, value) in list.iter().enumerate() {
                    if position > 0 {
                        f.write_char(',')?;
                    }
                    value.fmt(f)?;
                }
                f.write_char(']')
            }
            Self::Object(object) => {
                f.write_char('{')?;
                for (position, (name, value)) in object.iter().enumerate() {
                    if position > 0 {
                        f.write_char(',')?;
                    }
                    string(f, name)?;
                    f.write_char(':')?;
                    value.fmt(f)?;
                }
                f.write_char('}')
            }
        }
    }
}

fn string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    escaped(f, text)?;
    f.write_char('"')
}

/// A text as it stands between the quotes of a string.
pub(super) fn escaped(to: &mut impl Write, text: &str) -> fmt::Result {
    let mut plain = 0;
    for (position, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        to.write_str(&text[plain..position])?;
        plain = position + 1;
        match byte {
            b'"' => to.write_str("\\\"")?,
            b'\\' => to.write_str("\\\\")?,
            b'\n' => to.write_str("\\n")?,
            b'\r' => to.write_str("\\r")?,
            b'\t' => to.write_str("\\t")?,
            control => write!(to, "\\u{control:04x}")?,
        }
    }
    to.write_str(&text[plain..])
}

/// What serde makes of a value of our own types.
pub(crate) fn to_vec(ours: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(ours).expect("our own types have text as keys, and none refuses to be written")
}

/// The text of the value, as a part of what serde_json writes. Only its writers take it.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}
