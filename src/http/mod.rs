//! HTTP as values, and who sends it.

mod called;
pub mod curl;
pub mod direct;
mod endpoint;
mod engine_request;
mod failure;
mod headers;
mod polled;
mod request;
mod response;
mod retry_after;
pub mod trace;
mod transport;

pub use called::{CalledEngine, OnAbandoned, RequestHandler};
pub use endpoint::Endpoint;
pub use engine_request::{EngineTerms, HttpRequest};
pub(crate) use engine_request::{Order, Pending};
pub use failure::{Failure, FailureKind};
pub use headers::Headers;
pub use polled::RequestQueue;
pub(crate) use request::encode_segment;
#[cfg(test)]
pub(crate) use request::plain_request;
pub use request::{Method, Precondition, Quota, Repeat, Request, RequestDefaults, WireRequest};
pub use response::Response;
pub use transport::{Cancel, Interrupt, Limits, Registration, Transport};
