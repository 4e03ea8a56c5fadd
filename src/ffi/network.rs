//! `mpsd_network`: what clients share.

use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::nullable::{Nullable, NullableCallback, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::text;
use super::transport::{CallbackEngine, mpsd_transport_callback, mpsd_transport_cancel_callback};
use super::versioned::{self, POINTER, Versioned};
use crate::client::Receipt;
use crate::drive::{ThreadHook, ThreadKind};
use crate::error::Error;
use crate::http::direct::{Proxy, Trust};
use crate::http::trace::TraceOptions;
use crate::network::{Network, NetworkMode, NetworkOptions};

/// Connections, worker threads and trusted certificates, shared by any number of clients, such as the local players
/// of a game. A client without one creates its own.
pub struct mpsd_network {
    _opaque: (),
}

impl Opaque for mpsd_network {
    type Object = Network;
    const TAG: Tag = Tag::Network;
}

/// Who sends the requests: MPSD_NETWORK_…
pub type mpsd_network_mode = u32;

/// The library sends the requests.
pub const MPSD_NETWORK_DIRECT: mpsd_network_mode = 0;
/// The engine sends the requests with its own HTTP stack and polls mpsd_network_next_request for them. A blocking
/// call waits for the engine, which therefore polls on another thread; with operations one thread can do both.
pub const MPSD_NETWORK_POLLED: mpsd_network_mode = 1;
/// The engine sends the requests with its own HTTP stack, from transport_callback.
pub const MPSD_NETWORK_CALLBACK: mpsd_network_mode = 2;

/// What a thread of the library does: MPSD_THREAD_…
pub type mpsd_thread_kind = u32;

/// Sends requests, and runs the token callback of operations.
pub const MPSD_THREAD_WORKER: mpsd_thread_kind = 1;
/// Drives operations. Never waits for a request.
pub const MPSD_THREAD_DRIVER: mpsd_thread_kind = 2;

/// Called first on each thread that a network starts (except threads that only resolve a name), to set its name,
/// cores or priority. `thread_kind` is MPSD_THREAD_…. As threads start with work and end after 5 s idle, it may run
/// on several threads at once and at any time until mpsd_network_destroy, and mpsd_client_destroy of all its clients,
/// have returned; these wait for it, so it must not wait for them. The thread has 256 KiB of stack.
pub type mpsd_thread_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, thread_kind: mpsd_thread_kind)>;

/// Which certificates are trusted: MPSD_TRUST_…
pub type mpsd_trust = u32;

/// Mozilla's root certificates, which are part of the library.
pub const MPSD_TRUST_BUNDLED: mpsd_trust = 0;
/// The operating system's verifier, with its owner's additions and exclusions. UNSUPPORTED_VERSION if the library was
/// built without it.
pub const MPSD_TRUST_PLATFORM: mpsd_trust = 1;
/// Only root_certificates_pem.
pub const MPSD_TRUST_OWN_ONLY: mpsd_trust = 2;

/// Which proxy is used: MPSD_PROXY_…
pub type mpsd_proxy_mode = u32;

/// No proxy. A developer's shell environment does not redirect a player's requests.
pub const MPSD_PROXY_NONE: mpsd_proxy_mode = 0;
/// The proxy in the environment variable HTTPS_PROXY, else ALL_PROXY (either case), when the network is created,
/// except for hosts in NO_PROXY and this machine (localhost, 127.* and ::1). NO_PROXY is interpreted as by curl: a
/// list of names, which include their subdomains, addresses and networks ("10.0.0.0/8", "fd00::/8"), each with or
/// without a port, and "*" for every host.
pub const MPSD_PROXY_ENVIRONMENT: mpsd_proxy_mode = 1;
/// proxy_url, for every connection, including those to this machine.
pub const MPSD_PROXY_URL: mpsd_proxy_mode = 2;

/// Most connections of a network in use at a time.
pub const MPSD_MAX_CONNECTIONS: u32 = 256;
/// Largest answer that options can allow: 256 MiB.
pub const MPSD_MAX_ANSWER_BYTES: u32 = 268435456;
/// Most bytes of root certificates in PEM.
pub const MPSD_MAX_ROOT_CERTIFICATES_BYTES: usize = 1048576;

