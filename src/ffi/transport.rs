//! The transport callback: an engine that is called for each request.

use std::ffi::c_void;
use std::sync::Arc;

use super::http_request::{self, mpsd_http_request};
use super::nullable::NullableMut;
use crate::http::{HttpRequest, OnAbandoned, RequestHandler};

/// Sends `request`, or starts to. The engine owns it and completes it with exactly one of mpsd_http_request_answer
/// and mpsd_http_request_fail, before returning or later, from any thread. Runs on the thread of the call (for an
/// operation, a worker thread of the network), which waits until it returns; the requests of a batch come one after
/// another. An engine that starts a request and returns therefore has them all in progress at once; one that sends
/// and waits delays only this call, and should check mpsd_http_request_is_cancelled from time to time. It may call
/// any function of the library, but a blocking call on the same network would re-enter it.
pub type mpsd_transport_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, request: *mut mpsd_http_request)>;

/// Reports that no call waits for `request` any more: cancelled, the client closed, or out of time. The engine may
/// abort it, and must still complete it. Runs at most once per request that is not completed, on the thread of the
/// call (for an operation, a network thread that other operations wait for: return soon). Another thread may complete
/// `request` meanwhile; using it then is harmless. Otherwise as mpsd_transport_callback.
pub type mpsd_transport_cancel_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, request: *mut mpsd_http_request)>;

type Callback = unsafe extern "C" fn(*mut c_void, *mut mpsd_http_request);

/// An engine behind C callbacks.
pub(super) struct CallbackEngine {
    send: Callback,
    cancel: Option<Cancel>,
    user_data: *mut c_void,
}

#[derive(Clone, Copy)]
struct Cancel {
    callback: Callback,
    user_data: *mut c_void,
}

// SAFETY: user_data is only handed back to the callbacks, which the engine promised to be callable from any thread.
unsafe impl Send for CallbackEngine {}
// SAFETY: as for Send.
unsafe impl Sync for CallbackEngine {}
// SAFETY: as for CallbackEngine.
unsafe impl Send for Cancel {}

impl CallbackEngine {
    pub(super) fn new(
        send: Callback,
        cancel: mpsd_transport_cancel_callback,
        user_data: *mut c_void,
    ) -> CallbackEngine {
        CallbackEngine { send, cancel: cancel.map(|callback| Cancel { callback, user_data }), user_data }
    }
}

impl RequestHandler for CallbackEngine {
    fn send(&self, request: Arc<HttpRequest>) -> Option<OnAbandoned> {
        let pointer = http_request::hand_out(request).ok()?;
        // SAFETY: the engine promised a function of this signature; user_data is what it gave with it.
        unsafe { (self.send)(self.user_data, pointer) };
        let (cancel, address) = (self.cancel?, pointer.addr());
        Some(Box::new(move || cancel.tell(address)))
    }
}

impl Cancel {
    fn tell(self, address: usize) {
        let request = std::ptr::without_provenance_mut(address);
        if http_request::is_open(request) {
            // SAFETY: as for `send`.
            unsafe { (self.callback)(self.user_data, request) };
        }
    }
}
