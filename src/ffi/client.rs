//! `mpsd_client`: one signed-in user.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::call_options::{self, mpsd_pacing};
use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::log::{self, mpsd_log_callback, mpsd_log_level};
use super::network::mpsd_network;
use super::nullable::{Nullable, NullableCallback, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::signer::mpsd_signer;
use super::text::{self, duration};
use super::token_request::{CallbackProvider, MPSD_MAX_AUTHORIZATION_BYTES, mpsd_token_callback, take_back_stale};
use super::versioned::{self, POINTER, Versioned};
use crate::client::{Client, ClientOptions, Receipt};
use crate::error::Error;

/// One signed-in user who talks to the session directory. Any thread may use it at once.
/// Calls that change the same thing (set and clear of an activity; writes of one session by its reference, or by one
/// handle) take turns in the order they began.
pub struct mpsd_client {
    _opaque: (),
}

impl Opaque for mpsd_client {
    type Object = Client;
    const TAG: Tag = Tag::Client;
}

/// How often a request may be sent, at most.
pub const MPSD_MAX_ATTEMPTS: u32 = 20;

/// Who the user is and how to reach the service. Start from MPSD_CLIENT_OPTIONS_INIT. Everything is copied at create.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_client_options {
    /// sizeof(mpsd_client_options).
    pub struct_size: u32,
    /// x-xbl-contract-version; 0: 107; below 104 is UNSUPPORTED_VERSION.
    pub contract_version: u32,
    /// The signed-in user's XUID. Needed by mpsd_clear_activity when this client did not set the activity itself.
    pub xuid: u64,
    /// The title's id; invites carry it unless they name another. 0 only where no invite is sent.
    pub title_id: u32,
    /// Bound of making a connection (TCP and TLS), in milliseconds; 0: 5000.
    pub connect_timeout_ms: u32,
    /// Bound of one attempt, from the connection to the whole answer, in milliseconds; 0: 10000.
    pub request_timeout_ms: u32,
    /// Bound of a whole call: token, turns, pacing, retries and all, in milliseconds; 0: 30000, and for a call of several
    /// invites the time that the service's rate limit prescribes on top.
    pub deadline_ms: u32,
    /// How often a request may be sent; 0: up to 4; 1: no retry. At most MPSD_MAX_ATTEMPTS.
    pub max_attempts: u32,
    /// What to do when the service's rate limit is used up: MPSD_PACING_WAIT, _FAIL or _OFF.
    pub pacing: mpsd_pacing,
    /// Where the service is; NULL: https://sessiondirectory.xboxlive.com. http:// only to a loopback address or
    /// localhost.
    pub endpoint: Nullable<c_char>,
    /// "XBL3.0 x=<userhash>;<token>", or NULL with a token callback or polled tokens. At most
    /// MPSD_MAX_AUTHORIZATION_BYTES; CR, LF and other control
    /// characters are refused.
    pub authorization: Nullable<c_char>,
    /// The network to use; NULL: one of its own. The client keeps it alive.
    pub network: NullableMut<mpsd_network>,
    /// Asked for a token when there is none and when the service refused it; NULL: none. See mpsd_token_callback.
    pub token_callback: NullableCallback<mpsd_token_callback>,
    /// Handed to token_callback as it is.
    pub token_user_data: NullableMut<c_void>,
    /// Accept-Language, such as "fr-FR, fr;q=0.8": the language of the service's texts; NULL: "en-US". At most 200
    /// bytes.
    pub language: Nullable<c_char>,
    /// Appended to the User-Agent "mpsd/<version>", such as "MyGame/1.2"; NULL: nothing. At most 200 bytes.
    pub user_agent_suffix: Nullable<c_char>,
    /// Is handed each line of the log; NULL: nobody is. See mpsd_log_callback.
    pub log_callback: NullableCallback<mpsd_log_callback>,
    /// Handed to log_callback as it is.
    pub log_user_data: NullableMut<c_void>,
    /// How much a line must matter to be in the log: MPSD_LOG_ERROR, _WARN, _INFO or _DEBUG, which includes those before
    /// it; 0: _WARN.
    pub log_level: mpsd_log_level,
    /// Without a callback: how many lines are kept for mpsd_client_next_log, at most MPSD_MAX_LOG_CAPACITY; the oldest are lost where
    /// nobody takes them. 0: none.
    pub log_capacity: u32,
    /// Signs each attempt, unless the token came with a signature; NULL: nothing does. The client keeps it alive.
    pub signer: NullableMut<mpsd_signer>,
    /// MPSD_TOKENS_CALLBACK or _POLLED.
    pub token_mode: mpsd_token_mode,
    /// Zero.
    pub reserved0: u32,
}

/// How a client gets tokens: MPSD_TOKENS_…
pub type mpsd_token_mode = u32;

