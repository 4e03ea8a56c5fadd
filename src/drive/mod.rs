//! Who turns the steps of a call: the thread that makes it, or one thread of the network for all calls in the
//! background; with the network's workers for requests that are under way together.

mod attempt;
mod background;
mod blocking;
mod driving;
mod event;
mod interrupter;
mod job;
mod mailbox;
mod pause;
mod sender;
mod threads;
mod turns;
mod workers;

pub use background::{Background, Report};
pub use blocking::run;
pub use driving::Surroundings;
pub use pause::Pause;
pub use sender::{Engine, Sender};
pub use threads::{ThreadHook, ThreadKind, Threads};
pub use workers::Workers;