/// Settings of a network. Proxy, trust and root certificates apply to the library's own connections and must be zero
/// in polled and callback mode.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_network_options {
    /// sizeof(mpsd_network_options).
    pub struct_size: u32,
    /// Connections in use at a time, 1 to MPSD_MAX_CONNECTIONS; 0: 16. Further requests wait for one within their
    /// deadline.
    pub max_connections: u32,
    /// MPSD_NETWORK_DIRECT, _POLLED or _CALLBACK.
    pub mode: mpsd_network_mode,
    /// MPSD_TRUST_BUNDLED, _PLATFORM or _OWN_ONLY.
    pub trust: mpsd_trust,
    /// Root certificates in PEM, trusted in addition to `trust`, at most MPSD_MAX_ROOT_CERTIFICATES_BYTES. Byte order
    /// marks are skipped.
    pub root_certificates_pem: Nullable<c_char>,
    /// MPSD_PROXY_NONE, _ENVIRONMENT or _URL. Connections are tunnelled (CONNECT) with TLS to the service: the proxy
    /// sees the service's name, but no tokens or requests.
    pub proxy: mpsd_proxy_mode,
    /// Larger answers fail with MPSD_ERROR_PROTOCOL; 1024 to MPSD_MAX_ANSWER_BYTES; 0: 4 MiB. On the library's own
    /// connections heads are limited to 64 KiB and 200 headers.
    pub max_answer_bytes: u32,
    /// With MPSD_PROXY_URL: "http://host:port" or "http://user:password@host:port", percent-encoded.
    pub proxy_url: Nullable<c_char>,
    /// Sends a request; required in callback mode, NULL in others.
    pub transport_callback: NullableCallback<mpsd_transport_callback>,
    /// Called when a request is cancelled; only in callback mode.
    pub transport_cancel_callback: NullableCallback<mpsd_transport_cancel_callback>,
    /// Passed to both callbacks.
    pub transport_user_data: NullableMut<c_void>,
    /// Path of a file that records every request and answer as a HAR, which browsers' network panels open; an
    /// existing file is replaced. INVALID_ARGUMENT at create if it is not a regular file (a pipe, a device) or
    /// another network, of this process or another, records into it. It never contains tokens and signatures, even if
    /// an answer repeats them; it does contain XUIDs and session documents. It is complete after each entry, so a
    /// crash loses nothing written (docs/traces.md). An entry that cannot be written is left out, and no call fails.
    /// Forked processes record nothing.
    pub trace_file: Nullable<c_char>,
    /// Path of a HAR file that answers the requests instead of the network: each gets the first unused answer with
    /// the same method, path, query and body, whatever the host. Without one, the call fails with
    /// MPSD_ERROR_PROTOCOL, and the message names the nearest entry. Unusable entries are ignored: that message, and
    /// each client's log ("network"), have their number and reasons. Only in direct mode, and not with trace_file.
    pub replay_file: Nullable<c_char>,
    /// Size at which the trace stops, which its comment then says; 0: 64 MiB.
    pub trace_max_bytes: u32,
    /// Zero.
    pub reserved0: u32,
    /// Called first on each thread of the network.
    pub thread_callback: NullableCallback<mpsd_thread_callback>,
    /// Passed to thread_callback.
    pub thread_user_data: NullableMut<c_void>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_network_options {
    const FIRST_SIZE: usize = 16 + POINTER;
}

/// Creates a network. No thread starts and no connection is made before the first call.
/// Errors: INVALID_ARGUMENT includes text that is not PEM, an invalid proxy URL, options that exclude each other, and
/// files that cannot be opened; TLS: the platform's certificates cannot be read.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_network_create(
    options: Nullable<mpsd_network_options>,
    network: *mut *mut mpsd_network,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        objects::watch_forks();
        let network = Out::required(network, "network")?;
        network.set(objects::insert(Network::new(network_options(options)?)?)?);
        Ok(Receipt::default())
    })
}

/// Destroys a network. A suspended one is resumed. Its connections and threads stay until its last client is
/// destroyed. If the engine sends its requests, waiting mpsd_network_next_request calls return, no callback of the
/// network runs after this has returned (except the one it was called from), and calls of remaining clients fail with
/// MPSD_ERROR_CANCELLED; the engine must still complete the requests it has.
/// Blocks for at most 200 ms for its threads, and for running callbacks of the network.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_destroy(network: NullableMut<mpsd_network>) {
    guarded_quiet(|| {
        if let Some(network) = objects::remove(network) {
            network.resume();
            network.close_engine();
        }
    });
}

/// Suspends the network before a console suspends the game: connections are closed, and no request is sent until
/// mpsd_network_resume. Calls and operations, current and future, stay: unsent requests wait within their deadline
/// (then MPSD_ERROR_TIMEOUT with MPSD_DELIVERY_NOT_SENT). Attempts in progress are interrupted: unsent ones wait,
/// too; sent ones count as a broken connection (MPSD_ERROR_NETWORK with MPSD_DELIVERY_UNKNOWN) and are repeated after
/// resuming if repeatable. On a polled network the engine continues with the requests it has, and
/// mpsd_network_next_request returns no more. Suspending twice is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_suspend(network: *mut mpsd_network) -> mpsd_result {
    guarded_code(|| {
        objects::get(network, "network")?.suspend();
        Ok(())
    })
}

