//! The objects that C holds, each by a pointer that stands for it. After a `fork()` the child holds none: its parent's
//! pointers are stale there.

use std::any::Any;
use std::sync::Arc;

use super::table::Table;
use crate::error::{Code, Error};

/// An opaque type of the header.
pub(super) trait Opaque {
    /// What a pointer to it stands for.
    type Object: Any + Send + Sync;
    /// Tells its pointers from those to other types.
    const TAG: Tag;
}

/// The opaque types.
#[derive(Clone, Copy)]
pub(super) enum Tag {
    Network = 1,
    Client = 2,
    TokenRequest = 3,
    HandleList = 4,
    Session = 5,
    HttpRequest = 6,
    Filter = 7,
    SessionList = 8,
    SessionDocument = 9,
    Operation = 10,
    Signer = 11,
}

static OBJECTS: Table = Table::new();

/// Has the child of a `fork()` begin anew. To be called before an object is made that knows its process: then the count of
/// forks tells whose it is.
pub(super) fn watch_forks() {
    #[cfg(unix)]
    fork::watch();
}

/// Takes an object in and gives the pointer that stands for it.
pub(super) fn insert<P: Opaque>(object: Arc<P::Object>) -> Result<*mut P, Error> {
    watch_forks();
    #[cfg(windows)]
    super::module::pin();
    Ok(OBJECTS.insert(P::TAG as usize, object)?.cast())
}

/// The object a pointer stands for; `name` is the argument it came in.
pub(super) fn get<P: Opaque>(pointer: *mut P, name: &str) -> Result<Arc<P::Object>, Error> {
    let found = OBJECTS.find(P::TAG as usize, pointer.cast()).and_then(|object| object.downcast().ok());
    found.ok_or_else(|| absent(P::TAG, pointer.cast(), name))
}

/// Takes the object out; the pointer is stale from now on.
pub(super) fn remove<P: Opaque>(pointer: *mut P) -> Option<Arc<P::Object>> {
    OBJECTS.remove(P::TAG as usize, pointer.cast())?.downcast().ok()
}

/// Takes out those objects of a type that are not to be kept.
pub(super) fn retain<P: Opaque>(keep: impl Fn(&P::Object) -> bool) {
    OBJECTS.retain(P::TAG as usize, |object| object.downcast_ref().is_some_and(&keep));
}

fn absent(tag: Tag, pointer: *mut (), name: &str) -> Error {
    let reason = if pointer.is_null() {
        "is NULL"
    } else if OBJECTS.is_the_parents(tag as usize, pointer) {
        "was made before fork(), in the parent process: make a new one"
    } else {
        "is no live object of this type"
    };
    Error::new(Code::InvalidHandle, format!("{name}: {reason}"))
}

/// The child of a `fork()` begins anew: it knows no object of its parent's, has no connection of its parent's, and none of
/// the locks that another thread may have held. What the parent's objects hold stays where it is, untouched: to end them
/// would take those locks.
#[cfg(unix)]
mod fork {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::OBJECTS;
    use crate::{pacing, process};

    /// The first caller registers the handler; nobody waits for that.
    pub(super) fn watch() {
        static WATCHING: AtomicBool = AtomicBool::new(false);
        if !WATCHING.load(Ordering::Relaxed) && !WATCHING.swap(true, Ordering::Relaxed) {
            // SAFETY: functions of the right signature.
            let failed = unsafe { libc::pthread_atfork(None, None, Some(begin_anew)) };
            // What fails for want of memory leaves it to `Origin` to compare the processes' numbers.
            if failed == 0 {
                process::watch_forks();
            }
        }
    }

    /// Called in the child before `fork` returns. May do no more than a signal handler may.
    unsafe extern "C" fn begin_anew() {
        process::forked();
        for descriptor in process::take_sockets() {
            // SAFETY: a copy of a connection's descriptor that no object of this process knows. Not shut down: that would
            // end the parent's connection, too.
            unsafe { libc::close(descriptor) };
        }
        // SAFETY: the child has one thread, this one, which is in `fork`.
        unsafe {
            OBJECTS.renew();
            pacing::SHARED.renew(Mutex::default());
        }
    }
}
