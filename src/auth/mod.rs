//! Tokens: what is sent, who gives them, and that they never show.

mod credentials;
mod secret;

pub(crate) use credentials::Waiting;
pub use credentials::{Credentials, Granted, TokenProvider, TokenRequest};
pub use secret::Authorization;
pub(crate) use secret::MOST_TOKEN_BYTES;
