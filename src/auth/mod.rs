//! Tokens: what is sent, who gives them, and that they never show.

mod credentials;
mod gate;
mod secret;

pub use credentials::{Credentials, Granted, TokenProvider, TokenRequest};
pub use secret::Authorization;
