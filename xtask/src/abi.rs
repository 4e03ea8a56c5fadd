//! `cargo xtask abi`: the tests of the ABI alone, and the record that they compare with.

use crate::Failure;
use crate::process::Run;
use crate::workspace::Workspace;

/// Compares the libraries and headers with the record.
pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, |tests| tests)
}

/// Writes the record: `what` is the value of MPSD_RECORD_ABI.
pub fn record(workspace: &Workspace, what: &str) -> Result<(), Failure> {
    run(workspace, |tests| tests.env("MPSD_RECORD_ABI", what))?;
    check(workspace)
}

fn run(workspace: &Workspace, with: impl Fn(Run) -> Run) -> Result<(), Failure> {
    // Cargo builds no shared library for the tests of a crate that is nothing else.
    workspace.cargo("build --quiet --package mpsd-emulator-ffi").shown()?;
    for tests in ["--package mpsd --test abi", "--package mpsd-emulator-ffi --test header"] {
        with(workspace.cargo(&format!("test --quiet {tests}")).env("MPSD_REQUIRE_TOOLS", "1")).shown()?;
    }
    Ok(())
}
