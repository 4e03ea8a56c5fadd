//! A call as who drives it sees it.

use std::sync::Arc;
use std::time::Instant;

use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::{Failure, Limits, Response, WireRequest};

/// What a call wants next. A slot tells the requests of one call apart.
pub enum Step {
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
    /// The call is over, and has handed over its outcome. It must not be asked again.
    Done,
}

/// How many of a call's requests are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Those whose outcome is final.
    pub done: usize,
    /// All of them.
    pub total: usize,
}

/// One call. What it brings goes where it was told to when it was made, before `Step::Done`.
pub trait Call: Send {
    /// What it changes: calls of one client that name the same take turns. It begins once `turn_came` was told.
    fn changes(&self) -> Option<&Arc<str>> {
        None
    }
    /// Its turn has come.
    fn turn_came(&mut self) {}
    /// How much of it is done. Where the total is 1, there is never more than one request under way.
    fn progress(&self) -> Progress;
    /// What to do now.
    fn step(&mut self, now: Instant) -> Step;
    /// The token that a slot asked for; `None`: ask again.
    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>);
    /// The answer to what a slot sent.
    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant);
    /// Ends whatever is not over yet with this code.
    fn abandon(&mut self, code: Code);
}
