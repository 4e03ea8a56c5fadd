//! An object of an answer, read so that one field which is not as it should be costs nothing but itself.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::Display;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Document, Kind, Skipped, Value};
use crate::error::Error;

/// An object of an answer. Absent and null are `None` for every field; so is a field that cannot be read, which is
/// noted.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    object: Value<'a>,
    notes: &'a Notes,
}

/// What of an answer could not be read.
#[derive(Default)]
pub(crate) struct Notes {
    kept: RefCell<Vec<String>>,
    count: Cell<usize>,
    paths: Cell<usize>,
}

impl Notes {
    /// Most notes of one answer that are kept; the rest is counted.
    const MAX_KEPT: usize = 20;
    /// Most paths that are found in one answer: each takes as long as the text before it. More than are ever kept.
    const MAX_PATHS: usize = 200;

    /// Notes a sentence, which begins with the field's path.
    pub(crate) fn add(&self, note: impl FnOnce() -> String) {
        self.count.set(self.count.get() + 1);
        if self.count.get() <= Notes::MAX_KEPT {
            self.kept.borrow_mut().push(note());
        }
    }

    /// The notes, the last of them saying how many were not kept.
    pub(crate) fn into_vec(self) -> Vec<String> {
        let mut notes = self.kept.into_inner();
        let more = self.count.get() - notes.len();
        if more > 0 {
            notes.push(format!("and {more} more"));
        }
        notes
    }

    /// "Where it stands: should be this, is that".
    fn wrong(&self, value: Value, expected: &str) -> String {
        let path = self.path(value);
        let path = if path.is_empty() { "the answer" } else { &path };
        let got = match value.kind() {
            Kind::Null => "null",
            Kind::Boolean => "a boolean",
            Kind::Number => value.text().get(..MAX_NUMBER).unwrap_or(value.text()),
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        };
        format!("{path}: should be {expected}, is {got}")
    }

    fn path(&self, value: Value) -> String {
        if self.paths.get() == Notes::MAX_PATHS {
            return "…".to_owned();
        }
        self.paths.set(self.paths.get() + 1);
        value.path()
    }
}

