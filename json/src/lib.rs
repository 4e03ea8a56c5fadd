//! Reads JSON that others wrote: answers of the service, and files of any tool.
//!
//! A [`Document`] is a text with an index of its values, made in one pass. A [`Value`] looks at one of them and reads it
//! from its own slice of the text: no tree, no recursion, and no key of the text that means anything to the reader.
//!
//! ```
//! let document = mpsd_json::Document::read(br#"{"count":8.0,"name":"Ada \ud83d"}"#, 10)?;
//! assert_eq!(document.root().member("count").and_then(|count| count.whole()), Some(8u32));
//! assert_eq!(document.root().member("name").and_then(|name| name.string()).as_deref(), Some("Ada \u{fffd}"));
//! # Ok::<(), mpsd_json::Flaw>(())
//! ```

#![forbid(unsafe_code)]

mod index;
mod number;
mod shared;
mod text;

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter;
use std::ops::Range;
use std::sync::Arc;

pub use index::Flaw;
use index::{Index, Node};
pub use shared::Text;

/// A text that is JSON.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    source: Source<'a>,
    nodes: Vec<Node>,
}

/// Where the text of a document is.
#[derive(Clone, Debug)]
enum Source<'a> {
    Borrowed(&'a str),
    /// With a NUL behind it.
    Shared(Arc<String>),
}

/// A value of a document.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    document: &'a Document<'a>,
    node: usize,
}

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

impl<'a> Document<'a> {
    /// Reads a text that nests at most `max_depth` levels. A byte order mark is skipped; bytes that are not UTF-8 count
    /// as U+FFFD.
    pub fn read(bytes: &'a [u8], max_depth: usize) -> Result<Document<'a>, Flaw> {
        complete(Document::of(Source::new(bytes), max_depth)?)
    }

    /// The same of a text that is copied once, so that each [`Text`] of it is a part of that copy.
    pub fn read_shared(bytes: &[u8], max_depth: usize) -> Result<Document<'static>, Flaw> {
        complete(Document::of(Source::new(bytes).into_shared(), max_depth)?)
    }

    /// Reads a text that may break off, or be damaged, somewhere: the values before that place are there, and of those
    /// that it is in, what stands before it. Refuses what is damaged before any value has begun.
    pub fn read_until_flaw(bytes: &'a [u8], max_depth: usize) -> Result<(Document<'a>, Option<Flaw>), Flaw> {
        Document::of(Source::new(bytes), max_depth)
    }

    fn of(source: Source<'a>, max_depth: usize) -> Result<(Document<'a>, Option<Flaw>), Flaw> {
        let Index { nodes, flaw } = index::index(source.text(), max_depth);
        match flaw {
            Some(flaw) if nodes.is_empty() => Err(flaw),
            flaw => Ok((Document { source, nodes }, flaw)),
        }
    }

    /// The text as it came.
    #[inline]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The same, shared.
    pub fn shared_text(&self) -> Text {
        self.share(0..self.text().len())
    }

    #[inline(always)]
    fn share(&self, part: Range<usize>) -> Text {
        match &self.source {
            Source::Borrowed(text) => text[part].into(),
            // An index has no text that is longer.
            Source::Shared(whole) => Text::part(whole, part.start as u32..part.end as u32),
        }
    }

    /// Where a value is. One that the text breaks off in reaches to the text's end.
    #[inline(always)]
    fn range(&self, node: Node) -> Range<usize> {
        node.start()..node.end().unwrap_or_else(|| self.text().len())
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value { document: self, node: 0 }
    }
}

fn complete<'a>((document, flaw): (Document<'a>, Option<Flaw>)) -> Result<Document<'a>, Flaw> {
    flaw.map_or(Ok(document), Err)
}

impl<'a> Source<'a> {
    fn new(bytes: &'a [u8]) -> Source<'a> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        // Faster than `from_utf8_lossy`, which looks for what it should replace.
        match str::from_utf8(bytes) {
            Ok(text) => Source::Borrowed(text),
            Err(_) => Source::Shared(shared::terminated(String::from_utf8_lossy(bytes).into_owned())),
        }
    }

    fn into_shared(self) -> Source<'static> {
        Source::Shared(match self {
            Source::Borrowed(text) => shared::terminated(shared::copied(text)),
            Source::Shared(whole) => whole,
        })
    }

    #[inline(always)]
    fn text(&self) -> &str {
        match self {
            Source::Borrowed(text) => text,
            Source::Shared(whole) => &whole[..whole.len() - 1],
        }
    }

    /// All bytes, the NUL too.
    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        match self {
            Source::Borrowed(text) => text.as_bytes(),
            Source::Shared(whole) => whole.as_bytes(),
        }
    }
}

impl<'a> Value<'a> {
    /// What it is.
    #[inline]
    pub fn kind(self) -> Kind {
        match self.document.source.bytes()[self.document.nodes[self.node].start()] {
            b'n' => Kind::Null,
            b't' | b'f' => Kind::Boolean,
            b'"' => Kind::String,
            b'[' => Kind::Array,
            b'{' => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// The value as it was written.
    pub fn text(self) -> &'a str {
        &self.document.text()[self.range()]
    }

    /// The same, shared.
    pub fn shared_text(self) -> Text {
        self.document.share(self.range())
    }

    #[inline(always)]
    fn range(self) -> Range<usize> {
        self.document.range(self.document.nodes[self.node])
    }

    #[inline(always)]
    fn inside_quotes(self) -> Range<usize> {
        let Range { start, end } = self.range();
        start + 1..end - 1
    }

    #[inline(always)]
    fn has_escapes(self) -> bool {
        self.document.nodes[self.node].has_escapes()
    }

    /// Whether its text ends before any flaw of the document.
    pub fn is_complete(self) -> bool {
        self.document.nodes[self.node].end().is_some()
    }

    /// The characters of a string. NUL and half a surrogate pair become U+FFFD.
    pub fn string(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| match self.has_escapes() {
            false => Cow::Borrowed(&self.document.text()[self.inside_quotes()]),
            true => Cow::Owned(text::unescaped(self.text())),
        })
    }

