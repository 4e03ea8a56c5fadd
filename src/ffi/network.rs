//! `mpsd_network`: what clients share.

use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::options::{self, POINTER, Versioned};
use super::out::Out;
use super::result::mpsd_result;
use super::table::{Table, Tag};
use super::text;
use crate::client::Receipt;
use crate::drive::{ThreadHook, ThreadKind};
use crate::error::Error;
use crate::network::{Network, NetworkMode, NetworkOptions};

/// Connections, worker threads and trust, shared by any number of clients (the local players of a game, say).
/// Any thread may use it at once. A client that is given none makes one of its own.
pub struct mpsd_network {
    _opaque: (),
}

pub(super) static NETWORKS: Table<Network> = Table::new(Tag::Network);

/// The library sends the requests.
pub const MPSD_NETWORK_DIRECT: u32 = 0;
/// The engine sends the requests with an HTTP stack of its own: it polls for them with mpsd_network_next_request.
/// A call that blocks waits for what the engine says, so the engine polls on another thread; operations let one thread do
/// both.
pub const MPSD_NETWORK_POLLED: u32 = 1;

/// The thread sends requests, and runs the token callback of calls in the background.
pub const MPSD_THREAD_WORKER: u32 = 1;
/// The thread drives the calls in the background. It never waits for a request.
pub const MPSD_THREAD_DRIVER: u32 = 2;

/// Called first on each thread that a network starts (but not on those that only look a name up), to name it, to place it
/// on cores, to set its priority. `thread_kind` is MPSD_THREAD_…. Threads start with work, also later on, after 5 s idle
/// they have ended; so this is called from several threads at once, at any time until mpsd_network_destroy and
/// mpsd_client_destroy of all its clients have returned, which wait for it: it must not wait for them. It must not unwind
/// (throw) through the library, and leaves the thread a stack of 256 KiB.
pub type mpsd_thread_callback = Option<unsafe extern "C" fn(user_data: *mut c_void, thread_kind: u32)>;

/// Settings of a network. Start from MPSD_NETWORK_OPTIONS_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_network_options {
    /// sizeof(mpsd_network_options).
    pub struct_size: u32,
    /// How many connections may be in use at a time, 1 to 256; 0: 16. Further requests wait for one, within their
    /// deadline.
    pub max_connections: u32,
    /// MPSD_NETWORK_DIRECT or MPSD_NETWORK_POLLED.
    pub mode: u32,
    /// Zero.
    pub reserved0: u32,
    /// Root certificates in PEM, trusted instead of the bundled ones (Mozilla's); NULL: the bundled ones. At most 1
    /// MiB. NULL in polled mode.
    pub root_certificates_pem: *const c_char,
    /// Called first on each thread of the network; NULL: nothing.
    pub thread_callback: mpsd_thread_callback,
    /// Handed to thread_callback as it is.
    pub thread_user_data: *mut c_void,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_network_options {
    const FIRST_SIZE: usize = 16 + POINTER;
}

/// Sets every field to its default. `options` may be NULL; `struct_size` is sizeof(mpsd_network_options).
/// Any thread; does not block.
///
/// # Safety
/// `options` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_network_options_init(options: *mut mpsd_network_options, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { options::init(options, struct_size) }
}

/// Makes a network. `options` may be NULL: all defaults. `*network` is the caller's, to end with mpsd_network_destroy;
/// on failure it is NULL. No thread starts and no connection is made before the first call.
/// Errors: INVALID_ARGUMENT (a field out of its range, a text that is no PEM certificate), UNSUPPORTED_VERSION.
/// Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_network_create(
    options: *const mpsd_network_options,
    network: *mut *mut mpsd_network,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let network = Out::required(network, "network")?;
        network.set(NETWORKS.insert(Network::new(network_options(options)?)?)?);
        Ok(Receipt::default())
    })
}

/// Lets a network go; NULL and a stale pointer do nothing. It lives on, unseen, until its last client is destroyed;
/// then its connections are closed and its threads end. A suspended network is resumed. Of a polled network nobody can take requests any more: who waits
/// for one is woken, and calls of clients that are left fail with MPSD_ERROR_CANCELLED.
/// Any thread; waits 200 ms at most for its threads, and for a thread callback that runs.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_destroy(network: *mut mpsd_network) {
    guarded_quiet(|| {
        if let Some(network) = NETWORKS.remove(network) {
            network.resume();
            if let Ok(requests) = network.requests() {
                requests.close();
            }
        }
    });
}

/// Suspends the network, for a console that is about to suspend the game: connections are dropped, and no request is sent
/// until mpsd_network_resume. Calls and operations, running or to come, stay: what was not sent yet waits, at most until
/// its own deadline (MPSD_ERROR_TIMEOUT with MPSD_DELIVERY_NOT_SENT then). An attempt under way is interrupted: not yet
/// sent, it waits, too; sent, it counts as a connection that broke (MPSD_ERROR_NETWORK with MPSD_DELIVERY_UNKNOWN), and is
/// repeated after the resumption where repeating is harmless. On a polled network the engine goes on with the requests it
/// has got, and mpsd_network_next_request gives no more. Suspending twice is fine. INVALID_HANDLE, else MPSD_OK. Any
/// thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_suspend(network: *mut mpsd_network) -> mpsd_result {
    guarded_code(|| {
        NETWORKS.get(network, "network")?.suspend();
        Ok(())
    })
}

/// Resumes the network: what waits since mpsd_network_suspend is sent, over new connections and with names looked up
/// anew. Without effect where it is not suspended. INVALID_HANDLE, else MPSD_OK. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_resume(network: *mut mpsd_network) -> mpsd_result {
    guarded_code(|| {
        NETWORKS.get(network, "network")?.resume();
        Ok(())
    })
}

/// # Safety
/// `options` is NULL or points to as many readable bytes as its `struct_size` says; strings are NUL-terminated.
unsafe fn network_options(options: *const mpsd_network_options) -> Result<NetworkOptions, Error> {
    let mut result = NetworkOptions::default();
    if options.is_null() {
        return Ok(result);
    }
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let options = options::read(options, "options")?;
        if options.reserved0 != 0 {
            return Err(Error::argument("options->reserved0", "must be 0"));
        }
        result.mode = match options.mode {
            MPSD_NETWORK_DIRECT => NetworkMode::Direct,
            MPSD_NETWORK_POLLED => NetworkMode::Polled,
            _ => return Err(Error::argument("options->mode", "must be MPSD_NETWORK_DIRECT or _POLLED")),
        };
        if options.max_connections != 0 {
            result.max_connections = options.max_connections;
        }
        let pem = text::optional(options.root_certificates_pem, "options->root_certificates_pem", text::PEM_LIMIT)?;
        result.root_certificates_pem = pem.map(str::to_owned);
        result.thread_hook = thread_hook(options.thread_callback, options.thread_user_data);
    }
    Ok(result)
}

fn thread_hook(callback: mpsd_thread_callback, user_data: *mut c_void) -> Option<ThreadHook> {
    let (callback, user_data) = (callback?, AtomicPtr::new(user_data));
    Some(Arc::new(move |kind| {
        let kind = match kind {
            ThreadKind::Worker => MPSD_THREAD_WORKER,
            ThreadKind::Driver => MPSD_THREAD_DRIVER,
        };
        // SAFETY: the game promised a function of this signature; user_data is what it gave with it.
        unsafe { callback(user_data.load(Ordering::Relaxed), kind) };
    }))
}
