//! `mpsd_token_request`: the library asks for a token, the game answers at once or later.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::guard::guarded_code;
use super::nullable::{Nullable, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::{MPSD_OK, mpsd_bool, mpsd_result};
use super::text;
use super::wire::{self, WireTexts};
use crate::auth::{Authorization, TokenProvider, TokenRequest};
use crate::error::{Code, Error};

/// A pending token request. The library owns it; it is valid until it is completed or its client destroyed.
pub struct mpsd_token_request {
    _opaque: (),
}

impl Opaque for mpsd_token_request {
    type Object = OpenRequest;
    const TAG: Tag = Tag::TokenRequest;
}

/// Longest authorization or signature.
pub const MPSD_MAX_AUTHORIZATION_BYTES: usize = 16384;
const _: () = assert!(MPSD_MAX_AUTHORIZATION_BYTES == crate::secrets::MAX_TOKEN_BYTES);

/// Requests a token: complete `request` with mpsd_token_request_complete, before returning or later, from any thread.
/// Runs on the thread of a blocking call, or for an operation on a worker thread of the network (with 256 KiB of
/// stack), and delays only that call. One request per client is pending at a time; other calls that need a token wait
/// for it. A token without a signature is kept until the service refuses it.
/// It may call any function of the library, but a blocking call on the same client would wait for the token
/// requested.
pub type mpsd_token_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, request: *mut mpsd_token_request)>;

/// What the token is for. The pointers are valid as long as the request.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_token_request_info {
    /// "GET", "POST", "PUT" or "DELETE".
    pub method: *const c_char,
    /// The whole URL, percent-encoded.
    pub url: *const c_char,
    /// The headers without Authorization and Signature: "Name: value" lines, each ended by CR LF.
    pub headers: *const c_char,
    /// NULL: no body.
    pub body: Nullable<u8>,
    /// Its length.
    pub body_size: usize,
    /// 1: the last token was refused with 401, so get a new one from the sign-in service, not a cached one.
    pub force_refresh: mpsd_bool,
    /// Zero.
    pub reserved: [u8; 63],
}

/// Gets what the token is for. INVALID_HANDLE if it is completed, or its client destroyed.
///
/// # Safety
/// `info` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_token_request_get_info(
    request: *mut mpsd_token_request,
    info: *mut mpsd_token_request_info,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let info = Out::required(info, "info")?;
        info.set(objects::get(request, "request")?.info());
        Ok(())
    })
}

/// Completes a token request. `result` is MPSD_OK with an `authorization` (as in mpsd_client_options) and, where
/// requests are signed, the `signature` of this request; or a failure code without them, and the waiting calls fail
/// with MPSD_ERROR_NO_TOKEN. A token with a signature serves one attempt; one without is kept until refused.
/// INVALID_HANDLE if it is too late: completed, answered by another token meanwhile, or its client destroyed. Other
/// errors leave the request pending.
///
/// # Safety
/// Strings are NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_token_request_complete(
    request: *mut mpsd_token_request,
    result: mpsd_result,
    authorization: Nullable<c_char>,
    signature: Nullable<c_char>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        objects::get(request, "request")?;
        let answer = answer(result, authorization, signature)?;
        let Some(open) = objects::remove(request) else {
            return Err(Error::new(Code::InvalidHandle, "request: completed already"));
        };
        if !open.request.complete(answer) {
            return Err(Error::new(Code::InvalidHandle, "request: another token has answered it"));
        }
        Ok(())
    })
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn answer(
    result: mpsd_result,
    authorization: *const c_char,
    signature: *const c_char,
) -> Result<Result<Authorization, Error>, Error> {
    if result > MPSD_OK {
        return Err(Error::argument("result", "must be MPSD_OK or a failure's code"));
    }
    if result != MPSD_OK {
        let name = Code::from_number(result).map_or("an unknown code", Code::name);
        let text = format!("the token provider answered with {name} ({result})");
        return Ok(Err(Error::new(Code::NoToken, text)));
    }
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let authorization = text::required(authorization, "authorization", MPSD_MAX_AUTHORIZATION_BYTES)?;
        let signature = text::optional(signature, "signature", MPSD_MAX_AUTHORIZATION_BYTES)?;
        Ok(Ok(Authorization::new(authorization, signature)?))
    }
}

/// A token request as C sees it.
pub(super) struct OpenRequest {
    request: TokenRequest,
    texts: WireTexts,
}

impl OpenRequest {
    fn new(request: TokenRequest) -> OpenRequest {
        OpenRequest { texts: WireTexts::new(request.wire(), false), request }
    }

    fn info(&self) -> mpsd_token_request_info {
        mpsd_token_request_info {
            method: self.texts.method(),
            url: self.texts.url(),
            headers: self.texts.headers(),
            body: wire::body(self.request.wire()),
            body_size: self.request.wire().body().len(),
            force_refresh: u8::from(self.request.force_refresh()),
            reserved: [0; 63],
        }
    }
}

/// Hands token requests to a C callback.
pub(super) struct CallbackProvider {
    callback: unsafe extern "C" fn(*mut c_void, *mut mpsd_token_request),
    user_data: *mut c_void,
}

// SAFETY: user_data is only handed back to the callback, which the game promised to be callable from the threads that
// call blocking functions.
unsafe impl Send for CallbackProvider {}
// SAFETY: as for Send.
unsafe impl Sync for CallbackProvider {}

impl CallbackProvider {
    pub(super) fn new(
        callback: unsafe extern "C" fn(*mut c_void, *mut mpsd_token_request),
        user_data: *mut c_void,
    ) -> CallbackProvider {
        CallbackProvider { callback, user_data }
    }
}

impl TokenProvider for CallbackProvider {
    fn request(&self, request: TokenRequest) {
        if let Some(pointer) = hand_out(request) {
            // SAFETY: the game promised a function of this signature; user_data is what it gave with it.
            unsafe { (self.callback)(self.user_data, pointer) };
        }
    }

    fn forget(&self) {
        take_back_stale();
    }
}

/// Gives a request the pointer by which the game knows it. Where there is none, the calls that wait fail.
pub(super) fn hand_out(request: TokenRequest) -> Option<*mut mpsd_token_request> {
    let open = Arc::new(OpenRequest::new(request));
    take_back_stale();
    match objects::insert(open.clone()) {
        Ok(pointer) => Some(pointer),
        Err(error) => {
            open.request.complete(Err(error));
            None
        }
    }
}

/// Takes back the requests of which no answer is of use any more.
pub(super) fn take_back_stale() {
    objects::retain::<mpsd_token_request>(|open| open.request.is_open());
}
