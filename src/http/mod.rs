//! HTTP as values, and who sends it.

pub mod curl;
mod endpoint;
mod failure;
mod polled;
mod request;
mod response;
mod transport;
pub mod ureq_transport;

pub use endpoint::Endpoint;
pub use failure::{Failure, FailureKind};
pub(crate) use polled::Pending;
pub use polled::{HttpRequest, RequestQueue};
pub(crate) use request::encode_segment;
pub use request::{Method, Precondition, Quota, Repeat, Request, WireRequest};
pub use response::Response;
/// Larger answers are refused: a session directory document is far smaller.
pub(crate) const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

pub use transport::{Cancel, Limits, Registration, Transport};
