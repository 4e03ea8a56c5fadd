//! A polled network hands out its requests.

use super::guard::guarded_code;
use super::http_request::{self, mpsd_http_request};
use super::network::mpsd_network;
use super::objects;
use super::operation::still_running;
use super::out::Out;
use super::result::mpsd_result;
use std::time::Duration;

/// Gets the next request to send. Blocks for at most `timeout_ms` (0: does not). MPSD_PENDING, with a NULL
/// `*request`: there is none, or the network was destroyed meanwhile. INVALID_ARGUMENT if the network is not polled.
/// A call sends its requests one after another: clearing an activity, renewing a token or retrying needs several.
///
/// # Safety
/// `request` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_network_next_request(
    network: *mut mpsd_network,
    timeout_ms: u32,
    request: *mut *mut mpsd_http_request,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let out = Out::required(request, "request")?;
        let network = objects::get(network, "network")?;
        let next = network.requests()?.wait(Duration::from_millis(u64::from(timeout_ms)));
        out.set(http_request::hand_out(next.ok_or_else(still_running)?)?);
        Ok(())
    })
}
