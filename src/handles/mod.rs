//! Handles: immutable pointers to a session. What is asked of the service, and what it answers.

mod activity;
mod handle;
mod invite;
mod query;
mod wire;
mod xuids;

pub use activity::ActivityHandle;
pub use handle::{Handle, HandleId};
pub use invite::Invite;
pub(crate) use xuids::check as check_xuids;

pub use query::{Activity, ActivityQuery, JoinRestriction, RelatedInfo, Visibility};
