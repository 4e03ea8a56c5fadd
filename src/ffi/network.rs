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

/// Connections, worker threads and trust, shared by any number of clients (the local players of a game, say).
/// Any thread may use it at once. A client that is given none makes one of its own.
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
/// The engine sends the requests with an HTTP stack of its own: it polls for them with mpsd_network_next_request.
/// A call that blocks waits for what the engine says, so the engine polls on another thread; operations let one thread do
/// both.
pub const MPSD_NETWORK_POLLED: mpsd_network_mode = 1;
/// The engine sends the requests with an HTTP stack of its own: its transport_callback is called for each.
pub const MPSD_NETWORK_CALLBACK: mpsd_network_mode = 2;

/// What a thread of the library does: MPSD_THREAD_…
pub type mpsd_thread_kind = u32;

/// The thread sends requests, and runs the token callback of calls in the background.
pub const MPSD_THREAD_WORKER: mpsd_thread_kind = 1;
/// The thread drives the calls in the background. It never waits for a request.
pub const MPSD_THREAD_DRIVER: mpsd_thread_kind = 2;

/// Called first on each thread that a network starts (but not on those that only look a name up), to name it, to place it
/// on cores, to set its priority. `thread_kind` is MPSD_THREAD_…. Threads start with work, also later on, after 5 s idle
/// they have ended; so this is called from several threads at once, at any time until mpsd_network_destroy and
/// mpsd_client_destroy of all its clients have returned, which wait for it: it must not wait for them. It must not unwind
/// (throw) through the library, and leaves the thread a stack of 256 KiB.
pub type mpsd_thread_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, thread_kind: mpsd_thread_kind)>;

/// Which certificates are trusted: MPSD_TRUST_…
pub type mpsd_trust = u32;

/// Certificates are checked against Mozilla's root certificates, which are part of the library.
pub const MPSD_TRUST_BUNDLED: mpsd_trust = 0;
/// The operating system judges certificates, with what its owner added or forbade. MPSD_ERROR_UNSUPPORTED_VERSION where
/// the library was built without it.
pub const MPSD_TRUST_PLATFORM: mpsd_trust = 1;
/// Only root_certificates_pem is trusted.
pub const MPSD_TRUST_OWN_ONLY: mpsd_trust = 2;

/// Which proxy is used: MPSD_PROXY_…
pub type mpsd_proxy_mode = u32;

/// No proxy: what the environment of a developer's shell says does not decide where a player's requests go.
pub const MPSD_PROXY_NONE: mpsd_proxy_mode = 0;
/// The proxy that the environment variable HTTPS_PROXY, else ALL_PROXY, names when the network is made (either case),
/// except for the hosts of NO_PROXY and for this machine (localhost, 127.* and ::1). NO_PROXY is read as curl reads it: a
/// list of names, which stand for their subdomains, too, of addresses and networks ("10.0.0.0/8", "fd00::/8"), each with a
/// port or without, and "*" for every host.
pub const MPSD_PROXY_ENVIRONMENT: mpsd_proxy_mode = 1;
/// proxy_url, for every connection, to this machine, too.
pub const MPSD_PROXY_URL: mpsd_proxy_mode = 2;

/// Connections of a network in use at a time, at most.
pub const MPSD_MAX_CONNECTIONS: u32 = 256;
/// Bytes of an answer at most, whatever a network's options ask for: 256 MiB.
pub const MPSD_MAX_ANSWER_BYTES: u32 = 268435456;
/// Bytes of root certificates in PEM at most.
pub const MPSD_MAX_ROOT_CERTIFICATES_BYTES: usize = 1048576;

