//! Which process made an object.

#[cfg(all(unix, feature = "capi"))]
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::error::{Code, Error};

/// Whether every fork is noticed, and how many lie between this process and the one where that began.
#[cfg(all(unix, feature = "capi"))]
static WATCHED: AtomicBool = AtomicBool::new(false);
#[cfg(all(unix, feature = "capi"))]
static FORKS: AtomicU32 = AtomicU32::new(0);

/// The process that made an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// As the count of forks that were noticed.
    #[cfg(all(unix, feature = "capi"))]
    Forks(u32),
    /// As the system numbers it: asking takes a system call.
    Number(u32),
}

impl Default for Origin {
    /// This process.
    fn default() -> Origin {
        #[cfg(all(unix, feature = "capi"))]
        if WATCHED.load(Ordering::Acquire) {
            return Origin::Forks(FORKS.load(Ordering::Relaxed));
        }
        Origin::Number(std::process::id())
    }
}

impl Origin {
    /// An error in any other process.
    pub(crate) fn check(self) -> Result<(), Error> {
        let is_here = match self {
            #[cfg(all(unix, feature = "capi"))]
            Origin::Forks(count) => count == FORKS.load(Ordering::Relaxed),
            Origin::Number(number) => number == std::process::id(),
        };
        if is_here {
            return Ok(());
        }
        Err(Error::new(Code::InvalidHandle, "the client was made before fork(), in the parent process: make a new one"))
    }
}

/// From now on `forked` is called in the child of each fork.
#[cfg(all(unix, feature = "capi"))]
pub(crate) fn watch_forks() {
    WATCHED.store(true, Ordering::Release);
}

/// This process is the child of a fork.
#[cfg(all(unix, feature = "capi"))]
pub(crate) fn forked() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_belongs_to_the_process_that_made_it() {
        assert!(Origin::default().check().is_ok());
        assert!(Origin::Number(std::process::id()).check().is_ok());
        let error = Origin::Number(std::process::id() + 1).check().unwrap_err();
        assert_eq!(error.code, Code::InvalidHandle);
        assert!(error.message.contains("fork()"), "{error}");
    }

    #[cfg(all(unix, feature = "capi"))]
    #[test]
    fn a_fork_that_is_noticed_makes_the_objects_of_before_foreign() {
        let now = FORKS.load(Ordering::Relaxed);
        assert!(Origin::Forks(now).check().is_ok());
        assert_eq!(Origin::Forks(now.wrapping_sub(1)).check().unwrap_err().code, Code::InvalidHandle);
    }
}
