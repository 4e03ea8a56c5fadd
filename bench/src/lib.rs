//! What a call costs: programs that make it, counted and timed. `cargo xtask bench` prints and draws it; `tests/cost.rs` holds
//! its limits.

pub mod count;
pub mod programs;
pub mod server;
pub mod tools;

/// Why something could not be measured, for a human to read.
pub type Failure = String;
