//! Starts threads: the one place of the library that does.
//!
//! In the C library a thread is started by `posix`, so that the game's threads and signals stay as they are; elsewhere by
//! the standard library.

use std::{error, fmt, io};

#[cfg(all(unix, feature = "capi"))]
mod posix;

#[cfg(all(unix, feature = "capi"))]
pub(crate) use posix::JoinHandle;
#[cfg(not(all(unix, feature = "capi")))]
pub(crate) use standard::JoinHandle;

/// The system starts no thread.
#[derive(Debug)]
pub(crate) struct NoThread(io::Error);

impl fmt::Display for NoThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the system starts no thread: {}", self.0)
    }
}

impl error::Error for NoThread {}

/// Starts a thread. Dropping the handle lets it go on by itself.
pub(crate) fn start(
    name: &'static str,
    stack_bytes: usize,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle, NoThread> {
    #[cfg(all(unix, feature = "capi"))]
    use posix as system;
    #[cfg(not(all(unix, feature = "capi")))]
    use standard as system;
    system::start(name, stack_bytes, work).map_err(NoThread)
}

#[cfg(not(all(unix, feature = "capi")))]
mod standard {
    use std::{io, thread};

    pub(crate) struct JoinHandle(thread::JoinHandle<()>);

    pub(super) fn start(
        name: &str,
        stack_bytes: usize,
        work: impl FnOnce() + Send + 'static,
    ) -> io::Result<JoinHandle> {
        thread::Builder::new().name(name.to_owned()).stack_size(stack_bytes).spawn(work).map(JoinHandle)
    }

    impl JoinHandle {
        pub(crate) fn is_finished(&self) -> bool {
            self.0.is_finished()
        }

        pub(crate) fn join(self) {
            // Its work catches panics itself.
            let _ = self.0.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const STACK_BYTES: usize = 64 * 1024;

    #[test]
    fn a_thread_runs_its_work_and_is_joined() {
        let (sender, receiver) = channel();
        let thread = start("mpsd-test", STACK_BYTES, move || sender.send(7).unwrap()).unwrap();
        assert_eq!(receiver.recv(), Ok(7));
        thread.join();
        let (sender, receiver) = channel::<()>();
        let thread = start("mpsd-test", STACK_BYTES, move || {
            let _ = receiver.recv();
        })
        .unwrap();
        assert!(!thread.is_finished());
        drop(sender);
        while !thread.is_finished() {
            std::thread::yield_now();
        }
        drop(thread);
    }
}
