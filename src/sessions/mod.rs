//! Sessions: their reference, and reading and writing their documents.

mod contents;
mod document;
mod document_parts;
mod document_wire;
mod etag;
mod flags;
mod found;
mod join;
mod member;
mod query;
mod session;
mod write;
mod write_error;

pub use crate::names::{Scid, SessionReference, SessionTarget};
pub use contents::SessionContents;
pub use document::SessionDocument;
pub use document_parts::{MemberJoin, SessionConstants, Subscription};
pub use flags::{Capabilities, ChangeTypes};
pub use found::{FoundSession, SeatStatus, SessionList};
pub use join::JoinRequest;
pub use member::SessionMember;
pub use query::{SessionFilter, SessionQuery};
pub use session::{Outcome, Session};
pub use write::{WriteMode, WriteRequest, leave_request};
pub use write_error::WriteError;
