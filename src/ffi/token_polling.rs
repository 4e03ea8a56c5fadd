//! Tokens that are polled for.

use super::client::mpsd_client;
use super::guard::guarded_quiet;
use super::nullable::NullableMut;
use super::objects;
use super::token_request::{self, mpsd_token_request};
use std::ptr;

/// Returns the pending token request of a client with MPSD_TOKENS_POLLED, or NULL if there is none: call it once a
/// frame, and complete the request with mpsd_token_request_complete, now or later. One request per client is pending
/// at a time, unless tokens come with signatures. Calls that wait for it end at their deadline.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_next_token_request(client: *mut mpsd_client) -> NullableMut<mpsd_token_request> {
    let mut next = ptr::null_mut();
    guarded_quiet(|| {
        if let Ok(client) = objects::get(client, "client") {
            next = client.next_token_request().and_then(token_request::hand_out).unwrap_or(ptr::null_mut());
        }
    });
    next
}
