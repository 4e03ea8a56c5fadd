//! Tokens: what is sent, who gives them, and that they never show.

mod credentials;
mod queue;
mod signer;

pub use crate::secrets::Authorization;
pub(crate) use credentials::{Asking, Obtained, Waiting};
pub use credentials::{Credentials, Granted, TokenProvider, TokenRequest};
pub use queue::TokenQueue;
pub use signer::Signer;
