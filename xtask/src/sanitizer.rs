//! AddressSanitizer: programs with the static library, both instrumented, against the emulator.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::emulator::Emulator;
use crate::example::{Game, Players};
use crate::process::Run;
use crate::workspace::Workspace;

/// Rust's sanitizers need the target named, so that build scripts are built without.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The tests in C that need nothing but the emulator.
const C_TESTS: &[&str] = &["main_job", "invites"];

/// The system libraries of the static library, beside what every C program links.
const SYSTEM_LIBRARIES: &[&str] = &["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

/// Builds the library with AddressSanitizer, and with it the game and tests in C; runs them.
pub fn run(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    let library = build_library(workspace, log)?;
    check_instrumented(&library)?;
    workspace.cargo("build --package mpsd-emulator").logged(log)?;
    let emulator = Emulator::unlimited(workspace)?;
    let mut link = vec![OsString::from(&library)];
    link.extend(SYSTEM_LIBRARIES.iter().map(OsString::from));
    let game = Game::compile(workspace, "sanitizer", "-g -fsanitize=address", &link)?;
    game.played_by(&Players::random(), &emulator).logged(log)?;
    for test in C_TESTS {
        let program = compile_test(workspace, test, &link)?;
        Run::new(program).env("MPSD_EMULATOR", emulator.url()).logged(log)?;
    }
    Ok(())
}

/// The static library, instrumented; the standard library in it is not.
fn build_library(workspace: &Workspace, log: &Path) -> Result<PathBuf, Failure> {
    let target_dir = workspace.scratch("sanitizer")?;
    let build = workspace.cargo("rustc --package mpsd --lib --crate-type staticlib --target").args([TARGET]);
    build
        .env("CARGO_TARGET_DIR", &target_dir)
        // -Z flags on a stable compiler: for this check only.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .logged(log)?;
    Ok(target_dir.join(TARGET).join("debug/libmpsd.a"))
}

/// A flag that stopped working would make this whole check pass without checking.
fn check_instrumented(library: &Path) -> Result<(), Failure> {
    let symbols = Run::new("nm").args(["--undefined-only", "--quiet"]).args([library]).captured()?;
    if symbols.contains("__asan_report_load") {
        return Ok(());
    }
    Err(format!("{} does not call AddressSanitizer: it was built without", library.display()))
}

fn compile_test(workspace: &Workspace, name: &str, link: &[OsString]) -> Result<PathBuf, Failure> {
    let program = workspace.scratch("sanitizer")?.join(name);
    let support = ["calls", "check", "fixture", "http"].map(|part| format!("tests/c/support/{part}.c"));
    Run::new(env::var_os("CC").unwrap_or_else(|| "cc".into()))
        .args("-std=c99 -D_POSIX_C_SOURCE=200809L -g -O1 -pthread -fsanitize=address".split(' '))
        .args(["-I", "include", "-I", "tests/c/support", &format!("tests/c/{name}.c")])
        .args(support)
        .args(["-o".as_ref(), program.as_os_str()])
        .args(link)
        .current_dir(workspace.root())
        .captured()?;
    Ok(program)
}
