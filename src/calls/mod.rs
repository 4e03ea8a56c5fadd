//! Calls as step machines: what to do next is asked of them, what came of it is told to them.
//!
//! No I/O, no clock and no threads: time is an argument, randomness a seed. Whoever turns the steps (`drive`) does the
//! rest.

mod call;
mod clear_activity;
mod diagnostics;
mod each;
mod exchange;
mod journal;
mod messages;
mod plan;
mod prewarm;
mod query_activities;
mod requests;
mod retry;
mod vector;

#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod pacing_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use call::{Call, Progress, Step};
pub use clear_activity::{ClearActivity, Known};
pub use diagnostics::Diagnostics;
pub use each::Each;
pub use exchange::Answer;
pub use journal::{Attempt, Journal, Reason};
pub use plan::Plan;
pub use prewarm::Prewarm;
pub use query_activities::QueryActivities;
pub use requests::Requests;
