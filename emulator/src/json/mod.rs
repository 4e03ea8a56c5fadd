//! JSON of the emulator's own: what others have written is read here, and nowhere else.
//!
//! A general reader such as `serde_json::Value` gives some keys and numbers a meaning of its own. Here no text selects a
//! code path: an object's key is a key, a number stays as it was written, and depth is bounded while reading, so that
//! copying, comparing, merging, writing and dropping need little stack whatever the input is.

mod de;
mod fields;
mod merge;
mod read;
mod value;
mod write;

pub(crate) use de::from_value;
pub(crate) use fields::{Fields, kind, plain_text};
pub(crate) use merge::{contains, merge};
pub(crate) use read::{check_levels, parse, parse_lenient, parse_snapshot};
pub(crate) use value::{Object, ToValue, Value, json};
pub(crate) use write::to_vec;
