//! What other threads report of a call.

use std::sync::Arc;

use crate::auth::Granted;
use crate::error::Error;
use crate::http::{Failure, Pending, Response};

/// What other threads report of a call.
pub(super) enum Event {
    TurnCame,
    Authorized {
        slot: usize,
        granted: Option<Result<Granted, Error>>,
    },
    Answered {
        ticket: u64,
        outcome: Result<Response, Failure>,
    },
    /// The engine was called with a request.
    HandedOver {
        ticket: u64,
        pending: Pending,
    },
    /// Something around the call has changed: look.
    Woken,
}

/// Where events of a call go.
pub(super) type Post = Arc<dyn Fn(Event) + Send + Sync>;