impl<'a> Fields<'a> {
    /// The object that the whole answer must be.
    pub(crate) fn root(document: &'a Document, notes: &'a Notes) -> Result<Fields<'a>, Error> {
        Fields::of(document.root(), notes)
    }

    /// A value that must be an object.
    pub(crate) fn of(value: Value<'a>, notes: &'a Notes) -> Result<Fields<'a>, Error> {
        match value.kind() {
            Kind::Object => Ok(Fields { object: value, notes }),
            _ => Err(Error::protocol(notes.wrong(value, "an object"))),
        }
    }

    /// A nested object.
    pub(crate) fn object(&self, name: &str) -> Option<Fields<'a>> {
        let read = |value: Value<'a>| (value.kind() == Kind::Object).then_some(Fields { object: value, ..*self });
        self.read(name, "an object", read)
    }

    /// The elements of an array that the answer must have, each an object. Those that are none, or that `read` refuses,
    /// are passed over.
    pub(crate) fn rows<T>(
        &self,
        name: &str,
        mut read: impl FnMut(&Fields<'a>) -> Result<T, Error>,
    ) -> Result<(Vec<T>, Skipped), Error> {
        let array = self.get(name).filter(|value| value.kind() == Kind::Array);
        let array = array.ok_or_else(|| self.unusable(name, "an array"))?;
        let mut skipped = Skipped::default();
        let row = |row| self.row(row, &mut skipped, |fields| read(fields));
        let rows = array.elements().filter_map(row).collect();
        Ok((rows, skipped))
    }

    /// The same of the members of an object, which may be absent, each with its name.
    pub(crate) fn named_rows<T>(&self, name: &str, mut read: impl FnMut(&str, &Fields<'a>) -> T) -> (Vec<T>, Skipped) {
        let mut skipped = Skipped::default();
        let row = |(name, row): (Cow<str>, Value<'a>)| self.row(row, &mut skipped, |fields| Ok(read(&name, fields)));
        let rows = self.members(name).filter(|(_, row)| row.kind() != Kind::Null).filter_map(row).collect();
        (rows, skipped)
    }

    fn row<T>(
        &self,
        row: Value<'a>,
        skipped: &mut Skipped,
        read: impl FnOnce(&Fields<'a>) -> Result<T, Error>,
    ) -> Option<T> {
        let skip = |error: Error| {
            self.note(|| format!("passed over: {}", error.message));
            skipped.add(error.message);
        };
        Fields::of(row, self.notes).and_then(|fields| read(&fields)).map_err(skip).ok()
    }

    /// The members of a nested object, each name once.
    fn members(&self, name: &str) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> {
        let members = self.object(name).map(|object| object.object.distinct_members()).unwrap_or_default();
        members.into_iter().map(|(name, _, value)| (name, value))
    }

    pub(crate) fn string(&self, name: &str) -> Option<String> {
        self.read(name, "a string", |value| value.string()).map(Cow::into_owned)
    }

    /// A text that is never cut: one of more than `max` bytes is unknown. Unknown is empty.
    pub(crate) fn identifier(&self, name: &str, max: usize) -> String {
        let text = self.string(name).unwrap_or_default();
        if text.len() > max {
            self.note(|| format!("{}: should be a string of at most {max} bytes", self.path_of(name)));
            return String::new();
        }
        text
    }

    pub(crate) fn boolean(&self, name: &str) -> Option<bool> {
        self.read(name, "a boolean", Value::boolean)
    }

    /// A whole number; the service writes many as strings.
    pub(crate) fn whole<T: TryFrom<u64>>(&self, name: &str) -> Option<T> {
        self.read(name, "a whole number in range", Value::whole)
    }

    /// An array of such numbers, those that can be read.
    pub(crate) fn wholes<T: TryFrom<u64>>(&self, name: &str) -> Vec<T> {
        self.each(name, "a whole number in range", Value::whole)
    }

    /// An array of strings, those that can be read.
    pub(crate) fn strings(&self, name: &str) -> Vec<String> {
        self.each(name, "a string", |value| value.string().map(Cow::into_owned))
    }

    /// The members of an object that are strings, by name.
    pub(crate) fn string_members(&self, name: &str) -> Vec<(String, String)> {
        self.each_member(name, "a string", |value| value.string().map(Cow::into_owned))
    }

    /// The members of an object that are numbers, by name.
    pub(crate) fn number_members(&self, name: &str) -> Vec<(String, f64)> {
        self.each_member(name, "a finite number", Value::number)
    }

    /// A time such as `2014-08-28T23:15:34.8852308Z`, as Unix time in milliseconds.
    pub(crate) fn time(&self, name: &str) -> Option<i64> {
        self.read(name, "a time of RFC 3339", |value| {
            let time = OffsetDateTime::parse(&value.string()?, &Rfc3339).ok()?;
            i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
        })
    }

    /// The text of this object.
    pub(crate) fn text(&self) -> &'a str {
        self.object.text()
    }

    /// The text of a member, whatever it is, null too.
    pub(crate) fn any_text(&self, name: &str) -> Option<String> {
        self.object.member(name).map(|value| value.text().to_owned())
    }

    /// The text of an array.
    pub(crate) fn array_text(&self, name: &str) -> Option<String> {
        self.read(name, "an array", |value| (value.kind() == Kind::Array).then(|| value.text().to_owned()))
    }

    /// The text of a nested object.
    pub(crate) fn object_text(&self, name: &str) -> Option<String> {
        self.object(name).map(|object| object.text().to_owned())
    }

    /// Notes what is not as it should be.
    pub(crate) fn note(&self, note: impl FnOnce() -> String) {
        self.notes.add(note);
    }

    /// A string, if it is one, without a note.
    pub(crate) fn told(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.string()
    }

    /// The error of a field that must be there and be `expected`.
    pub(crate) fn unusable(&self, name: &str, expected: &str) -> Error {
        match self.get(name) {
            None => Error::protocol(format!("{}: is missing in the answer", self.path_of(name))),
            Some(value) => Error::protocol(self.notes.wrong(value, expected)),
        }
    }

    /// The error of a field that can be read and must not be what it is.
    pub(crate) fn refused(&self, name: &str, rule: impl Display) -> Error {
        Error::protocol(format!("{}: {rule}", self.path_of(name)))
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        self.object.member(name).filter(|value| value.kind() != Kind::Null)
    }

    fn read<T>(&self, name: &str, what: &str, read: impl FnOnce(Value<'a>) -> Option<T>) -> Option<T> {
        let value = self.get(name)?;
        self.noted(value, what, read(value))
    }

    fn each<T>(&self, name: &str, what: &str, read: impl Fn(Value<'a>) -> Option<T>) -> Vec<T> {
        let array = self.read(name, "an array", |value| (value.kind() == Kind::Array).then_some(value));
        let elements = array.into_iter().flat_map(Value::elements);
        elements.filter_map(|value| self.noted(value, what, read(value))).collect()
    }

    fn each_member<T>(&self, name: &str, what: &str, read: impl Fn(Value<'a>) -> Option<T>) -> Vec<(String, T)> {
        let read =
            |(name, value): (Cow<str>, Value<'a>)| Some((name.into_owned(), self.noted(value, what, read(value))?));
        self.members(name).filter_map(read).collect()
    }

    /// What was read of a value, with a note where nothing was.
    fn noted<T>(&self, value: Value, expected: &str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.note(|| self.notes.wrong(value, expected));
        }
        read
    }

    fn path_of(&self, name: &str) -> String {
        let path = self.notes.path(self.object);
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    }
}

/// Most bytes of a number in a note.
const MAX_NUMBER: usize = 15;
