//! Values of a HAR, read as loosely as tools write them.

use mpsd_json::{Document, Kind, Value};

/// A value in a JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(pub(crate) Value<'a>);

impl<'a> Json<'a> {
    /// Its text.
    pub fn source(self) -> &'a str {
        self.0.text()
    }

    /// The member of this name, the last of several; `None` where it is absent or null.
    pub fn member(self, name: &str) -> Option<Json<'a>> {
        self.0.member(name).filter(|value| value.kind() != Kind::Null).map(Json)
    }

    /// The members of these names, as `member` gives them.
    pub fn pick<const N: usize>(self, names: [&str; N]) -> [Option<Json<'a>>; N] {
        names.map(|name| self.member(name))
    }

    /// The items of an array; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Json<'a>> {
        self.0.elements().map(Json)
    }

    /// A string, or a number or boolean as it is written. Ill-formed Unicode and NUL become U+FFFD.
    pub fn text(self) -> Option<String> {
        match self.0.kind() {
            Kind::Number | Kind::Boolean => Some(self.source().to_owned()),
            _ => self.0.string().map(Into::into),
        }
    }

    /// A number, also one in a string; `None` where it is no finite one.
    pub fn number(self) -> Option<f64> {
        match self.0.kind() {
            Kind::Number | Kind::String => self.text()?.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// A whole number, in whatever form, that a double can tell from its neighbours.
    pub fn whole(self) -> Option<i64> {
        const MAX: f64 = (1_u64 << 53) as f64;
        self.number().filter(|number| number.fract() == 0.0 && number.abs() < MAX).map(|number| number as i64)
    }
}

/// Whether two texts are JSON of the same meaning: the order of members, white space and escapes do not matter. What is
/// nested deeper than 128 levels is the same only where it is written the same.
pub fn same_meaning(one: &[u8], other: &[u8]) -> bool {
    let [one, other] = [one, other].map(|text| Document::read(text, usize::MAX));
    one.and_then(|one| Ok(means_the_same(one.root(), other?.root()))).unwrap_or(false)
}

fn means_the_same(one: Value, other: Value) -> bool {
    const MAX_DEPTH: usize = 128;
    let mut pairs = vec![(one, other, 0)];
    while let Some((one, other, depth)) = pairs.pop() {
        if one.text() == other.text() {
            continue;
        }
        let same = match (one.kind(), other.kind()) {
            (Kind::Object | Kind::Array, Kind::Object | Kind::Array) if depth == MAX_DEPTH => false,
            (Kind::Object, Kind::Object) => {
                let [one, other] = [one, other].map(sorted_members);
                let same = one.iter().map(|(name, ..)| name).eq(other.iter().map(|(name, ..)| name));
                pairs.extend(one.iter().zip(&other).map(|((.., one), (.., other))| (*one, *other, depth + 1)));
                same
            }
            (Kind::Array, Kind::Array) => {
                pairs.extend(one.elements().zip(other.elements()).map(|(one, other)| (one, other, depth + 1)));
                one.elements().count() == other.elements().count()
            }
            (Kind::String, Kind::String) => one.string() == other.string(),
            (Kind::Number, Kind::Number) => same_number(one, other),
            _ => false,
        };
        if !same {
            return false;
        }
    }
    true
}

fn sorted_members(value: Value<'_>) -> Vec<(std::borrow::Cow<'_, str>, Value<'_>, Value<'_>)> {
    let mut members = value.distinct_members();
    members.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    members
}

/// Integers are compared as they are written, as a double cannot hold them all.
fn same_number(one: Value, other: Value) -> bool {
    let is_integer = |value: Value| !value.text().contains(['.', 'e', 'E']);
    !(is_integer(one) && is_integer(other)) && one.number().is_some_and(|number| other.number() == Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document<'_> {
        Document::read(text.as_bytes(), usize::MAX).unwrap_or_else(|flaw| panic!("{text}: {flaw}"))
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
            assert_eq!(Json(document(text).root()).whole(), expected, "{text}");
        }
    }

    fn same(one: &str, other: &str) -> bool {
        same_meaning(one.as_bytes(), other.as_bytes())
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
            assert!(same(one, other) && same(other, one), "{one} {other}");
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
            ("{", "{"),
            ("", ""),
        ] {
            assert!(!same(one, other) && !same(other, one), "{one} {other}");
        }
    }

    /// What would overflow a stack that grew with the depth.
    #[test]
    fn depth_needs_no_stack() {
        let small = std::thread::Builder::new().stack_size(64 << 10);
        let run = small.spawn(|| {
            let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(100_000), "]".repeat(100_000));
            let (one, other) = (deep("1"), deep("2"));
            assert!(same(&one, &one) && !same(&one, &other));
        });
        run.unwrap().join().unwrap();
    }
}
