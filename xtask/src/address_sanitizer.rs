//! AddressSanitizer: programs with the library, both instrumented, against the emulator.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::emulator::Emulator;
use crate::example::{Game, Players};
use crate::sanitizer::{self, TARGET};
use crate::workspace::Workspace;

/// The system libraries of the static library, beside what every C program links.
const SYSTEM_LIBRARIES: &[&str] = &["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

/// Builds the library with AddressSanitizer, and with it the game and the tests in C and C++; runs them.
pub fn run(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    let library = build_library(workspace, log)?;
    sanitizer::check_instrumented(&library, "__asan_report_load")?;
    game(workspace, &library, log)?;
    sanitizer::programs(workspace.cargo("test"), "address", &library, log)
}

/// The static library, with the shared one beside it; the standard library in them is not instrumented.
fn build_library(workspace: &Workspace, log: &Path) -> Result<PathBuf, Failure> {
    let target_dir = workspace.scratch("address_sanitizer")?;
    workspace
        .cargo("build --package mpsd --lib --target")
        .args([TARGET])
        .env("CARGO_TARGET_DIR", &target_dir)
        // -Z flags on a stable compiler: for this check only.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .logged(log)?;
    Ok(target_dir.join(TARGET).join("debug/libmpsd.a"))
}

fn game(workspace: &Workspace, library: &Path, log: &Path) -> Result<(), Failure> {
    workspace.cargo("build --package mpsd-emulator").logged(log)?;
    let emulator = Emulator::unlimited(workspace)?;
    let mut link = vec![OsString::from(library)];
    link.extend(SYSTEM_LIBRARIES.iter().map(OsString::from));
    let game = Game::compile(workspace, "address_sanitizer", "-g -fsanitize=address", &link)?;
    game.played_by(&Players::random(), &emulator).logged(log)
}
