//! The transport callback: an engine that is called for each request.

use std::ffi::c_void;
use std::sync::Arc;

use super::http_request::{self, mpsd_http_request};
use super::nullable::NullableMut;
use crate::http::{HttpRequest, OnAbandoned, RequestHandler};

/// Sends `request`, or starts to: it is the engine's from now on, to end with exactly one of mpsd_http_request_answer
/// and mpsd_http_request_fail, before returning or later, from any thread.
/// Runs on the thread that makes the call (an operation: on a worker thread of the network), which waits
/// until it returns; the requests of a batch come one after the other. So an engine that starts the request and
/// returns has all of them under way at once; one that sends and waits in here holds up only this call, and should look
/// at mpsd_http_request_is_cancelled now and then.
/// It may call any function of the library, but a call that blocks on the same network would come back here. It must
/// not unwind (throw) through the library. None runs once mpsd_network_destroy, or mpsd_client_destroy of the client
/// that made the call, has returned.
pub type mpsd_transport_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, request: *mut mpsd_http_request)>;

/// Tells that nobody waits for the answer to `request` any more: its call was cancelled, its client closed, or its time
/// is over. The engine may abort it, and must still end it. Told at most once for a request that the engine has not
/// ended, on the thread that makes the call (an operation: on a thread of the network, which other operations wait for, so
/// it should return soon); `request` may be ended by another thread meanwhile and is then stale,
/// which does no harm. The rules of mpsd_transport_callback hold.
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
