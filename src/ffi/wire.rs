//! A request as C sees it: its texts as C strings, made once.

use std::ffi::{CString, c_char};
use std::ptr;

use super::text::answer_text;
use zeroize::Zeroizing;

use crate::http::WireRequest;

pub(super) struct WireTexts {
    method: CString,
    url: CString,
    headers: Zeroizing<CString>,
}

impl WireTexts {
    /// The headers in lines, each ended by CR LF; with token and signature only where the reader is to send the
    /// request.
    pub(super) fn new(wire: &WireRequest, with_secrets: bool) -> WireTexts {
        let all: Vec<_> = wire.headers().chain(wire.secret_headers().filter(|_| with_secrets)).collect();
        // Room for all of it: a text that grows would leave copies of the token behind.
        let room = all.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        let mut headers = Zeroizing::new(String::with_capacity(room));
        for (name, value) in all {
            headers.extend([name, ": ", value, "\r\n"]);
        }
        WireTexts {
            method: answer_text(wire.method().as_str()),
            url: answer_text(&wire.url()),
            headers: Zeroizing::new(answer_text(&headers)),
        }
    }

    pub(super) fn method(&self) -> *const c_char {
        self.method.as_ptr()
    }

    pub(super) fn url(&self) -> *const c_char {
        self.url.as_ptr()
    }

    pub(super) fn headers(&self) -> *const c_char {
        self.headers.as_ptr()
    }
}

/// The body's bytes; NULL when there is none.
pub(super) fn body(wire: &WireRequest) -> *const u8 {
    if wire.body().is_empty() { ptr::null() } else { wire.body().as_ptr() }
}
