//! `mpsd_http_request`: on a polled or called network the engine sends the requests.

use std::ffi::c_char;
use std::sync::Arc;
use std::time::Instant;

use super::error::mpsd_delivery;
use super::guard::{guarded_code, guarded_quiet};
use super::nullable::{Nullable, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::{Out, OutText};
use super::result::{mpsd_bool, mpsd_result};
use super::text::{self, millis};
use super::wire::{self, WireTexts};
use crate::error::{Code, Delivery, Error};
use crate::http::{Failure, FailureKind, Headers, HttpRequest, Repeat, Response, curl};

/// A request for the engine to send. The engine owns it, from mpsd_network_next_request or the transport callback on,
/// and completes it with exactly one of mpsd_http_request_answer and mpsd_http_request_fail, even after it was
/// cancelled. It outlives its network.
pub struct mpsd_http_request {
    _opaque: (),
}

impl Opaque for mpsd_http_request {
    type Object = HandedOut;
    const TAG: Tag = Tag::HttpRequest;
}

/// What to send. The pointers are valid until the request completes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_http_request_info {
    /// "GET", "POST", "PUT" or "DELETE".
    pub method: *const c_char,
    /// The whole URL, percent-encoded.
    pub url: *const c_char,
    /// "Name: value" lines, each ended by CR LF, including the user's token but not Host and Content-Length. Wiped on
    /// completion.
    pub headers: *const c_char,
    /// NULL: no body.
    pub body: Nullable<u8>,
    /// Its length.
    pub body_size: usize,
    /// Time left; the call then abandons the request.
    pub timeout_ms: u32,
    /// Whether the HTTP stack may repeat it by itself: sending it twice does no harm.
    pub repeat_safe: mpsd_bool,
    /// Zero.
    pub reserved: [u8; 59],
}

/// Gets what to send. INVALID_HANDLE after completion.
///
/// # Safety
/// `info` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_http_request_get_info(
    request: *mut mpsd_http_request,
    info: *mut mpsd_http_request_info,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let info = Out::required(info, "info")?;
        info.set(objects::get(request, "request")?.info());
        Ok(())
    })
}

/// Writes the request as a curl command line into `buffer` of `capacity` bytes. Token and signature are `***` unless
/// `show_secrets` is not 0. On failure `*size` is 0 and the buffer empty.
/// Errors: BUFFER_TOO_SMALL; INVALID_HANDLE after completion.
///
/// # Safety
/// `buffer` is NULL or valid for writes of `capacity` bytes, `size` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_http_request_get_curl(
    request: *mut mpsd_http_request,
    show_secrets: mpsd_bool,
    buffer: NullableMut<c_char>,
    capacity: usize,
    size: NullableMut<usize>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let size = Out::optional(size);
        let buffer = OutText::new(buffer, capacity)?;
        let open = objects::get(request, "request")?;
        let line = curl::command(open.request.wire(), show_secrets != 0);
        buffer.write(&line)?;
        size.set(line.len());
        Ok(())
    })
}

/// Completes the request with an answer: status (100 to 599), headers ("Name: value" lines, each ended by LF or CR
/// LF) and body. Of the headers, pass on at least Retry-After, Date, ETag and Content-Location.
/// Everything is copied. The call may be over already.
/// INVALID_ARGUMENT, TOO_LONG (a body above max_answer_bytes) and INVALID_UTF8 (the headers) leave it open;
/// INVALID_HANDLE after completion.
///
/// # Safety
/// `headers` is NULL or NUL-terminated, `body` is NULL or points to `body_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_http_request_answer(
    request: *mut mpsd_http_request,
    status: i32,
    headers: Nullable<c_char>,
    body: Nullable<u8>,
    body_size: usize,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let limit = objects::get(request, "request")?.request.max_answer_bytes();
        let status = u16::try_from(status).ok().filter(|status| (100..600).contains(status));
        let headers = text::optional(headers, "headers", text::MAX_HEADERS)?.unwrap_or_default();
        let response = Response {
            status: status.ok_or_else(|| Error::argument("status", "must be 100 to 599"))?,
            headers: Headers::parse(headers)?,
            body: text::bytes(body, body_size, "body", limit)?.to_vec(),
        };
        end(request, Ok(response))
    })
}

