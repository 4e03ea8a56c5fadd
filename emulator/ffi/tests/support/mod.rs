//! What the tests of the built library share. Compiling and running C programs is done as the tests of `mpsd` do it.

// Each test binary compiles this module and uses its own part of it.
#![allow(dead_code)]

pub mod built;
#[path = "../../../../tests/support/header.rs"]
pub mod header;
pub mod library;
#[path = "../../../../xtask/src/platform.rs"]
pub mod platform;
#[path = "../../../../tests/support/program.rs"]
pub mod program;
#[path = "../../../../tests/support/recorded.rs"]
pub mod recorded;
#[path = "../../../../tests/support/target.rs"]
pub mod target;
#[path = "../../../../tests/support/tools.rs"]
pub mod tools;
