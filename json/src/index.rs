//! The grammar: one pass over a text that tells whether it is JSON, and where each value stands.

use std::fmt;

/// Where a value or a member's name stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// With `ESCAPED` where it is a string with escapes.
    start: u32,
    end: u32,
    /// The node after it and all that is inside it. (Of a container that is still open: the one around it.)
    pub(super) next: u32,
}

const ESCAPED: u32 = 1 << 31;

impl Node {
    pub(super) fn start(self) -> usize {
        (self.start & !ESCAPED) as usize
    }

    pub(super) fn has_escapes(self) -> bool {
        self.start & ESCAPED != 0
    }

    /// Nowhere if it is a container that the text breaks off in.
    pub(super) fn end(self) -> Option<usize> {
        (self.end != OPEN).then_some(self.end as usize)
    }
}

/// Why a text was not read, or not all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not JSON: what should stand at this byte.
    Syntax(&'static str, usize),
    /// It nests deeper than this.
    TooDeep(usize),
    /// It has more bytes than are counted here.
    TooLarge,
}

impl std::error::Error for Flaw {}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Syntax(expected, at) => write!(f, "is not JSON: expected {expected} at byte {at}"),
            Flaw::TooDeep(max_depth) => write!(f, "nests deeper than {max_depth} levels"),
            Flaw::TooLarge => f.write_str("has 2 GiB or more"),
        }
    }
}

/// The outermost value stands in nothing.
const NONE: u32 = u32::MAX;
/// The end of a container that the text breaks off in.
const OPEN: u32 = u32::MAX;

/// The values of a text in their order, a member's name before its value; with a flaw, those before it.
pub(super) struct Index {
    pub(super) nodes: Vec<Node>,
    pub(super) flaw: Option<Flaw>,
}

/// Neither the stack nor the time for a byte depends on how values nest.
pub(super) fn index(text: &str, max_depth: usize) -> Index {
    if text.len() >= ESCAPED as usize {
        return Index { nodes: Vec::new(), flaw: Some(Flaw::TooLarge) };
    }
    // A value or a name takes two bytes at least, with what stands before the next. So it never grows; what is not used of
    // it is not touched.
    let nodes = Vec::with_capacity(text.len() / 2 + 1);
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, nodes, container: NONE };
    let flaw = scanner.run(max_depth).err();
    if flaw.is_some() {
        scanner.leave_open();
    }
    Index { nodes: scanner.nodes, flaw }
}

fn closing_of(open: u8) -> u8 {
    if open == b'{' { b'}' } else { b']' }
}

/// How many bytes from the first on stand for themselves in a string: all but its end, escapes and control characters.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((eight, after)) = rest.split_first_chunk() {
        let special = special(u64::from_le_bytes(*eight));
        if special != 0 {
            return bytes.len() - rest.len() + special.trailing_zeros() as usize / 8;
        }
        rest = after;
    }
    let is_special = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
    bytes.len() - rest.len() + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// The high bit of the lowest of eight bytes that does not stand for itself, and of others above it: a byte below a limit
/// borrows from those above it when the limit is taken from all. What is no ASCII stands for itself.
fn special(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let control = eight.wrapping_sub(ONES * 0x20);
    let [quote, backslash] = [b'"', b'\\'].map(|byte| (eight ^ (ONES * u64::from(byte))).wrapping_sub(ONES));
    (control | quote | backslash) & !eight & (ONES << 7)
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    /// The innermost one that is open.
    container: u32,
}