/// Resumes a suspended network: waiting requests are sent over new connections, and names resolved again. Does
/// nothing if it is not suspended.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_resume(network: *mut mpsd_network) -> mpsd_result {
    guarded_code(|| {
        objects::get(network, "network")?.resume();
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
        let options = versioned::read(options, "options")?;
        if options.reserved0 != 0 {
            return Err(Error::argument("options->reserved0", "must be 0"));
        }
        result.mode = mode(&options)?;
        let replay = text::optional(options.replay_file, "options->replay_file", text::MAX_PATH)?;
        if let Some(replay) = replay {
            if options.mode != MPSD_NETWORK_DIRECT {
                return Err(Error::argument("options->replay_file", "must be NULL unless in direct mode"));
            }
            result.mode = NetworkMode::Replay(replay.into());
        }
        let trace = text::optional(options.trace_file, "options->trace_file", text::MAX_PATH)?;
        let max_bytes = match options.trace_max_bytes {
            0 => TraceOptions::DEFAULT_MAX_BYTES,
            most => u64::from(most),
        };
        result.trace = trace.map(|file| TraceOptions { file: file.into(), max_bytes });
        result.trust = match options.trust {
            MPSD_TRUST_BUNDLED => Trust::Bundled,
            MPSD_TRUST_PLATFORM => Trust::Platform,
            MPSD_TRUST_OWN_ONLY => Trust::OwnOnly,
            _ => return Err(Error::argument("options->trust", "must be MPSD_TRUST_BUNDLED, _PLATFORM or _OWN_ONLY")),
        };
        let url = text::optional(options.proxy_url, "options->proxy_url", text::MAX_URL)?;
        result.proxy = match (options.proxy, url) {
            (MPSD_PROXY_NONE, None) => Proxy::None,
            (MPSD_PROXY_ENVIRONMENT, None) => Proxy::Environment,
            (MPSD_PROXY_URL, Some(url)) => Proxy::Url(url.to_owned()),
            (MPSD_PROXY_NONE | MPSD_PROXY_ENVIRONMENT | MPSD_PROXY_URL, _) => {
                return Err(Error::argument("options->proxy_url", "must be set with MPSD_PROXY_URL, and only then"));
            }
            _ => return Err(Error::argument("options->proxy", "must be MPSD_PROXY_NONE, _ENVIRONMENT or _URL")),
        };
        if options.max_connections != 0 {
            result.max_connections = options.max_connections;
        }
        if options.max_answer_bytes != 0 {
            result.max_answer_bytes = options.max_answer_bytes as usize;
        }
        let pem = text::optional(
            options.root_certificates_pem,
            "options->root_certificates_pem",
            MPSD_MAX_ROOT_CERTIFICATES_BYTES,
        )?;
        result.root_certificates_pem = pem.map(str::to_owned);
        result.thread_hook = thread_hook(options.thread_callback, options.thread_user_data);
    }
    Ok(result)
}

fn thread_hook(callback: mpsd_thread_callback, user_data: NullableMut<c_void>) -> Option<ThreadHook> {
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

fn mode(options: &mpsd_network_options) -> Result<NetworkMode, Error> {
    let called = options.transport_callback.is_some() || options.transport_cancel_callback.is_some();
    match (options.mode, options.transport_callback) {
        (MPSD_NETWORK_CALLBACK, Some(send)) => {
            let cancel = options.transport_cancel_callback;
            Ok(NetworkMode::Called(Arc::new(CallbackEngine::new(send, cancel, options.transport_user_data))))
        }
        (MPSD_NETWORK_CALLBACK, None) => {
            Err(Error::argument("options->transport_callback", "must not be NULL in callback mode"))
        }
        (MPSD_NETWORK_DIRECT | MPSD_NETWORK_POLLED, _) if called => Err(Error::argument(
            "options->transport_callback",
            "must be NULL, with its cancel, unless in callback mode",
        )),
        (MPSD_NETWORK_DIRECT, _) => Ok(NetworkMode::Direct),
        (MPSD_NETWORK_POLLED, _) => Ok(NetworkMode::Polled),
        _ => Err(Error::argument("options->mode", "must be MPSD_NETWORK_DIRECT, _POLLED or _CALLBACK")),
    }
}
