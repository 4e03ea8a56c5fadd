//! The emulator, started for one test.

use mpsd_emulator::{Emulator, Options};

/// Starts an emulator on a free port; it stops when dropped.
pub fn start() -> Emulator {
    Emulator::start(Options::default()).expect("the emulator starts on a free port of 127.0.0.1")
}
