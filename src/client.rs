//! One signed-in user on a network: the list of calls.

mod activities;
mod calls;
mod core;
mod invites;
mod lifetime;
mod operation;
mod operations;
mod options;
mod prepared;
mod receipt;
mod slot;

pub use self::core::Client;
pub use crate::calls::Progress;
pub use invites::{InviteOutcome, InviteRows};
pub use operation::Operation;
pub use operations::OperationOptions;
pub use options::{CallOptions, ClientOptions};
pub use prepared::Prepared;
pub use receipt::{Receipt, Reply};
