//! The file: its entries, one by one.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::Text;
use crate::{Entry, Json, PassedOver};

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Har<'a> {
    /// The entries, in the file's order.
    pub entries: Vec<Entry<'a>>,
    /// Those that could not be read.
    pub passed_over: PassedOver,
}

/// Why a text is no HAR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotHar(String);

impl fmt::Display for NotHar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotHar {}

/// Reads a file's text. What follows a place where the JSON breaks off, as that of a trace whose process was killed while
/// it wrote, counts as one entry that is passed over.
pub fn read(text: &str) -> Result<Har<'_>, NotHar> {
    let mut found = None;
    let seek = Seek { path: &["log", "entries"], found: &mut found };
    let ended = seek.deserialize(&mut serde_json::Deserializer::from_str(text));
    let items = match (found, &ended) {
        (Some(items), Ok(())) => items,
        (Some(items), Err(_)) if !items.is_empty() => items,
        (_, Err(error)) if !error.is_data() => return Err(NotHar(format!("is no HAR: {error}"))),
        _ => return Err(NotHar("is no HAR: it has no log.entries".to_owned())),
    };
    let mut har = Har { entries: Vec::new(), passed_over: PassedOver::default() };
    for (index, item) in items.iter().enumerate() {
        match Entry::read(index + 1, Json(item)) {
            Ok(entry) => har.entries.push(entry),
            Err(why) => har.passed_over.add(index + 1, why),
        }
    }
    if let Err(error) = ended {
        let (line, column) = (error.line(), error.column());
        har.passed_over.add(items.len() + 1, format!("breaks off at line {line}, column {column}"));
    }
    Ok(har)
}

/// Goes down a path of members to an array, and keeps its items also where the text breaks off later.
struct Seek<'s, 'a> {
    path: &'static [&'static str],
    found: &'s mut Option<Vec<&'a RawValue>>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() { deserializer.deserialize_seq(self) } else { deserializer.deserialize_map(self) }
    }
}

impl<'de> Visitor<'de> for Seek<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.path.is_empty() { "an array" } else { "an object" })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (wanted, path) = self.path.split_first().unwrap_or((&"", &[]));
        while let Some(Text(name)) = map.next_key()? {
            if name == *wanted {
                map.next_value_seed(Seek { path, found: self.found })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        let items = self.found.insert(Vec::new());
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(())
    }
}