/// A token is asked for by token_callback, where there is one (the default).
pub const MPSD_TOKENS_CALLBACK: mpsd_token_mode = 0;
/// Wishes for tokens are polled for: mpsd_client_next_token_request. There must be no token_callback then.
pub const MPSD_TOKENS_POLLED: mpsd_token_mode = 1;

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_client_options {
    const FIRST_SIZE: usize = 40 + 8 * POINTER;
}

/// Makes a client. `*client` is the caller's, to end with mpsd_client_destroy; on failure it is NULL. Nothing is sent.
/// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG (the message names the field and its rule), UNSUPPORTED_VERSION,
/// INVALID_HANDLE (the network), NO_TOKEN (neither authorization nor a way to ask for one).
/// Any thread; does not block; no callback runs in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_create(
    options: *const mpsd_client_options,
    client: *mut *mut mpsd_client,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        objects::watch_forks();
        let client = Out::required(client, "client")?;
        let options = versioned::read(options, "options")?;
        client.set(objects::insert(Client::new(client_options(&options)?)?)?);
        Ok(Receipt::default())
    })
}

/// Replaces the token: calls that start an attempt from now on use it, and a call whose old token was just refused
/// goes on with it. `authorization` as in mpsd_client_options, not NULL; it is copied, and wiped when replaced.
/// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG, INVALID_HANDLE, CLOSED; the old token then stays. Any thread; does
/// not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_set_authorization(
    client: *mut mpsd_client,
    authorization: *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let client = objects::get(client, "client")?;
        let text = text::required(authorization, "authorization", MPSD_MAX_AUTHORIZATION_BYTES)?;
        client.set_authorization(text)?;
        Ok(Receipt::default())
    })
}

/// Makes every call and operation of the client, running or to come, end as MPSD_ERROR_CLOSED. Running ones end in a moment, wherever
/// they are blocked; this function does not wait for them. Closing
/// twice is fine. MPSD_OK, or INVALID_HANDLE.
/// Any thread, also from inside the token callback; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_close(client: *mut mpsd_client) -> mpsd_result {
    guarded_code(|| {
        objects::get(client, "client")?.close();
        Ok(())
    })
}

/// Closes the client and frees it; NULL and a stale pointer do nothing. The pointer is stale from now on for every
/// thread.
/// Waits at most 250 ms for running calls and operations, plus the time the client's own token and log callbacks, and its network's
/// transport callback for this client's calls, take to return; afterwards no callback runs or will run for this client: so the
/// callback must not wait for the thread that destroys, and two callbacks must not destroy each other's clients. From
/// inside such a callback it only closes, and the last call frees.
/// Result objects survive, and operations, each over by then. Any thread; blocks as said.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_destroy(client: NullableMut<mpsd_client>) {
    guarded_quiet(|| {
        if let Some(client) = objects::remove(client) {
            client.shut_down();
            take_back_stale();
        }
    });
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn client_options(given: &mpsd_client_options) -> Result<ClientOptions, Error> {
    if given.reserved0 != 0 {
        return Err(Error::argument("options->reserved0", "must be 0"));
    }
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let mut options = ClientOptions::new();
        options.contract_version = given.contract_version;
        options.xuid = given.xuid;
        options.title_id = given.title_id;
        options.connect_timeout = duration(given.connect_timeout_ms);
        options.request_timeout = duration(given.request_timeout_ms);
        options.deadline = duration(given.deadline_ms);
        options.max_attempts = (given.max_attempts != 0).then_some(given.max_attempts);
        options.pacing = call_options::pacing(given.pacing, "options->pacing")?;
        options.endpoint = text::optional(given.endpoint, "options->endpoint", text::MAX_URL)?.map(str::to_owned);
        let authorization =
            text::optional(given.authorization, "options->authorization", MPSD_MAX_AUTHORIZATION_BYTES)?;
        options.set_authorization(authorization)?;
        if !given.network.is_null() {
            options.network = Some(objects::get(given.network, "options->network")?);
        }
        options.language = text::optional(given.language, "options->language", text::MAX_HEADER)?.map(str::to_owned);
        options.user_agent_suffix =
            text::optional(given.user_agent_suffix, "options->user_agent_suffix", text::MAX_HEADER)?.map(str::to_owned);
        options.poll_tokens = match given.token_mode {
            MPSD_TOKENS_CALLBACK => false,
            MPSD_TOKENS_POLLED => true,
            _ => return Err(Error::argument("options->token_mode", "must be MPSD_TOKENS_CALLBACK or _POLLED")),
        };
        if !given.signer.is_null() {
            options.signer = Some(objects::get(given.signer, "options->signer")?);
        }
        options.log = log::sink(given.log_callback, given.log_user_data, given.log_level, given.log_capacity)?;
        if let Some(callback) = given.token_callback {
            options.token_provider = Some(Arc::new(CallbackProvider::new(callback, given.token_user_data)));
        }
        Ok(options)
    }
}
