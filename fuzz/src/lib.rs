//! What the targets of the client feed: each reader of what comes from outside, through the library's public interface.
//! A panic ends the process; what is handed out must be what C can hold.

mod activations;
mod answers;
mod exchanges;
mod traces;

pub use activations::activations;
pub use answers::answers;
pub use exchanges::exchanges;
pub use traces::traces;

use mpsd::{ClientOptions, Pacing};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

/// C could not tell what follows a NUL.
fn check_text(text: &str) {
    assert!(!text.contains('\0'), "a text with a NUL is handed out: {text:?}");
}

/// A user whose calls are tried once.
fn options(xuid: u64) -> ClientOptions {
    let mut options = ClientOptions::new();
    options.set_authorization(Some("XBL3.0 x=made;up")).expect("it is a token");
    (options.xuid, options.title_id) = (xuid, 1_234_567);
    options.max_attempts = Some(1);
    options.pacing = Pacing::Off;
    options
}
