//! Sessions: their reference, and reading and writing their documents.

mod join;
mod names;
mod reference;
mod session;
mod write;

pub use join::JoinRequest;
pub use names::Scid;
pub(crate) use names::{check_name, guid};
pub use reference::{SessionReference, SessionTarget};
pub use session::Session;
pub use write::{WriteMode, WriteRequest, leave_request};
