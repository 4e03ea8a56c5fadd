//! Calls as step machines: what to do next is asked of them, what came of it is told to them.
//!
//! No I/O, no clock and no threads: time is an argument, randomness a seed. Whoever turns the steps (`drive`) does the
//! rest.

mod activities;
mod batch;
mod clear_activity;
mod diagnostics;
mod exchange;
mod in_turn;
mod journal;
mod messages;
mod plan;
mod prewarm;
mod retry;
mod single;
mod then;
mod vector;

#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod pacing_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Instant;

pub use activities::merged as merged_activities;
pub use batch::{Batch, Collect, Outcomes};
pub use clear_activity::ClearActivity;
pub use diagnostics::Diagnostics;
pub use exchange::{Answer, Exchange};
pub use in_turn::InTurn;
pub use journal::{Attempt, Journal, Reason};
pub use plan::Plan;
pub use prewarm::Prewarm;
pub use single::Single;
pub use then::Then;

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
        wire: Arc<WireRequest>,
        /// The token that must not be used again.
        refused: Option<u64>,
    },
    /// Send this attempt, then tell `answered`.
    Send {
        /// Which request of the call.
        slot: usize,
        /// The attempt.
        wire: Arc<WireRequest>,
        /// How long it may take.
        limits: Limits,
    },
    /// Open a connection for requests to come, then tell `answered`: an empty answer says that there is one.
    Open {
        /// Which connection of the call.
        slot: usize,
        /// Where to.
        url: String,
        /// How long it may take.
        limits: Limits,
    },
    /// Nothing to do before this time, or before something is told.
    Wait(Instant),
    /// The call is over. It must not be asked again.
    Done(T),
}

/// How many of a call's requests are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Those whose outcome is final.
    pub done: usize,
    /// All of them.
    pub total: usize,
}

/// A call of any kind.
pub type BoxedCall<T> = Box<dyn Call<Output = T> + Send>;

/// One call.
pub trait Call {
    /// What the caller gets.
    type Output;

    /// Whether it never has more than one request under way: then nothing waits while that is sent.
    fn is_sequential(&self) -> bool;
    /// What it changes: calls of one client that name the same take turns. It begins once `turn_came` was told.
    fn changes(&self) -> Option<&str> {
        None
    }
    /// Its turn has come.
    fn turn_came(&mut self) {}
    /// How much of it is done.
    fn progress(&self) -> Progress {
        Progress { done: 0, total: 1 }
    }
    /// What to do now.
    fn step(&mut self, now: Instant) -> Step<Self::Output>;
    /// The token that a slot asked for; `None`: ask again.
    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>);
    /// The answer to what a slot sent.
    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant);
    /// Ends whatever is not over yet with this code.
    fn abandon(&mut self, code: Code);
}
