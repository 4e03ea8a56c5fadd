//! JSON of unknown origin, read where it stands in its text.
//!
//! There is no tree of values: a name or string of the text is never more than that, and nothing here recurses into what
//! is nested, so the stack needed does not depend on the text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A value in a JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(pub(crate) &'a RawValue);

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of JSON's types")]
pub enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl<'a> Json<'a> {
    /// The value that is all of the text; `None` where the text is not JSON.
    pub fn parse(text: &'a str) -> Option<Json<'a>> {
        serde_json::from_str(text).ok().map(Json)
    }

    /// Its text.
    pub fn source(self) -> &'a str {
        self.0.get()
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.source().as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// The members of an object in their order, those of one name each; empty where it is none.
    pub fn members(self) -> Vec<(String, Json<'a>)> {
        self.read().map(|Members(members)| members).unwrap_or_default()
    }

    /// The member of this name, the last of several; `None` where it is absent or null.
    pub fn member(self, name: &str) -> Option<Json<'a>> {
        let [member] = self.pick([name]);
        member
    }

    /// The members of these names, as `member` gives them, in one pass.
    pub fn pick<const N: usize>(self, names: [&str; N]) -> [Option<Json<'a>>; N] {
        let mut picked = [None; N];
        for (name, value) in self.members() {
            if let Some(index) = names.iter().position(|wanted| *wanted == name) {
                picked[index] = Some(value).filter(|value| value.kind() != Kind::Null);
            }
        }
        picked
    }

    /// The items of an array; empty where it is none.
    pub fn items(self) -> Vec<Json<'a>> {
        self.read().map(|Items(items)| items).unwrap_or_default()
    }

    /// A string, or a number or boolean as it is written. Ill-formed Unicode becomes U+FFFD.
    pub fn text(self) -> Option<String> {
        match self.kind() {
            Kind::String => self.read().map(|Text(text)| text),
            Kind::Number | Kind::Boolean => Some(self.source().to_owned()),
            _ => None,
        }
    }

    /// A number, also one in a string; `None` where it is no finite one.
    pub fn number(self) -> Option<f64> {
        match self.kind() {
            Kind::Number | Kind::String => self.text()?.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// A whole number, in whatever form, that a double can tell from its neighbours.
    pub fn whole(self) -> Option<i64> {
        const MAX: f64 = (1_u64 << 53) as f64;
        self.number().filter(|number| number.fract() == 0.0 && number.abs() < MAX).map(|number| number as i64)
    }

    /// Whether both mean the same: the order of members, white space and escapes do not matter. What is nested deeper
    /// than 128 levels is the same only where it is written the same.
    pub fn means(self, other: Json) -> bool {
        const MAX_DEPTH: usize = 128;
        let mut pairs = vec![(self, other, 0)];
        while let Some((one, other, depth)) = pairs.pop() {
            if one.source() == other.source() {
                continue;
            }
            let same = match (one.kind(), other.kind()) {
                (Kind::Object | Kind::Array, Kind::Object | Kind::Array) if depth == MAX_DEPTH => false,
                (Kind::Object, Kind::Object) => {
                    let (one, other) = (one.sorted_members(), other.sorted_members());
                    let same = one.iter().map(|(name, _)| name).eq(other.iter().map(|(name, _)| name));
                    let values = one.iter().zip(&other).map(|((_, one), (_, other))| (*one, *other));
                    pairs.extend(values.map(|(one, other)| (one, other, depth + 1)));
                    same
                }
                (Kind::Array, Kind::Array) => {
                    let (one, other) = (one.items(), other.items());
                    pairs.extend(one.iter().zip(&other).map(|(one, other)| (*one, *other, depth + 1)));
                    one.len() == other.len()
                }
                (Kind::String, Kind::String) => one.text() == other.text(),
                (Kind::Number, Kind::Number) => same_number(one, other),
                _ => false,
            };
            if !same {
                return false;
            }
        }
        true
    }

    /// Each name once: the last of several counts.
    fn sorted_members(self) -> Vec<(String, Json<'a>)> {
        let mut members = self.members();
        members.reverse();
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        members.dedup_by(|(later, _), (earlier, _)| later == earlier);
        members
    }

    fn read<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.source()).ok()
    }
}

