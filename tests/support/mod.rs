//! What the tests of the built library share: servers that work and servers that fail, the C toolchain, the header.

// Each test binary compiles this module and uses its own part of it.
#![allow(dead_code)]

pub mod compilers;
pub mod emulator;
pub mod engine;
pub mod every_call;
pub mod faults;
pub mod header;
pub mod library;
pub mod mutations;
#[path = "../../xtask/src/platform.rs"]
pub mod platform;
pub mod program;
pub mod proxy;
pub mod recorded;
pub mod request;
pub mod scratch;
pub mod scripted;
pub mod server;
pub mod target;
pub mod tls;
pub mod tools;

/// What a check of time allows beyond the promise where the programs run slowly: MPSD_TEST_SLOW.
pub fn slack() -> std::time::Duration {
    std::time::Duration::from_secs(if std::env::var_os("MPSD_TEST_SLOW").is_some() { 5 } else { 0 })
}
