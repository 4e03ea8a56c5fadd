//! Secrets, and that they never show.

mod authorization;
mod characters;
mod redact;

pub use authorization::Authorization;
pub(crate) use authorization::MOST_TOKEN_BYTES;
pub(crate) use redact::{HIDDEN, Redactor, Shown};
