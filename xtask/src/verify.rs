//! `cargo xtask verify`: checks that take longer, or need more, than every change should.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::address_sanitizer;
use crate::fuzz;
use crate::openapi;
use crate::pace;
use crate::process::Run;
use crate::steps::Steps;
use crate::thread_sanitizer;
use crate::torture;
use crate::workspace::Workspace;

/// Runs the checks in order; the first failure ends it.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut steps = Steps::begin(workspace, 9)?;
    steps.step("Licences, bans and sources of dependencies (cargo deny)", |log| dependencies(workspace, log))?;
    steps.step("The demo, tests in C and C++: AddressSanitizer", |log| address_sanitizer::run(workspace, log))?;
    steps.step("Tests in Rust, C and C++: ThreadSanitizer", |log| thread_sanitizer::run(workspace, log))?;
    steps
        .step("The control API as its OpenAPI says, longer (schemathesis)", |log| openapi::run(workspace, log, 200))?;
    steps.step("Fuzzing, each target for ten seconds", |log| fuzz::run(workspace, log, 10))?;
    steps.step("Each system call of a call fails once (strace)", |log| torture::run(workspace, log))?;
    steps.step("The emulator for five minutes (soak)", |log| {
        let soak = workspace.cargo("test --package mpsd-emulator --test soak -- --nocapture");
        soak.env("MPSD_SOAK_SECONDS", "300").logged(log)
    })?;
    steps.step("A minute of a frame loop, examples/frame_loop", |log| {
        workspace.cargo("build --release --package mpsd").logged(log)?;
        pace::frame_loop(workspace, log, 60)
    })?;
    steps.step("A hundred invites within the rate limit, examples/paced_invites", |log| {
        pace::paced_invites(workspace, log)
    })?;
    steps.end();
    Ok(())
}

/// One of the checks alone, with its table on the terminal.
pub fn torture(workspace: &Workspace) -> Result<(), Failure> {
    let log = workspace.scratch("logs")?.join("torture.log");
    let _ = fs::remove_file(&log);
    let outcome = torture::run(workspace, &log);
    print!("{}", fs::read_to_string(&log).unwrap_or_default());
    outcome
}

/// Checks `deny.toml`; installs cargo-deny where it is missing.
fn dependencies(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    if !Run::new("cargo").args(["deny", "--version"]).works() {
        workspace.cargo("install cargo-deny --locked").logged(log)?;
    }
    workspace.cargo("deny --workspace check bans licenses sources").logged(log)
}
