//! Who turns the steps of a call: the thread that makes it, with the network's workers for calls of many
//! requests.

mod blocking;
mod job;
mod mailbox;
mod sender;
mod turns;
mod workers;

pub use blocking::{Surroundings, run};
pub use sender::{Engine, Sender};
pub use turns::{Turn, Turns};
pub use workers::Workers;
