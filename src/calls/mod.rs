//! Calls as step machines: what to do next is asked of them, what came of it is told to them.
//!
//! No I/O, no clock and no threads: time is an argument, randomness a seed. Whoever turns the steps (`drive`) does the
//! rest.

mod activities;
mod batch;
mod clear_activity;
mod exchange;
mod journal;
mod plan;
mod retry;
mod single;
mod vector;

#[cfg(test)]
mod pacing_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::time::Instant;

pub use activities::merged as merged_activities;
pub use batch::Batch;
pub use clear_activity::ClearActivity;
pub use exchange::{Answer, Exchange};
pub use journal::{Attempt, Journal, Reason};
pub use plan::Plan;
pub use single::Single;

use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::{Failure, Limits, Response, WireRequest};

/// What a call wants next. A slot tells the requests of one call apart.
pub enum Step<T> {
    /// Get a token for this attempt, then tell `authorized`. `refused` is the number of the token just refused.
    Authorize {
        /// Which request of the call.
        slot: usize,
        /// The attempt.
        wire: WireRequest,
        /// The token that must not be used again.
        refused: Option<u64>,
    },
    /// Send this attempt, then tell `answered`.
    Send {
        /// Which request of the call.
        slot: usize,
        /// The attempt.
        wire: WireRequest,
        /// How long it may take.
        limits: Limits,
    },
    /// Nothing to do before this time, or before something is told.
    Wait(Instant),
    /// The call is over. It must not be asked again.
    Done(T),
}

/// One call.
pub trait Call {
    /// What the caller gets.
    type Output;

    /// Whether it never has more than one request under way: then nothing waits while that is sent.
    fn is_sequential(&self) -> bool;
    /// What to do now.
    fn step(&mut self, now: Instant) -> Step<Self::Output>;
    /// The token that a slot asked for; `None`: ask again.
    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>);
    /// The answer to what a slot sent.
    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant);
    /// Ends whatever is not over yet with this code.
    fn abandon(&mut self, code: Code);
}
