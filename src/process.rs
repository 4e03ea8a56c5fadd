//! What belongs to one process. The child of a `fork()` has copies of the parent's objects, but not the threads that serve
//! them; their locks may be held for ever, and their connections are the parent's. So it begins anew: see `ffi/fork.rs`,
//! which is told of every fork. `Origin` is for those that nobody is told of: without the C functions, or by a system call
//! that runs no handlers.

mod origin;
mod per_process;
mod sockets;

pub(crate) use origin::Origin;
pub(crate) use per_process::PerProcess;
pub(crate) use sockets::OwnSocket;
#[cfg(all(unix, feature = "capi"))]
pub(crate) use sockets::take_all as take_sockets;
