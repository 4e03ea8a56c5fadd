//! Reading JSON text.

use serde::Serialize;

use super::value::{Number, Object, Value};
use super::write::{escaped, to_vec};

impl Value {
    /// What serde makes of a value of our own types.
    pub(crate) fn of(ours: &impl Serialize) -> Self {
        parse_snapshot(&to_vec(ours)).expect("what serde_json writes is JSON")
    }
}

/// Most levels of objects and arrays in each other.
const MAX_LEVELS: usize = 100;

/// The same in a snapshot, in which documents are some levels down.
const MAX_SNAPSHOT_LEVELS: usize = MAX_LEVELS + 20;

/// Reads JSON; the error says what the text is instead.
pub(crate) fn parse(text: &[u8]) -> Result<Value, String> {
    Reader { text: without_bom(text), at: 0, levels: MAX_LEVELS, lenient: false }.document()
}

/// Whether a value that TOML's own reader has read is as flat as those that are read here.
pub(crate) fn check_levels(value: &Value) -> Result<(), String> {
    fn levels(value: &Value) -> usize {
        match value {
            Value::Array(list) => 1 + list.iter().map(levels).max().unwrap_or(0),
            Value::Object(object) => 1 + object.values().map(levels).max().unwrap_or(0),
            _ => 0,
        }
    }
    if levels(value) > MAX_LEVELS { Err(too_deep(MAX_LEVELS)) } else { Ok(()) }
}

fn too_deep(most: usize) -> String {
    format!("has more than {most} levels of objects and arrays")
}

/// Reads JSON as people write it in files: with comments, and commas behind the last entry.
pub(crate) fn parse_lenient(text: &[u8]) -> Result<Value, String> {
    Reader { text: without_bom(text), at: 0, levels: MAX_LEVELS, lenient: true }.document()
}

/// Reads JSON that holds whole documents.
pub(crate) fn parse_snapshot(text: &[u8]) -> Result<Value, String> {
    Reader { text: without_bom(text), at: 0, levels: MAX_SNAPSHOT_LEVELS, lenient: false }.document()
}

/// A text without the byte order mark that some editors begin it with.
fn without_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    /// How many levels may still be opened.
    levels: usize,
    lenient: bool,
}

impl<'a> Reader<'a> {
    fn document(mut self) -> Result<Value, String> {
        let most = self.levels;
        let value = self.value(most)?;
        self.skip_blanks()?;
        if self.at < self.text.len() { Err(self.wrong("the end")) } else { Ok(value) }
    }

    /// Says what was expected here.
    fn wrong(&self, wanted: &str) -> String {
        match self.text.get(self.at) {
            None => format!("is not JSON: it ends where {wanted} is expected{}", self.place()),
            Some(_) => format!("is not JSON: expected {wanted}{}", self.place()),
        }
    }

