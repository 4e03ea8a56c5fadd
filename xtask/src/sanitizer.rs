//! What the sanitizers share: the tests in C and C++ with a library that was built with one.

use std::path::Path;

use crate::Failure;
use crate::process::Run;

/// Rust's sanitizers need the target named, so that build scripts are built without.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What no sanitizer bears: valgrind, tests that put functions of their own in the place of the C library's, and children
/// of programs with threads.
const SKIPPED: &[&str] = &["under_valgrind", "_hooks_", "interposed_", "forks"];

/// Runs the tests in C and C++, compiled with a sanitizer, too: `address` or `thread`.
pub fn programs(cargo_test: Run, sanitizer: &str, library: &Path, log: &Path) -> Result<(), Failure> {
    let directory = library.parent().ok_or("the library is in no directory")?;
    cargo_test
        .args(["--package", "mpsd", "--test", "c_programs", "--test", "cpp_programs", "--test", "robustness", "--"])
        .args(SKIPPED.iter().flat_map(|name| ["--skip", name]))
        .env("MPSD_LIBRARY_DIR", directory)
        .env("MPSD_SANITIZER", sanitizer)
        .env("MPSD_TEST_SLOW", "1")
        .logged(log)
}

/// A flag that stopped working would make a whole check pass without checking.
pub fn check_instrumented(library: &Path, function: &str) -> Result<(), Failure> {
    let symbols = Run::new("nm").args(["--undefined-only", "--quiet"]).args([library]).captured()?;
    if symbols.contains(function) {
        return Ok(());
    }
    Err(format!("{} does not call {function}: it was built without the sanitizer", library.display()))
}
