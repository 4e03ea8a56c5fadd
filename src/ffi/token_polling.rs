//! Tokens that are polled for.

use super::client::mpsd_client;
use super::guard::guarded_quiet;
use super::nullable::NullableMut;
use super::objects;
use super::token_request::{self, mpsd_token_request};
use std::ptr;

/// The next wish for a token, or NULL: there is none now, or the client's tokens are not polled for
/// (MPSD_TOKENS_POLLED). Answer it with mpsd_token_request_complete, at once or later; call this once a frame. One request
/// of a client is open at a time, unless tokens come with signatures. The calls that wait for it end with their deadline
/// when nobody answers. Any thread; does not block.
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
