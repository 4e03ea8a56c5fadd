//! HTTP as values, and who sends it.

mod endpoint;
mod failure;
mod request;
mod response;
mod transport;
pub mod ureq_transport;

pub use endpoint::Endpoint;
pub use failure::{Failure, FailureKind};
pub(crate) use request::encode_segment;
pub use request::{Method, Precondition, Repeat, Request, WireRequest};
pub use response::Response;
pub use transport::{Cancel, Limits, Registration, Transport};
