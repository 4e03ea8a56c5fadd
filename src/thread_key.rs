//! Which thread is this?
//!
//! `std::thread::current` would allocate for a thread of the game's and register a destructor at its end, in code that
//! may be loaded and forgotten by then.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that tells this thread from every other, for as long as the process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ThreadKey(u64);

impl ThreadKey {
    /// The key of the thread that asks.
    pub(crate) fn current() -> ThreadKey {
        thread_local! {
            static KEY: Cell<u64> = const { Cell::new(0) };
        }
        static LAST: AtomicU64 = AtomicU64::new(0);
        if KEY.get() == 0 {
            KEY.set(LAST.fetch_add(1, Ordering::Relaxed) + 1);
        }
        ThreadKey(KEY.get())
    }
}

#[cfg(test)]
mod tests {
    use super::ThreadKey;

    #[test]
    fn a_thread_keeps_its_key_and_shares_it_with_no_other() {
        let here = ThreadKey::current();
        assert_eq!(here, ThreadKey::current());
        assert_ne!(here, std::thread::spawn(ThreadKey::current).join().unwrap());
    }
}
