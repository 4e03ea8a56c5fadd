//! Tokens: what is sent, who gives them, and that they never show.

mod credentials;
mod queue;
mod redact;
mod secret;
mod signer;

pub(crate) use credentials::{Asking, Obtained, Waiting};
pub use credentials::{Credentials, Granted, TokenProvider, TokenRequest};
pub use queue::TokenQueue;
pub(crate) use redact::{HIDDEN, Redactor, Shown};
pub use secret::Authorization;
#[cfg(feature = "capi")]
pub(crate) use secret::MOST_TOKEN_BYTES;
pub use signer::Signer;
