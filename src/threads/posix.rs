//! Threads by `pthread_create`, with all asynchronous signals blocked.
//!
//! `std::thread` would register a destructor in the thread that starts another one, which may be the game's; and a signal
//! that the game has blocked in its own threads would be delivered on one of ours.

use std::ffi::{CString, c_void};
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, ptr};

use libc::{pthread_attr_t, pthread_t, sigset_t};

use crate::panics;

/// Those that a thread's own instructions cause: blocked, they would end the process without a word to a crash handler.
const SYNCHRONOUS: [libc::c_int; 7] =
    [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP, libc::SIGSYS, libc::SIGABRT];

type Work = Box<dyn FnOnce() + Send>;

pub(crate) struct JoinHandle {
    /// `None`: joined.
    thread: Option<pthread_t>,
    ended: Arc<AtomicBool>,
}

// SAFETY: it names a thread, which any thread may join or detach, once.
unsafe impl Send for JoinHandle {}
// SAFETY: as for Send; by reference it is only asked whether the thread has ended.
unsafe impl Sync for JoinHandle {}

pub(super) fn start(
    name: &'static str,
    stack_bytes: usize,
    work: impl FnOnce() + Send + 'static,
) -> io::Result<JoinHandle> {
    let ended = Arc::new(AtomicBool::new(false));
    let end = ended.clone();
    let work: Box<Work> = Box::new(Box::new(move || {
        set_name(name);
        // `caught`: nothing may unwind out of a thread.
        let _ = panics::caught(work);
        end.store(true, Ordering::Release);
    }));
    let work = Box::into_raw(work);
    match create(stack_bytes, work.cast()) {
        Ok(thread) => Ok(JoinHandle { thread: Some(thread), ended }),
        Err(error) => {
            // SAFETY: no thread has taken it.
            drop(unsafe { Box::from_raw(work) });
            Err(error)
        }
    }
}

/// A thread that runs the `Box<Work>` behind the pointer.
fn create(stack_bytes: usize, work: *mut c_void) -> io::Result<pthread_t> {
    let mut attributes = Attributes::new()?;
    attributes.set_stack_bytes(stack_bytes)?;
    let mut thread = MaybeUninit::uninit();
    let _blocked = Blocked::asynchronous();
    // SAFETY: the attributes are initialised; `run` gets what it asks for.
    checked(unsafe { libc::pthread_create(thread.as_mut_ptr(), &attributes.0, run, work) })?;
    // SAFETY: the thread was created.
    Ok(unsafe { thread.assume_init() })
}

extern "C" fn run(work: *mut c_void) -> *mut c_void {
    // SAFETY: `start` made it, for this thread alone.
    let work = unsafe { Box::from_raw(work.cast::<Work>()) };
    work();
    ptr::null_mut()
}

fn set_name(name: &str) {
    if let Ok(name) = CString::new(name) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        // SAFETY: a C string, for this thread. A name that is refused is not set.
        unsafe {
            libc::pthread_setname_np(libc::pthread_self(), name.as_ptr());
        }
        #[cfg(target_vendor = "apple")]
        // SAFETY: as above.
        unsafe {
            libc::pthread_setname_np(name.as_ptr());
        }
        drop(name);
    }
}

impl JoinHandle {
    pub(crate) fn is_finished(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    pub(crate) fn join(mut self) {
        if let Some(thread) = self.thread.take() {
            // SAFETY: neither joined nor detached before, nor after.
            unsafe { libc::pthread_join(thread, ptr::null_mut()) };
        }
    }
}

impl Drop for JoinHandle {
    fn drop(&mut self) {
        if let Some(thread) = self.thread {
            // SAFETY: neither joined nor detached before.
            unsafe { libc::pthread_detach(thread) };
        }
    }
}

struct Attributes(pthread_attr_t);

impl Attributes {
    fn new() -> io::Result<Attributes> {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: it is initialised here, or not used.
        checked(unsafe { libc::pthread_attr_init(attributes.as_mut_ptr()) })?;
        // SAFETY: see above.
        Ok(Attributes(unsafe { attributes.assume_init() }))
    }

    fn set_stack_bytes(&mut self, bytes: usize) -> io::Result<()> {
        // SAFETY: initialised attributes.
        checked(unsafe { libc::pthread_attr_setstacksize(&mut self.0, bytes) })
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialised attributes, not used again.
        unsafe { libc::pthread_attr_destroy(&mut self.0) };
    }
}

/// While it lives, signals are blocked on this thread. A thread that is started meanwhile never is without that mask.
struct Blocked(sigset_t);

impl Blocked {
    fn asynchronous() -> Blocked {
        let (mut blocked, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        // SAFETY: the first set is filled before it is used, the second one by pthread_sigmask, which fails for no valid
        // set.
        unsafe {
            libc::sigfillset(blocked.as_mut_ptr());
            for signal in SYNCHRONOUS {
                libc::sigdelset(blocked.as_mut_ptr(), signal);
            }
            libc::sigemptyset(before.as_mut_ptr());
            libc::pthread_sigmask(libc::SIG_SETMASK, blocked.as_ptr(), before.as_mut_ptr());
            Blocked(before.assume_init())
        }
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: the mask that this thread had.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, ptr::null_mut()) };
    }
}

fn checked(code: libc::c_int) -> io::Result<()> {
    if code == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(code)) }
}