    fn place(&self) -> String {
        let before = &self.text[..self.at.min(self.text.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        format!(" at line {line} column {column}")
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_blanks(&mut self) -> Result<(), String> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if self.lenient => self.skip_comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn skip_comment(&mut self) -> Result<(), String> {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with(b"//") {
            rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            let end = rest[2..].windows(2).position(|pair| pair == b"*/");
            2 + end.ok_or_else(|| format!("has a comment without end{}", self.place()))? + 2
        } else {
            return Err(self.wrong("a comment"));
        };
        self.at += length;
        Ok(())
    }

    fn value(&mut self, levels: usize) -> Result<Value, String> {
        self.skip_blanks()?;
        match self.peek() {
            Some(b'{') => self.object(levels),
            Some(b'[') => self.array(levels),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    /// Enters an object or array; gives the levels that are left inside.
    fn enter(&mut self, levels: usize) -> Result<usize, String> {
        self.at += 1;
        levels.checked_sub(1).ok_or_else(|| format!("{}{}", too_deep(self.levels), self.place()))
    }

    /// Whether an object or array ends here, after so many entries; takes the comma before the next entry.
    fn ends(&mut self, end: u8, entries: usize) -> Result<bool, String> {
        self.skip_blanks()?;
        if self.take(end) {
            return Ok(true);
        }
        if entries == 0 {
            return Ok(false);
        }
        if !self.take(b',') {
            return Err(self.wrong(if end == b'}' { "a comma or }" } else { "a comma or ]" }));
        }
        self.skip_blanks()?;
        Ok(self.lenient && self.take(end))
    }

    fn object(&mut self, levels: usize) -> Result<Value, String> {
        let levels = self.enter(levels)?;
        let mut object = Object::new();
        let mut entries = 0;
        while !self.ends(b'}', entries)? {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.wrong("a name in quotes"));
            }
            let Value::String(name) = self.string()? else {
                self.at = start;
                return Err(format!("has a name with half of a surrogate pair{}", self.place()));
            };
            self.skip_blanks()?;
            if !self.take(b':') {
                return Err(self.wrong("a colon"));
            }
            object.insert(name, self.value(levels)?);
            entries += 1;
        }
        Ok(Value::Object(object))
    }

    fn array(&mut self, levels: usize) -> Result<Value, String> {
        let levels = self.enter(levels)?;
        let mut list = Vec::new();
        while !self.ends(b']', list.len())? {
            list.push(self.value(levels)?);
        }
        Ok(Value::Array(list))
    }

    fn word(&mut self) -> Result<Value, String> {
        let words: [(&[u8], Value); 3] =
            [(b"null", Value::Null), (b"true", Value::Bool(true)), (b"false", Value::Bool(false))];
        for (word, value) in words {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.wrong("a value"))
    }

    fn digits(&mut self) -> Result<(), String> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(self.wrong("a digit")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        let written = str::from_utf8(&self.text[start..self.at]).map_err(|error| error.to_string())?;
        Ok(Value::Number(Number(written.into())))
    }

    /// Reads a string. Half of a surrogate pair makes it one that is kept as it is written.
    fn string(&mut self) -> Result<Value, String> {
        self.at += 1;
        let mut text = String::new();
        let mut written: Option<String> = None;
        loop {
            let plain = self.plain()?;
            text.push_str(plain);
            if let Some(written) = &mut written {
                written.push_str(plain);
            }
            if self.take(b'"') {
                return Ok(written.map_or(Value::String(text), |written| Value::IllFormed(written.into())));
            }
            match self.escape()? {
                Ok(sign) => {
                    text.push(sign);
                    if let Some(written) = &mut written {
                        escaped(written, sign.encode_utf8(&mut [0; 4])).map_err(|error| error.to_string())?;
                    }
                }
                Err(half) => {
                    let before = || {
                        let mut before = String::new();
                        escaped(&mut before, &text).map(|()| before)
                    };
                    let mut all = written.take().map_or_else(before, Ok).map_err(|error| error.to_string())?;
                    all.push_str(&format!("\\u{half:04x}"));
                    written = Some(all);
                }
            }
        }
    }

    /// What stands for itself, up to a quote or a backslash.
    fn plain(&mut self) -> Result<&'a str, String> {
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\\' => {
                    return str::from_utf8(&self.text[start..self.at]).map_err(|error| {
                        self.at = start + error.valid_up_to();
                        format!("is not UTF-8{}", self.place())
                    });
                }
                0..=0x1f => return Err(format!("has a control character in a string{}", self.place())),
                _ => self.at += 1,
            }
        }
        Err(self.wrong("a quote"))
    }

    /// Reads an escape: a character, or half of a surrogate pair.
    fn escape(&mut self) -> Result<Result<char, u16>, String> {
        self.at += 1;
        let sign = match self.peek() {
            Some(b'u') => {
                self.at += 1;
                return self.unit_or_pair();
            }
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(sign),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.wrong("one of \"\\/bfnrtu")),
        };
        self.at += 1;
        Ok(Ok(sign))
    }

    fn unit_or_pair(&mut self) -> Result<Result<char, u16>, String> {
        let first = self.unit()?;
        let behind = self.at;
        if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let second = self.unit()?;
            if let Some(Ok(sign)) = char::decode_utf16([first, second]).next() {
                return Ok(Ok(sign));
            }
            self.at = behind;
        }
        Ok(char::from_u32(first.into()).ok_or(first))
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16, String> {
        let digits = self.text.get(self.at..self.at + 4).and_then(|digits| str::from_utf8(digits).ok());
        let hexadecimal = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = hexadecimal.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.wrong("four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, FileFailurePersistence};

    use super::*;

    #[test]
    fn what_is_custom_stays_as_it_was_written() {
        for text in [
            r#"{"$serde_json::private::Number":"x"}"#,
            r#"{"a":[{"$serde_json::private::RawValue":"[1]"}]}"#,
            "123456789012345678901234567890",
            "-0.10e+5",
            "1e400",
            r#""half \ud800 of a pair""#,
            r#"["\udc00\ud83d","\u0000"]"#,
            "\"\u{feff}\"",
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
        }
        for (text, written) in [
            (" { \"b\" : 1 , \"a\" : [ ] , \"b\" : 2 } ", r#"{"a":[],"b":2}"#),
            ("\u{feff}[true,false,null]", "[true,false,null]"),
            (r#""\u0041\/\b\f\n\r\t\"\\""#, r#""A/\u0008\u000c\n\r\t\"\\""#),
            (r#""\ud83d\ude00""#, "\"\u{1f600}\""),
            (r#""a\"b\uD800\u0041\n""#, r#""a\"b\ud800A\n""#),
            (r#""\ud800\ud83d\ude00""#, "\"\\ud800\u{1f600}\""),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap().to_string(), written, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_by_place() {
        for (text, why) in [
            ("", "it ends where a value is expected at line 1 column 1"),
            ("{\n \"a\" 1}", "expected a colon at line 2 column 6"),
            ("[1 2]", "expected a comma or ]"),
            ("[1,]", "expected a value"),
            ("{\"a\":1,}", "a name in quotes"),
            ("{a:1}", "a name in quotes"),
            ("// x\n1", "expected a value"),
            ("1 1", "expected the end"),
            ("01", "expected the end"),
            ("1.", "it ends where a digit"),
            ("-", "it ends where a digit"),
            ("1e+", "it ends where a digit"),
            ("nul", "expected a value"),
            ("NaN", "expected a value"),
            ("\"a", "it ends where a quote"),
            ("\"\n\"", "a control character in a string"),
            ("\"\\x\"", "one of"),
            ("\"\\u00g0\"", "four hexadecimal digits"),
            ("\"\\u+041\"", "four hexadecimal digits"),
            ("\"\\ud800\\u00\"", "four hexadecimal digits"),
            ("{\"\\ud800\":1}", "a name with half of a surrogate pair at line 1 column 2"),
        ] {
            let refused = parse(text.as_bytes()).unwrap_err();
            assert!(refused.contains(why), "{text}: {refused}");
        }
        assert_eq!(parse(b"\"a\xff\"").unwrap_err(), "is not UTF-8 at line 1 column 3");
    }

    #[test]
    fn depth_is_bounded_over_the_whole_text() {
        let nested = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
        assert!(parse(&nested(MAX_LEVELS)).is_ok() && parse_snapshot(&nested(MAX_SNAPSHOT_LEVELS)).is_ok());
        for levels in [MAX_LEVELS + 1, 1_000_000] {
            assert!(parse(&nested(levels)).unwrap_err().contains("more than 100 levels"));
        }
        let text = "{\"a\":".repeat(MAX_LEVELS + 1);
        assert!(parse(text.as_bytes()).unwrap_err().contains("more than 100 levels"));
    }

    #[test]
    fn stored_documents_need_little_stack() {
        let text = ["{\"a\":".repeat(MAX_LEVELS), "1".to_owned(), "}".repeat(MAX_LEVELS)].concat();
        let all = move || {
            let value = parse(text.as_bytes()).unwrap();
            let mut other = value.clone();
            if let (Value::Object(target), Value::Object(patch)) = (&mut other, &value) {
                super::super::merge(target, patch);
            }
            other.round_long_integers();
            assert!(other == value && super::super::contains(&other, &value) && value.to_string() == text);
        };
        std::thread::Builder::new().stack_size(256 * 1024).spawn(all).unwrap().join().unwrap();
    }

    /// Documents with a character put in, taken out or changed, and short texts of the signs of JSON.
    fn nearly_json() -> impl Strategy<Value = String> {
        let document = r#"{"a":[1,-2.5e+3,"x\ud83d\ude00\ud800\n",{"b":null,"":[]}],"c":{"d":true,"e":"\\\""}} "#;
        let sign = || prop::sample::select("[]{}\",:\\udDc8b0123456789eE+-. \ntrl".chars().collect::<Vec<_>>());
        let mutated = (0..document.len(), sign(), 0..3).prop_map(move |(at, sign, how)| match how {
            0 => format!("{}{sign}{}", &document[..at], &document[at..]),
            1 => format!("{}{}", &document[..at], &document[at + 1..]),
            _ => format!("{}{sign}{}", &document[..at], &document[at + 1..]),
        });
        prop_oneof![mutated, prop::collection::vec(sign(), 0..30).prop_map(String::from_iter)]
    }

    #[test]
    fn it_takes_what_another_reader_takes() {
        let config = Config {
            cases: 5000,
            failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
            ..Config::default()
        };
        proptest!(config, |(text in nearly_json())| {
            let other = serde_json::from_str::<serde::de::IgnoredAny>(&text);
            match parse(text.as_bytes()) {
                Ok(value) => {
                    prop_assert!(other.is_ok(), "{text}");
                    let written = value.to_string();
                    prop_assert_eq!(parse(written.as_bytes()).unwrap(), value);
                }
                Err(why) => prop_assert!(other.is_err() || why.contains("a name with half"), "{text}: {why}"),
            }
        });
    }

    #[test]
    fn long_strings_are_read_and_written_in_one_go() {
        let text = format!("\"{}\\n{}\"", "x".repeat(1 << 20), "ü".repeat(1 << 10));
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn files_may_have_comments_and_trailing_commas() {
        let text = b"\xef\xbb\xbf// a\n{\"a\": [1, 2,], /* b */ \"//\": {\"c\": 1,},} // end";
        assert_eq!(parse_lenient(text).unwrap().to_string(), r#"{"//":{"c":1},"a":[1,2]}"#);
        for (text, why) in [
            ("[,]", "a value"),
            ("[1,,]", "a value"),
            ("{,}", "a name"),
            ("/* x", "a comment without end"),
            ("/", "a comment"),
        ] {
            let refused = parse_lenient(text.as_bytes()).unwrap_err();
            assert!(refused.contains(why), "{text}: {refused}");
        }
    }
}
