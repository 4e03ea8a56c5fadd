//! JSON that others wrote, and JSON that the game wrote.
//!
//! Foreign text is read by the crate `json/` alone: a [`Document`] and its [`Value`]s. [`Fields`] reads an answer by the
//! rule that what the call was made for survives: a field that cannot be read is unknown, and noted. A [`JsonText`] is
//! the game's own JSON: checked, and sent as it was written.
//!
//! `serde_json::Value` must not read foreign text: it, and whatever serde buffers, gives keys such as
//! `$serde_json::private::RawValue` a meaning of their own. A test holds that.

mod fields;
mod merge;
mod own;
mod skipped;

pub(crate) use fields::{Field, Fields, Notes};
pub use mpsd_json::Text;
pub(crate) use mpsd_json::{Document, Flaw, Kind, Value};
pub(crate) use own::JsonText;
pub use skipped::Skipped;

use crate::error::Error;

/// How deep an answer may nest. No limit of the service's.
pub(crate) const MAX_DEPTH: usize = 1000;

/// The body of an answer; its texts share a copy of it. Its error is one of the protocol.
pub(crate) fn answer(body: &[u8]) -> Result<Document<'static>, Error> {
    Document::read_shared(body, MAX_DEPTH).map_err(|flaw| Error::protocol(format!("the answer {flaw}")))
}

#[cfg(test)]
mod tests;
