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

/// A signed-in user of the session directory.
pub struct mpsd_client {
    _opaque: (),
}

impl Opaque for mpsd_client {
    type Object = Client;
    const TAG: Tag = Tag::Client;
}

/// Most attempts per request.
pub const MPSD_MAX_ATTEMPTS: u32 = 20;

/// The user, and how to reach the service.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_client_options {
    /// sizeof(mpsd_client_options).
    pub struct_size: u32,
    /// x-xbl-contract-version; 0: 107. Below 104: UNSUPPORTED_VERSION.
    pub contract_version: u32,
    /// The signed-in user's XUID. Needed by mpsd_clear_activity if this client did not set the activity.
    pub xuid: u64,
    /// The title's id, for invites that name no other. 0 only if no invite is sent.
    pub title_id: u32,
    /// Time limit for connecting (TCP and TLS); 0: 5000.
    pub connect_timeout_ms: u32,
    /// Time limit of one attempt, from connecting to the whole answer; 0: 10000.
    pub request_timeout_ms: u32,
    /// Time limit of a whole call, including token, turns, pacing and retries; 0: 30000, plus, for a call with
    /// several invites, the time that the service's rate limit requires.
    pub deadline_ms: u32,
    /// Most attempts per request, up to MPSD_MAX_ATTEMPTS; 0: 4; 1: no retry.
    pub max_attempts: u32,
    /// When the rate limit is used up: MPSD_PACING_WAIT, _FAIL or _OFF.
    pub pacing: mpsd_pacing,
    /// The service's URL; NULL: https://sessiondirectory.xboxlive.com. http:// is accepted only for a loopback
    /// address or localhost.
    pub endpoint: Nullable<c_char>,
    /// "XBL3.0 x=<userhash>;<token>", without control characters; NULL with a token callback or polled tokens. At
    /// most MPSD_MAX_AUTHORIZATION_BYTES.
    pub authorization: Nullable<c_char>,
    /// The network to use, kept alive by the client; NULL: one of its own.
    pub network: NullableMut<mpsd_network>,
    /// Called when there is no token or the service refused it. See mpsd_token_callback.
    pub token_callback: NullableCallback<mpsd_token_callback>,
    /// Passed to token_callback.
    pub token_user_data: NullableMut<c_void>,
    /// Accept-Language for the service's texts, such as "fr-FR, fr;q=0.8"; at most 200 bytes; NULL: "en-US".
    pub language: Nullable<c_char>,
    /// Appended to the User-Agent "mpsd/<version>", such as "MyGame/1.2"; at most 200 bytes.
    pub user_agent_suffix: Nullable<c_char>,
    /// Called for each log record. See mpsd_log_callback.
    pub log_callback: NullableCallback<mpsd_log_callback>,
    /// Passed to log_callback.
    pub log_user_data: NullableMut<c_void>,
    /// Lowest severity that is logged, MPSD_LOG_ERROR to _DEBUG; 0: _WARN.
    pub log_level: mpsd_log_level,
    /// Without a log_callback: records kept for mpsd_client_next_log, at most MPSD_MAX_LOG_CAPACITY; the oldest are
    /// dropped. 0: none.
    pub log_capacity: u32,
    /// Signs each attempt whose token came without a signature. The client keeps it alive.
    pub signer: NullableMut<mpsd_signer>,
    /// MPSD_TOKENS_CALLBACK or _POLLED.
    pub token_mode: mpsd_token_mode,
    /// Zero.
    pub reserved0: u32,
}

/// How a client gets tokens: MPSD_TOKENS_…
pub type mpsd_token_mode = u32;

/// token_callback, if there is one, provides tokens (default).
pub const MPSD_TOKENS_CALLBACK: mpsd_token_mode = 0;
/// The program polls mpsd_client_next_token_request; there must be no token_callback.
pub const MPSD_TOKENS_POLLED: mpsd_token_mode = 1;

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_client_options {
    const FIRST_SIZE: usize = 40 + 8 * POINTER;
}

/// Creates a client. Sends nothing. The log callback runs in it if a replay_file has unusable entries.
/// Errors: also NO_TOKEN (neither an authorization nor a way to request one) and SYSTEM (no random numbers).
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

/// Replaces the token, as mpsd_client_options.authorization but not NULL. Attempts that start from now on use it, as
/// do calls whose old token has just been refused. The old token is wiped; it stays if the new one is refused.
/// Errors: also CLOSED.
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

/// Ends all current and future calls and operations of the client with MPSD_ERROR_CLOSED, wherever they are blocked.
/// Does not wait for them. Closing twice is allowed, also from a token callback.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_close(client: *mut mpsd_client) -> mpsd_result {
    guarded_code(|| {
        objects::get(client, "client")?.close();
        Ok(())
    })
}

/// Closes the client and frees it. Finished operations and other results stay valid.
/// Blocks for at most 250 ms for running calls and operations, plus the time that the client's running callbacks
/// (token, log, and the network's transport callback on its behalf) need to return. So a callback must not wait for
/// the thread that destroys, and two callbacks must not destroy each other's clients. Called inside such a callback,
/// it only closes the client; the last call frees it.
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
