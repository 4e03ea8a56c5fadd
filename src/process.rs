//! What belongs to one process. The child of a `fork()` has copies of the parent's objects, but not the threads that serve
//! them; their locks may be held for ever, and their connections are the parent's. So it begins anew: see `ffi/objects.rs`,
//! which is called after every fork. `Origin` says whose an object is: by the count of these calls, or by the number of the
//! process where none come, as in a program that uses no C functions.

mod origin;
mod per_process;
mod sockets;

pub(crate) use origin::Origin;
#[cfg(all(unix, feature = "capi"))]
pub(crate) use origin::{forked, watch_forks};
pub(crate) use per_process::PerProcess;
pub(crate) use sockets::OwnSocket;
#[cfg(all(unix, feature = "capi"))]
pub(crate) use sockets::take_all as take_sockets;
