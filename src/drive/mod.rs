//! Who turns the steps of a call: today the thread that makes it, with the network's workers for calls of many
//! requests.

mod blocking;
mod mailbox;
mod turns;
mod workers;

pub use blocking::{Surroundings, run};
pub use turns::{Turn, Turns};
pub use workers::Workers;