    /// The same, shared where it has no escapes.
    pub fn shared_string(self) -> Option<Text> {
        (self.kind() == Kind::String).then(|| match self.has_escapes() {
            false => self.document.share(self.inside_quotes()),
            true => text::unescaped(self.text()).into(),
        })
    }

    /// A boolean.
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.text() == "true")
    }

    /// A whole number that fits, written as a number of any form, or as a string that holds one.
    pub fn whole<T: TryFrom<u64>>(self) -> Option<T> {
        let number = match self.kind() {
            Kind::Number => number::whole(self.text()),
            Kind::String => number::whole(&self.string()?),
            _ => None,
        };
        T::try_from(number?).ok()
    }

    /// A number that is finite in 64 bits.
    pub fn number(self) -> Option<f64> {
        let number: f64 = (self.kind() == Kind::Number).then(|| self.text().parse().ok())??;
        number.is_finite().then_some(number)
    }

    /// The elements of an array; of anything else, none.
    pub fn elements(self) -> impl Iterator<Item = Value<'a>> {
        let (nodes, end) = self.inside(Kind::Array);
        let mut node = self.node + 1;
        iter::from_fn(move || {
            let element = (node < end).then_some(Value { node, ..self })?;
            node = nodes[node].next as usize;
            Some(element)
        })
    }

    /// The members of an object in their order, each name with its value; of anything else, none. Names may repeat.
    pub fn members(self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
        let (nodes, end) = self.inside(Kind::Object);
        let mut node = self.node + 1;
        iter::from_fn(move || {
            let name = (node < end).then_some(Value { node, ..self })?;
            let value = Value { node: node + 1, ..self };
            node = nodes[value.node].next as usize;
            Some((name, value))
        })
    }

    /// The member of this name: of several the last, as everywhere in JSON.
    pub fn member(self, name: &str) -> Option<Value<'a>> {
        let mut found = [None];
        self.find(&[name], &mut found);
        found[0]
    }

    /// Finds the members of these names in one walk over the object: of several of one name the last. It is fastest where
    /// the members stand in the order of the names.
    pub fn find(self, names: &[&str], found: &mut [Option<Value<'a>>]) {
        let (nodes, end) = self.inside(Kind::Object);
        let bytes = self.document.text().as_bytes();
        let mut node = self.node + 1;
        let mut likely = 0;
        while node < end {
            let name = Value { node, ..self };
            let name = match name.has_escapes() {
                false => Cow::Borrowed(&bytes[name.inside_quotes()]),
                true => Cow::Owned(text::unescaped(name.text()).into_bytes()),
            };
            let is_it = |place: &usize| *names[*place].as_bytes() == *name;
            if let Some(place) = (likely..names.len()).chain(0..likely).find(is_it) {
                found[place] = Some(Value { node: node + 1, ..self });
                likely = place + 1;
            }
            node = nodes[node + 1].next as usize;
        }
    }

    /// The members, each name once, in the place of its first and with the value of its last: the name's characters, the
    /// name as it was written, the value.
    pub fn distinct_members(self) -> Vec<(Cow<'a, str>, Value<'a>, Value<'a>)> {
        let mut places: HashMap<Cow<str>, usize> = HashMap::new();
        let mut distinct: Vec<(Cow<str>, Value, Value)> = Vec::new();
        for (name, value) in self.members() {
            let text = name.string().unwrap_or_default();
            match places.get(&text) {
                Some(place) => distinct[*place].2 = value,
                None => {
                    places.insert(text.clone(), distinct.len());
                    distinct.push((text, name, value));
                }
            }
        }
        distinct
    }

    /// The document's nodes, and where those inside this value end: nowhere, if it is of another kind.
    fn inside(self, kind: Kind) -> (&'a [Node], usize) {
        let nodes = self.document.nodes.as_slice();
        (nodes, if self.kind() == kind { nodes[self.node].next as usize } else { 0 })
    }

    /// Where it stands in its document, such as `results[1].sessionRef.name`; empty for the outermost value.
    pub fn path(self) -> String {
        let mut path = String::new();
        let mut around = self.document.root();
        let holds = |value: Value| (value.node..self.document.nodes[value.node].next as usize).contains(&self.node);
        while around.node != self.node {
            if let Some((name, value)) = around.members().find(|(_, value)| holds(*value)) {
                path.push_str(if path.is_empty() { "" } else { "." });
                push_name(&mut path, name.text());
                around = value;
            } else if let Some((place, value)) = around.elements().enumerate().find(|(_, value)| holds(*value)) {
                path.push_str(&format!("[{place}]"));
                around = value;
            } else {
                // A member's name has no path of its own.
                break;
            }
        }
        path
    }
}

/// Adds a name, in quotes, to a path. A name that is longer than those of the service is cut: others may have written it,
/// and paths go into the log. What is left is shorter than the parts of a secret that the library hides.
fn push_name(path: &mut String, name: &str) {
    const MAX_NAME: usize = 20;
    const MAX_FOREIGN: usize = 15;
    let name = &name[1..name.len() - 1];
    let is_short = |name: &str| name.len() <= MAX_NAME && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if name.chars().nth(MAX_FOREIGN).is_none() || is_short(name) {
        path.push_str(name);
    } else {
        path.extend(name.chars().take(MAX_FOREIGN).chain(['…']));
    }
}

#[cfg(test)]
mod tests;
