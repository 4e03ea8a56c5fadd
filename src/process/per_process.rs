//! A static with locks, which the child of a `fork()` replaces: another thread may have held them, and there is none now.

use std::ops::Deref;

#[cfg(feature = "capi")]
use std::cell::UnsafeCell;

/// A value of the whole process. Without the C functions, nobody is told of a fork, and it is a plain value.
pub(crate) struct PerProcess<T> {
    #[cfg(feature = "capi")]
    value: UnsafeCell<T>,
    #[cfg(not(feature = "capi"))]
    value: T,
}

#[cfg(feature = "capi")]
// SAFETY: it gives shared references alone, but for `renew`, whose caller vouches that nobody has one.
unsafe impl<T: Sync> Sync for PerProcess<T> {}

impl<T> PerProcess<T> {
    pub(crate) const fn new(value: T) -> PerProcess<T> {
        #[cfg(feature = "capi")]
        let value = UnsafeCell::new(value);
        PerProcess { value }
    }

    /// Replaces the value. The old one is neither looked at nor dropped: it may be in the middle of a change.
    ///
    /// # Safety
    /// No other thread runs, and this one has no reference to the value.
    #[cfg(all(unix, feature = "capi"))]
    pub(crate) unsafe fn renew(&self, value: T) {
        // SAFETY: the caller's promise.
        unsafe { self.value.get().write(value) };
    }
}

impl<T> Deref for PerProcess<T> {
    type Target = T;

    #[cfg(feature = "capi")]
    fn deref(&self) -> &T {
        // SAFETY: it is replaced only while nobody has a reference.
        unsafe { &*self.value.get() }
    }

    #[cfg(not(feature = "capi"))]
    fn deref(&self) -> &T {
        &self.value
    }
}

#[cfg(all(test, unix, feature = "capi"))]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn what_was_locked_for_ever_is_free_again() {
        let counts = PerProcess::new(Mutex::new(1));
        std::mem::forget(counts.lock().unwrap());
        assert!(counts.try_lock().is_err());
        // SAFETY: the only thread that knows it, without a reference.
        unsafe { counts.renew(Mutex::new(2)) };
        assert_eq!(*counts.lock().unwrap(), 2);
    }
}