/// Integers are compared as they are written, as a double cannot hold them all.
fn same_number(one: Json, other: Json) -> bool {
    let is_integer = |json: Json| !json.source().contains(['.', 'e', 'E']);
    !(is_integer(one) && is_integer(other)) && one.number().is_some_and(|number| other.number() == Some(number))
}

struct Members<'a>(Vec<(String, Json<'a>)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(name), value)) = map.next_entry()? {
                    members.push((name, Json(value)));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

struct Items<'a>(Vec<Json<'a>>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Items<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = sequence.next_element()? {
                    items.push(Json(item));
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Read)
    }
}

/// A string or name. Read as bytes, as serde_json refuses strings that hold half of a surrogate pair.
pub(crate) struct Text(pub(crate) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(from_wtf8(bytes.to_vec())))
            }
        }
        deserializer.deserialize_bytes(Read)
    }
}

/// UTF-8 in which half a surrogate pair is written as a character of its own would be.
fn from_wtf8(mut bytes: Vec<u8>) -> String {
    for at in 0..bytes.len().saturating_sub(2) {
        if bytes[at] == 0xed && bytes[at + 1] >= 0xa0 {
            bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json<'_> {
        Json::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn members_are_read_by_name_and_the_last_of_several_counts() {
        let object = json(r#"{"a":1,"\u0062":[2],"a":"x","c":null,"$serde_json::private::RawValue":"{"}"#);
        let [a, b, c, missing] = object.pick(["a", "b", "c", "d"]);
        assert_eq!(a.unwrap().text().unwrap(), "x");
        assert_eq!(b.unwrap().items()[0].source(), "2");
        assert!(c.is_none() && missing.is_none() && json("[]").member("a").is_none());
        assert_eq!(object.member("$serde_json::private::RawValue").unwrap().text().unwrap(), "{");
    }

    #[test]
    fn ill_formed_unicode_is_replaced() {
        for (text, expected) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\udc00b""#, "\u{fffd}b"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""é\u0000""#, "é\0"),
        ] {
            assert_eq!(json(text).text().unwrap(), expected, "{text}");
        }
        assert_eq!(json(r#"{"\ud83d":1}"#).member("\u{fffd}").unwrap().source(), "1");
    }

    #[test]
    fn numbers_have_any_form() {
        for (text, expected) in [
            ("8", Some(8)),
            ("8.0", Some(8)),
            ("80e-1", Some(8)),
            (r#"" 8 ""#, Some(8)),
            ("-1", Some(-1)),
            ("8.5", None),
            ("1e400", None),
            ("9007199254740993", None),
            ("true", None),
            (r#""x""#, None),
            ("null", None),
        ] {
            assert_eq!(json(text).whole(), expected, "{text}");
        }
    }

    #[test]
    fn meaning_does_not_depend_on_how_it_is_written() {
        let deep = |text: &str| format!("{}{text}{}", "[".repeat(127), "]".repeat(127));
        for (one, other) in [
            (r#"{"a":1,"b":[true,null]}"#, r#" { "b" : [ true , null ] , "\u0061" : 1 }"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("1", "1.0"),
            ("10", "1e1"),
            (r#""\u00e9""#, "\"é\""),
            (&deep("1.0"), &deep("1")),
            ("[[],{}]", "[ [ ] , { } ]"),
        ] {
            assert!(json(one).means(json(other)) && json(other).means(json(one)), "{one} {other}");
        }
        for (one, other) in [
            (r#"{"a":1}"#, r#"{"a":2}"#),
            (r#"{"a":1}"#, r#"{"a":1,"b":1}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":1}"#),
            ("[1]", "[1,1]"),
            ("[1,2]", "[2,1]"),
            ("9007199254740993", "9007199254740992"),
            ("1", r#""1""#),
            ("null", "{}"),
            ("[]", "{}"),
        ] {
            assert!(!json(one).means(json(other)) && !json(other).means(json(one)), "{one} {other}");
        }
    }

    /// What would overflow a stack that grew with the depth.
    #[test]
    fn depth_needs_no_stack() {
        let small = std::thread::Builder::new().stack_size(64 << 10);
        let run = small.spawn(|| {
            let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(100_000), "]".repeat(100_000));
            let (one, other) = (deep("1"), deep("2"));
            assert!(json(&one).means(json(&one)) && !json(&one).means(json(&other)));
            assert_eq!(json(&one).items().len(), 1);
        });
        run.unwrap().join().unwrap();
    }
}
