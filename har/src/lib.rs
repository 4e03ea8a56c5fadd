//! Reads HAR 1.2 files as browsers, proxies and mpsd write them. <http://www.softwareishard.com/blog/har-12-spec/>
//!
//! Every tool bends the format. A value that is odd is read where its meaning is clear, an entry that cannot be used is
//! passed over, and neither costs the other entries.
//!
//! ```
//! let bytes = br#"{"log":{"entries":[null,{"request":{"method":"get","url":"https://a.test/b#c"}}]}}"#;
//! let file = mpsd_har::File::new(bytes)?;
//! let har = file.read()?;
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

pub use body::Body;
pub use entry::{Answer, Entry, Extension};
pub use json::{Json, same_meaning};
pub use log::{File, Har, NotHar};
pub use passed_over::PassedOver;
pub use url::Url;
