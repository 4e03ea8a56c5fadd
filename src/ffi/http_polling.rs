//! A polled network hands out its requests.

use std::ptr;
use std::time::Duration;

use super::guard::{guarded_code, guarded_quiet};
use super::http_request::{self, mpsd_http_request};
use super::network::mpsd_network;
use super::objects;
use super::out::Out;
use super::result::{MPSD_PENDING, mpsd_result};
use crate::error::{Code, Error};

/// The next request to send, or NULL: there is none now, or the network is not in polled mode. Calls hand out their
/// requests one after the other: a call that clears an activity, is asked for a new token or retries takes several.
/// Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_network_next_request(network: *mut mpsd_network) -> *mut mpsd_http_request {
    let mut next = ptr::null_mut();
    guarded_quiet(|| {
        next = waited(network, Duration::ZERO).ok().flatten().unwrap_or(ptr::null_mut());
    });
    next
}

/// Waits for the next request to send, `timeout_ms` at most (0: not at all). MPSD_OK; MPSD_PENDING when none came, or the
/// network was destroyed meanwhile, with `*request` NULL; INVALID_HANDLE; INVALID_ARGUMENT (`request` is NULL, or the network is not in polled mode).
/// Any thread; blocks as said.
///
/// # Safety
/// `request` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_network_wait_request(
    network: *mut mpsd_network,
    timeout_ms: u32,
    request: *mut *mut mpsd_http_request,
) -> mpsd_result {
    let mut came = false;
    // SAFETY: the caller's promise is this function's.
    let result = guarded_code(|| unsafe {
        let out = Out::required(request, "request")?;
        if let Some(next) = waited(network, Duration::from_millis(u64::from(timeout_ms)))? {
            came = true;
            out.set(next);
        }
        Ok(())
    });
    if result == Code::Ok as mpsd_result && !came { MPSD_PENDING } else { result }
}

fn waited(network: *mut mpsd_network, timeout: Duration) -> Result<Option<*mut mpsd_http_request>, Error> {
    let network = objects::get(network, "network")?;
    let Some(request) = network.requests()?.wait(timeout) else {
        return Ok(None);
    };
    http_request::hand_out(request).map(Some)
}
