//! Secrets, and that they never show.

mod authorization;
mod characters;
mod redact;

pub use authorization::Authorization;
#[cfg(feature = "capi")]
pub(crate) use authorization::MAX_TOKEN_BYTES;
pub(crate) use redact::{HIDDEN, Redactor, Shown};
