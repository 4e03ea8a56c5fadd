//! The file: its entries, one by one.

use std::fmt;

use mpsd_json::{Document, Flaw, Kind, Value};

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

/// A file, of which the entries are read where they stand.
#[derive(Debug)]
pub struct File<'a> {
    document: Document<'a>,
    /// Where it breaks off.
    flaw: Option<Flaw>,
}

impl<'a> File<'a> {
    /// Looks at a file's bytes. A byte order mark is skipped; what is not UTF-8 counts as U+FFFD.
    pub fn new(bytes: &'a [u8]) -> Result<File<'a>, NotHar> {
        let (document, flaw) = Document::read_until_flaw(bytes, usize::MAX).map_err(|flaw| not_json(&flaw))?;
        Ok(File { document, flaw })
    }

    /// Reads the entries. What follows a place where the JSON breaks off, as that of a trace whose process was killed
    /// while it wrote, counts as one entry that is passed over.
    pub fn read(&self) -> Result<Har<'_>, NotHar> {
        let entries = self.document.root().member("log").and_then(|log| log.member("entries"));
        let entries = entries.filter(|entries| entries.kind() == Kind::Array);
        let mut har = Har { entries: Vec::new(), passed_over: PassedOver::default() };
        let mut count = 0;
        for value in entries.into_iter().flat_map(Value::elements).filter(|value| value.is_complete()) {
            count += 1;
            match Entry::read(count, Json(value)) {
                Ok(entry) => har.entries.push(entry),
                Err(why) => har.passed_over.add(count, why),
            }
        }
        match self.flaw {
            None if entries.is_none() => return Err(NotHar("is no HAR: it has no log.entries".to_owned())),
            None => {}
            Some(flaw) if count == 0 => return Err(not_json(&flaw)),
            Some(flaw) => har.passed_over.add(count + 1, self.place_of(flaw)),
        }
        Ok(har)
    }

    /// Completes "entry 7 …".
    fn place_of(&self, flaw: Flaw) -> String {
        let Flaw::Syntax(_, at) = flaw else { return format!("is in a file that {flaw}") };
        let before = &self.document.text().as_bytes()[..at];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |line_break| line_break + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("breaks off at line {line}, column {}", at - line_start + 1)
    }
}

fn not_json(flaw: &Flaw) -> NotHar {
    NotHar(format!("is no HAR: it {flaw}"))
}