impl Scanner<'_> {
    fn run(&mut self, max_depth: usize) -> Result<(), Flaw> {
        let mut depth = 0;
        // What ends the innermost container.
        let mut closing = 0;
        loop {
            self.skip_space();
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    depth += 1;
                    if depth > max_depth {
                        return Err(Flaw::TooDeep(max_depth));
                    }
                    self.open();
                    closing = closing_of(open);
                    self.skip_space();
                    if self.peek() != Some(closing) {
                        if open == b'{' {
                            self.name()?;
                        }
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            // A value is complete, or an empty container is about to be: close all that end here.
            loop {
                self.skip_space();
                if self.container == NONE {
                    return if self.at == self.bytes.len() { Ok(()) } else { Err(self.expected("the end")) };
                }
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if closing == b'}' {
                            self.skip_space();
                            self.name()?;
                        }
                        break;
                    }
                    Some(byte) if byte == closing => {
                        self.close();
                        depth -= 1;
                        closing = closing_of(self.opening());
                    }
                    _ => return Err(self.expected(if closing == b'}' { "',' or '}'" } else { "',' or ']'" })),
                }
            }
        }
    }

    /// Ends what is open, as no more can be read: without a name that has no value.
    fn leave_open(&mut self) {
        if self.opening() == b'{' {
            let mut node = self.container as usize + 1;
            while node + 1 < self.nodes.len() {
                node = self.nodes[node + 1].next as usize;
            }
            self.nodes.truncate(node);
        }
        let next = self.nodes.len() as u32;
        while self.container != NONE {
            let node = &mut self.nodes[self.container as usize];
            node.end = OPEN;
            self.container = std::mem::replace(&mut node.next, next);
        }
    }

    /// What began the innermost container; 0 outside of all.
    fn opening(&self) -> u8 {
        self.nodes.get(self.container as usize).map_or(0, |node| self.bytes[node.start()])
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn expected(&self, what: &'static str) -> Flaw {
        Flaw::Syntax(what, self.at)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps into a container.
    fn open(&mut self) {
        let around = std::mem::replace(&mut self.container, self.nodes.len() as u32);
        self.nodes.push(Node { start: self.at as u32, end: OPEN, next: around });
        self.at += 1;
    }

    /// Steps out of a container.
    fn close(&mut self) {
        self.at += 1;
        let (end, next) = (self.at as u32, self.nodes.len() as u32);
        let node = &mut self.nodes[self.container as usize];
        node.end = end;
        self.container = std::mem::replace(&mut node.next, next);
    }

    #[inline(always)]
    fn push(&mut self, start: usize, escaped: u32) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: start as u32 | escaped, end: self.at as u32, next });
    }

    /// A member's name and the colon. Inlined, as `string` is: a fifth of the time that reading an answer takes.
    #[inline(always)]
    fn name(&mut self) -> Result<(), Flaw> {
        if self.peek() != Some(b'"') {
            return Err(self.expected("a member's name"));
        }
        let start = self.at;
        let escaped = self.string()?;
        self.push(start, escaped);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.expected("':'"));
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self) -> Result<(), Flaw> {
        let start = self.at;
        let mut escaped = 0;
        match self.peek() {
            Some(b'"') => escaped = self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            _ => return Err(self.expected("a value")),
        }
        self.push(start, escaped);
        Ok(())
    }

    fn word(&mut self, word: &'static str) -> Result<(), Flaw> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.expected(word));
        }
        self.at += word.len();
        Ok(())
    }

    /// `ESCAPED` where it has escapes.
    #[inline(always)]
    fn string(&mut self) -> Result<u32, Flaw> {
        let mut escaped = 0;
        self.at += 1;
        loop {
            self.at += plain_length(&self.bytes[self.at..]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = ESCAPED;
                    self.escape()?;
                }
                _ => return Err(self.expected("a character of a string")),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Flaw> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.expected("four hexadecimal digits"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.expected("an escape of JSON")),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Flaw> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        // A leading zero stands alone.
        if self.peek() == Some(b'0') {
            self.at += 1
        } else {
            self.digits()?
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Flaw> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.expected("a digit")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::*;

    fn accepts(text: &str) -> bool {
        index(text, usize::MAX).flaw.is_none()
    }

    /// What serde_json takes without looking inside: by its own words it neither recurses there nor reads keys.
    fn is_json(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    #[test]
    fn a_flaw_names_what_should_stand_where() {
        for (text, message) in [
            ("", "is not JSON: expected a value at byte 0"),
            ("{\"a\":1,}", "is not JSON: expected a member's name at byte 7"),
            ("{\"a\" 1}", "is not JSON: expected ':' at byte 5"),
            ("[1 2]", "is not JSON: expected ',' or ']' at byte 3"),
            ("{\"a\":1]", "is not JSON: expected ',' or '}' at byte 6"),
            ("[1,]", "is not JSON: expected a value at byte 3"),
            ("{} {}", "is not JSON: expected the end at byte 3"),
            ("nul", "is not JSON: expected null at byte 0"),
            ("-x", "is not JSON: expected a digit at byte 1"),
            ("01", "is not JSON: expected the end at byte 1"),
            ("\"\\x\"", "is not JSON: expected an escape of JSON at byte 2"),
            ("\"\\u12g4\"", "is not JSON: expected four hexadecimal digits at byte 5"),
            ("\"a\nb\"", "is not JSON: expected a character of a string at byte 2"),
        ] {
            assert_eq!(index(text, 10).flaw.unwrap().to_string(), message, "{text}");
            assert!(!is_json(text), "{text}");
        }
    }

    #[test]
    fn depth_is_counted_over_the_whole_text_and_bounded() {
        let nested = |levels: usize| format!("{}1{}", "[{\"a\":".repeat(levels / 2), "}]".repeat(levels / 2));
        assert_eq!(index(&nested(200), 200).flaw, None);
        assert_eq!(index(&nested(202), 200).flaw, Some(Flaw::TooDeep(200)));
        // Side by side is not inside.
        assert_eq!(index(&format!("[{}1]", "[],".repeat(1000)), 2).flaw, None);
        assert_eq!(index(&"[".repeat(10_000_000), 1000).flaw, Some(Flaw::TooDeep(1000)));
        assert_eq!(index("[{\"a\":[]}]", 2).flaw.unwrap().to_string(), "nests deeper than 2 levels");
    }

    #[test]
    fn a_node_reaches_to_the_next() {
        let text = r#" {"a": [1, {}], "\u0062":"x", "c":"\n"} "#;
        let nodes = index(text, 10).nodes;
        let told: Vec<_> = nodes
            .iter()
            .map(|node| (&text[node.start()..node.end().unwrap()], node.next, node.has_escapes()))
            .collect();
        let expected = [
            (text.trim(), 9, false),
            ("\"a\"", 2, false),
            ("[1, {}]", 5, false),
            ("1", 4, false),
            ("{}", 5, false),
            ("\"\\u0062\"", 6, true),
            ("\"x\"", 7, false),
            ("\"c\"", 8, false),
            ("\"\\n\"", 9, true),
        ];
        assert_eq!(told, expected);
    }

    /// Texts that are nearly JSON: its own tokens in any order.
    fn tokens() -> impl Strategy<Value = String> {
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\u12", "\\ud800", "0", "-", "1", ".5", "e", "E+3",
            "true", "null", "fals", " ", "\n", "\u{0}", "é", "\u{feff}",
        ];
        prop::collection::vec(prop::sample::select(tokens.to_vec()), 0..12).prop_map(|parts| parts.concat())
    }

    /// Bytes of every kind, more of those that stand beside the special ones.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let near = prop::sample::select(b"a\"\\\x1f\x20\x21\x23\x5b\x5d\x7f\x80\xa2\xdc\xff".to_vec());
        (0usize..40, prop::collection::vec(prop_oneof![any::<u8>(), near], 0..40))
            .prop_map(|(plain, bytes)| [vec![b'a'; plain], bytes].concat())
    }

    proptest! {
        #[test]
        fn eight_bytes_at_once_are_as_one_after_another(bytes in bytes()) {
            let is_plain = |byte: &&u8| **byte >= 0x20 && **byte != b'"' && **byte != b'\\';
            prop_assert_eq!(plain_length(&bytes), bytes.iter().take_while(is_plain).count());
        }

        #[test]
        fn what_is_json_is_what_serde_json_takes(text in prop_oneof![tokens(), ".{0,20}"]) {
            prop_assert_eq!(accepts(&text), is_json(&text), "{:?}", text);
        }

        #[test]
        fn a_text_that_is_changed_in_one_place_too(place in 0usize..200, byte in "[\\x00-\\x7f]") {
            let mut text = r#"{"a":[1,-2.5e+3,"x\u00e9\n",{"b":null,"c":true}],"d":{},"e":[],"f":0.0,"g":"\ud83d"}"#.to_owned();
            let place = place % text.len();
            text.replace_range(place..=place, &byte);
            prop_assert_eq!(accepts(&text), is_json(&text), "{:?}", text);
        }
    }
}
