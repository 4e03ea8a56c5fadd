//! An object of an answer, read so that one field which is not as it should be costs nothing but itself.

use std::array;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::Display;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Document, Kind, Skipped, Text, Value};
use crate::error::Error;

/// An object of an answer.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    object: Value<'a>,
    notes: &'a Notes,
}

/// A field of an object. Absent and null are `None` for every reader; so is a field that cannot be read, which is noted.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    of: Fields<'a>,
    name: &'a str,
    /// As it was written, null too.
    written: Option<Value<'a>>,
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

    /// The fields of these names, found in one walk over the object.
    pub(crate) fn named<const COUNT: usize>(&self, names: [&'a str; COUNT]) -> [Field<'a>; COUNT] {
        let mut found = [None; COUNT];
        self.object.find(&names, &mut found);
        array::from_fn(|place| Field { of: *self, name: names[place], written: found[place] })
    }

    /// The field of this name.
    pub(crate) fn field(&self, name: &'a str) -> Field<'a> {
        Field { of: *self, name, written: self.object.member(name) }
    }

    /// The text of this object.
    pub(crate) fn text(&self) -> Text {
        self.object.shared_text()
    }

    /// The error of a field that can be read and must not be what it is.
    pub(crate) fn refused(&self, name: impl Display, rule: impl Display) -> Error {
        Error::protocol(format!("{}: {rule}", self.path_of(name)))
    }

    fn row<T>(
        &self,
        row: Value<'a>,
        skipped: &mut Skipped,
        read: impl FnOnce(&Fields<'a>) -> Result<T, Error>,
    ) -> Option<T> {
        let skip = |error: Error| {
            self.notes.add(|| format!("passed over: {}", error.message));
            skipped.add(error.message);
        };
        Fields::of(row, self.notes).and_then(|fields| read(&fields)).map_err(skip).ok()
    }

    fn path_of(&self, name: impl Display) -> String {
        let path = self.notes.path(self.object);
        if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
    }
}

impl<'a> Field<'a> {
    /// A nested object.
    pub(crate) fn object(self) -> Option<Fields<'a>> {
        let read = |value: Value<'a>| (value.kind() == Kind::Object).then_some(Fields { object: value, ..self.of });
        self.read("an object", read)
    }

    /// The elements of an array that the answer must have, each an object. Those that are none, or that `read` refuses,
    /// are passed over.
    pub(crate) fn rows<T>(
        self,
        mut read: impl FnMut(&Fields<'a>) -> Result<T, Error>,
    ) -> Result<(Vec<T>, Skipped), Error> {
        let array = self.value().filter(|value| value.kind() == Kind::Array);
        let array = array.ok_or_else(|| self.unusable("an array"))?;
        let mut skipped = Skipped::default();
        let row = |row| self.of.row(row, &mut skipped, |fields| read(fields));
        let mut rows = Vec::with_capacity(array.elements().take(MAX_RESERVED).count());
        rows.extend(array.elements().filter_map(row));
        Ok((rows, skipped))
    }

    /// The same of the members of an object, which may be absent, each with its name.
    pub(crate) fn named_rows<T>(self, mut read: impl FnMut(&str, &Fields<'a>) -> T) -> (Vec<T>, Skipped) {
        let mut skipped = Skipped::default();
        let row = |(name, row): (Cow<str>, Value<'a>)| self.of.row(row, &mut skipped, |fields| Ok(read(&name, fields)));
        let rows = self.members().filter(|(_, row)| row.kind() != Kind::Null).filter_map(row).collect();
        (rows, skipped)
    }

    /// A string, borrowed from the answer where it can be.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        self.read("a string", Value::string)
    }

    /// A string to keep.
    pub(crate) fn string(self) -> Option<Text> {
        self.read("a string", Value::shared_string)
    }

    /// A text that is never cut: one of more than `max` bytes is unknown. Unknown is empty.
    pub(crate) fn identifier(self, max: usize) -> Text {
        let text = self.string().unwrap_or_default();
        if text.len() > max {
            let path = || self.of.path_of(self.name);
            self.of.notes.add(|| format!("{}: should be a string of at most {max} bytes", path()));
            return Text::default();
        }
        text
    }

    pub(crate) fn boolean(self) -> Option<bool> {
        self.read("a boolean", Value::boolean)
    }

    /// A whole number; the service writes many as strings.
    pub(crate) fn whole<T: TryFrom<u64>>(self) -> Option<T> {
        self.read("a whole number in range", Value::whole)
    }

    /// An array of such numbers, those that can be read.
    pub(crate) fn wholes<T: TryFrom<u64>>(self) -> Vec<T> {
        self.each("a whole number in range", Value::whole)
    }

    /// An array of strings, those that can be read.
    pub(crate) fn strings(self) -> Vec<String> {
        self.each("a string", |value| value.string().map(Cow::into_owned))
    }

    /// The members of an object that are strings, by name.
    pub(crate) fn string_members(self) -> Vec<(String, String)> {
        self.each_member("a string", |value| value.string().map(Cow::into_owned))
    }

    /// The members of an object that are numbers, by name.
    pub(crate) fn number_members(self) -> Vec<(String, f64)> {
        self.each_member("a finite number", Value::number)
    }

    /// A time such as `2014-08-28T23:15:34.8852308Z`, as Unix time in milliseconds.
    pub(crate) fn time(self) -> Option<i64> {
        self.read("a time of RFC 3339", |value| {
            let time = OffsetDateTime::parse(&value.string()?, &Rfc3339).ok()?;
            Some(time.unix_timestamp() * 1000 + i64::from(time.millisecond()))
        })
    }

    /// The text of the field, whatever it is, null too.
    pub(crate) fn any_text(self) -> Option<Text> {
        self.written.map(Value::shared_text)
    }

    /// The text of an array.
    pub(crate) fn array_text(self) -> Option<Text> {
        self.read("an array", |value| (value.kind() == Kind::Array).then(|| value.shared_text()))
    }

    /// The text of a nested object.
    pub(crate) fn object_text(self) -> Option<Text> {
        self.object().map(|object| object.text())
    }

    /// A string, if it is one, without a note.
    pub(crate) fn told(self) -> Option<Cow<'a, str>> {
        self.value()?.string()
    }

    /// The error of a field that must be there and be `expected`.
    pub(crate) fn unusable(self, expected: &str) -> Error {
        match self.value() {
            None => Error::protocol(format!("{}: is missing in the answer", self.of.path_of(self.name))),
            Some(value) => Error::protocol(self.of.notes.wrong(value, expected)),
        }
    }

    /// The field, unless it is absent or null.
    fn value(self) -> Option<Value<'a>> {
        self.written.filter(|value| value.kind() != Kind::Null)
    }

    /// The members of a nested object, each name once.
    fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> {
        let members = self.object().map(|object| object.object.distinct_members()).unwrap_or_default();
        members.into_iter().map(|(name, _, value)| (name, value))
    }

    fn read<T>(self, expected: &str, read: impl FnOnce(Value<'a>) -> Option<T>) -> Option<T> {
        let value = self.written?;
        let read = read(value);
        // What can be read is not null: whether it is need not be known first.
        if read.is_none() && value.kind() != Kind::Null {
            self.note(value, expected);
        }
        read
    }

    fn each<T>(self, expected: &str, read: impl Fn(Value<'a>) -> Option<T>) -> Vec<T> {
        let array = self.read("an array", |value| (value.kind() == Kind::Array).then_some(value));
        let elements = array.into_iter().flat_map(Value::elements);
        elements.filter_map(|value| self.noted(value, expected, read(value))).collect()
    }

    fn each_member<T>(self, expected: &str, read: impl Fn(Value<'a>) -> Option<T>) -> Vec<(String, T)> {
        let read =
            |(name, value): (Cow<str>, Value<'a>)| Some((name.into_owned(), self.noted(value, expected, read(value))?));
        self.members().filter_map(read).collect()
    }

    /// What was read of a value, with a note where nothing was.
    fn noted<T>(self, value: Value, expected: &str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.note(value, expected);
        }
        read
    }

    #[cold]
    fn note(self, value: Value, expected: &str) {
        self.of.notes.add(|| self.of.notes.wrong(value, expected));
    }
}

/// Most rows for which memory is reserved before they are read: as many as the service returns at once.
const MAX_RESERVED: usize = 100;
/// Most bytes of a number in a note.
const MAX_NUMBER: usize = 15;
