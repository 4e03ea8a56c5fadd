//! Reads HAR 1.2 files as browsers, proxies and mpsd write them. <http://www.softwareishard.com/blog/har-12-spec/>
//!
//! Every tool bends the format. A value that is odd is read where its meaning is clear, an entry that cannot be used is
//! passed over, and neither costs the other entries.
//!
//! ```
//! let text = mpsd_har::text(br#"{"log":{"entries":[null,{"request":{"method":"get","url":"https://a.test/b#c"}}]}}"#);
//! let har = mpsd_har::read(&text)?;
//! let entry = &har.entries[0];
//! assert_eq!((entry.number, entry.method.as_str(), entry.url.target.as_str()), (2, "GET", "/b"));
//! assert_eq!(har.passed_over.to_string(), "1 entry was passed over: entry 1 has no request");
//! # Ok::<(), mpsd_har::NotHar>(())
//! ```

#![forbid(unsafe_code)]

mod body;
mod entry;
mod json;
mod log;
mod passed_over;
mod url;

use std::borrow::Cow;

pub use body::Body;
pub use entry::{Answer, Entry, Extension};
pub use json::{Json, Kind};
pub use log::{Har, NotHar, read};
pub use passed_over::PassedOver;
pub use url::Url;

/// A file's bytes as text: without a byte order mark, and with U+FFFD for what is not UTF-8.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}