/// Settings of a network. Start from MPSD_NETWORK_OPTIONS_INIT. Everything is copied at create.
/// Proxy, trust and root certificates are of the library's own connections: zero in polled and callback mode.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_network_options {
    /// sizeof(mpsd_network_options).
    pub struct_size: u32,
    /// How many connections may be in use at a time, 1 to MPSD_MAX_CONNECTIONS; 0: 16. Further requests wait for one, within their
    /// deadline.
    pub max_connections: u32,
    /// MPSD_NETWORK_DIRECT, _POLLED or _CALLBACK.
    pub mode: mpsd_network_mode,
    /// MPSD_TRUST_BUNDLED, _PLATFORM or _OWN_ONLY.
    pub trust: mpsd_trust,
    /// Root certificates in PEM, trusted besides what `trust` says; NULL: none. At most
    /// MPSD_MAX_ROOT_CERTIFICATES_BYTES. Byte order marks are
    /// skipped.
    pub root_certificates_pem: Nullable<c_char>,
    /// MPSD_PROXY_NONE, _ENVIRONMENT or _URL. The proxy is asked for a tunnel (CONNECT): TLS is with the service, and
    /// the proxy sees its name but neither tokens nor requests.
    pub proxy: mpsd_proxy_mode,
    /// Larger answers are refused with MPSD_ERROR_PROTOCOL; 1024 to MPSD_MAX_ANSWER_BYTES; 0: 4 MiB. Their heads may have 64 KiB and 200
    /// headers where the library makes the connections.
    pub max_answer_bytes: u32,
    /// "http://host:port", or with a user "http://user:password@host:port", percent-encoded; NULL unless `proxy` is
    /// MPSD_PROXY_URL.
    pub proxy_url: Nullable<c_char>,
    /// Sends a request; needed in callback mode, NULL in any other. See mpsd_transport_callback.
    pub transport_callback: NullableCallback<mpsd_transport_callback>,
    /// Told that nobody waits for a request any more; NULL: not wanted, or not in callback mode. See
    /// mpsd_transport_cancel_callback.
    pub transport_cancel_callback: NullableCallback<mpsd_transport_cancel_callback>,
    /// Handed to both callbacks as it is.
    pub transport_user_data: NullableMut<c_void>,
    /// A file (its path in UTF-8) for a record of every request and answer, as a HAR that browsers' network panels open;
    /// one that is there is replaced. NULL: none. INVALID_ARGUMENT at create where it is no regular file (a pipe, a
    /// device) or another network, of this process or another, records into it. Tokens and signatures are never in it,
    /// also where an answer repeats them; XUIDs and session documents are. It is whole after each entry, so that a crash
    /// leaves all that was written (docs/traces.md); what cannot be written is left out, and fails no call. A process
    /// that is forked from this one records nothing.
    pub trace_file: Nullable<c_char>,
    /// A HAR file (its path in UTF-8) to answer from instead of the network: each request gets the first answer recorded
    /// for one with the same method, path, query and body and not used yet, wherever it was sent. Where there is
    /// none, the call fails with MPSD_ERROR_PROTOCOL, and the message names the nearest entry. Entries that cannot be used
    /// are passed over: that message, and the log of each client ("network"), say how many and why. NULL: none. Only in
    /// direct mode, and not with trace_file.
    pub replay_file: Nullable<c_char>,
    /// How large the trace may grow, in bytes: then it stops, and says so in its comment. 0: 64 MiB.
    pub trace_max_bytes: u32,
    /// Zero.
    pub reserved0: u32,
    /// Called first on each thread of the network; NULL: nothing.
    pub thread_callback: NullableCallback<mpsd_thread_callback>,
    /// Handed to thread_callback as it is.
    pub thread_user_data: NullableMut<c_void>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_network_options {
    const FIRST_SIZE: usize = 16 + POINTER;
}

/// Makes a network. `options` may be NULL: all defaults. `*network` is the caller's, to end with mpsd_network_destroy;
/// on failure it is NULL. No thread starts and no connection is made before the first call.
/// Errors: INVALID_ARGUMENT (a field out of its range, a text that is no PEM certificate, a proxy that is no such URL,
/// a field that another one excludes, a file that cannot be written or read), UNSUPPORTED_VERSION, TLS (the platform's certificates cannot be read).
/// Any thread; does not block.
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

/// Lets a network go; NULL and a stale pointer do nothing. It lives on, unseen, until its last client is destroyed;
/// then its connections are closed and its threads end. A suspended network is resumed. Of a network whose engine sends, the engine gets no more
/// requests: who waits for one is woken, no callback of the network runs once this has returned (except the one that
/// this is called from), and calls of clients that are left fail with MPSD_ERROR_CANCELLED. Requests that the engine
/// has are still its own to end.
/// Any thread; waits 200 ms at most for its threads, and for running callbacks of the network.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_destroy(network: NullableMut<mpsd_network>) {
    guarded_quiet(|| {
        if let Some(network) = objects::remove(network) {
            network.resume();
            network.close_engine();
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
        objects::get(network, "network")?.suspend();
        Ok(())
    })
}

/// Resumes the network: what waits since mpsd_network_suspend is sent, over new connections and with names looked up
/// anew. Without effect where it is not suspended. INVALID_HANDLE, else MPSD_OK. Any thread; does not block.
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