/// Completes the request without an answer. `result` is MPSD_ERROR_DNS, _CONNECT, _TLS, _NETWORK, _TIMEOUT,
/// _PROTOCOL, or _CANCELLED if the engine declines to send it (a dry run): the call then fails with it and is not
/// repeated. `delivery` is MPSD_DELIVERY_NOT_SENT if the service certainly did not get the request, else
/// MPSD_DELIVERY_UNKNOWN; it decides on another attempt. INVALID_ARGUMENT (another result or delivery) leaves it
/// open; INVALID_HANDLE after completion.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_http_request_fail(
    request: *mut mpsd_http_request,
    result: mpsd_result,
    delivery: mpsd_delivery,
) -> mpsd_result {
    guarded_code(|| {
        objects::get(request, "request")?;
        let delivery = [Delivery::NotSent, Delivery::Unknown].into_iter().find(|known| *known as i32 == delivery);
        let delivery = delivery
            .ok_or_else(|| Error::argument("delivery", "must be MPSD_DELIVERY_NOT_SENT or MPSD_DELIVERY_UNKNOWN"))?;
        end(request, Err(Failure::new(failure_kind(result)?, delivery, "the engine reports this failure")))
    })
}

/// Returns 1 if no call waits for the answer any more (the call is over, the client closed, or the request
/// completed), else 0. The engine may abort such a request, and must still complete it.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_http_request_is_cancelled(request: *mut mpsd_http_request) -> mpsd_bool {
    let mut cancelled = true;
    guarded_quiet(|| {
        cancelled = objects::get(request, "request").map_or(true, |open| open.request.is_cancelled());
    });
    mpsd_bool::from(cancelled)
}

/// The pointer that stands for a request. Where there can be none, the request fails.
pub(super) fn hand_out(request: Arc<HttpRequest>) -> Result<*mut mpsd_http_request, Error> {
    objects::insert(Arc::new(HandedOut::new(request.clone()))).inspect_err(|error| {
        request.complete(Err(Failure::new(FailureKind::Internal, Delivery::NotSent, &error.message)));
    })
}

/// Whether the engine has not ended a request.
pub(super) fn is_open(request: *mut mpsd_http_request) -> bool {
    objects::get(request, "request").is_ok()
}

fn end(request: *mut mpsd_http_request, outcome: Result<Response, Failure>) -> Result<(), Error> {
    let ended = || Error::new(Code::InvalidHandle, "request: has ended already");
    objects::remove(request).ok_or_else(ended)?.request.complete(outcome);
    Ok(())
}

fn failure_kind(result: mpsd_result) -> Result<FailureKind, Error> {
    match Code::from_number(result) {
        Some(Code::Dns) => Ok(FailureKind::Dns),
        Some(Code::Connect) => Ok(FailureKind::Connect),
        Some(Code::Tls) => Ok(FailureKind::Tls),
        Some(Code::Network) => Ok(FailureKind::Network),
        Some(Code::Timeout) => Ok(FailureKind::Timeout),
        Some(Code::Protocol) => Ok(FailureKind::Protocol),
        Some(Code::Cancelled) => Ok(FailureKind::Cancelled),
        _ => {
            Err(Error::argument("result", "must be _DNS, _CONNECT, _TLS, _NETWORK, _TIMEOUT, _PROTOCOL or _CANCELLED"))
        }
    }
}

pub(super) struct HandedOut {
    request: Arc<HttpRequest>,
    texts: WireTexts,
}

impl HandedOut {
    fn new(request: Arc<HttpRequest>) -> HandedOut {
        HandedOut { texts: WireTexts::new(request.wire(), true), request }
    }

    fn info(&self) -> mpsd_http_request_info {
        let left = self.request.until().saturating_duration_since(Instant::now());
        mpsd_http_request_info {
            method: self.texts.method(),
            url: self.texts.url(),
            headers: self.texts.headers(),
            body: wire::body(self.request.wire()),
            body_size: self.request.wire().body().len(),
            timeout_ms: millis(left),
            repeat_safe: u8::from(self.request.wire().repeat() == Repeat::Always),
            reserved: [0; 59],
        }
    }
}
