//! `cargo xtask check-targets`: type-checks what this machine can neither link nor run.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::{env, fs};

use crate::Failure;
use crate::process::Run;
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

/// Targets without a linker, a system's libraries or a runner here. docs/platforms.md has a row for each.
const TARGETS: &[&str] = &[
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "i686-pc-windows-gnu",
    "x86_64-uwp-windows-gnu",
    "x86_64-uwp-windows-msvc",
    "i686-unknown-linux-gnu",
    "aarch64-linux-android",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "aarch64-apple-ios",
];

const STAND_IN: &str = "xtask/stand_in_compiler.sh";

/// Checks the named targets, or all where none is named; prints a row for each, and fails if any failed.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    if let Some(unknown) = names.iter().find(|name| !TARGETS.contains(name)) {
        return Err(format!("`{unknown}` is no target that is checked; these are: {}", TARGETS.join(", ")));
    }
    let targets = if names.is_empty() { TARGETS } else { names };
    let mut steps = Steps::begin(workspace, targets.len() + 1)?;
    steps.step("Debian's Rust compiler with the sources of its standard library", |log| {
        tools::provide(tools::CHECK_TARGETS, log)
    })?;
    let outcomes = targets.iter().map(|target| steps.step(target, |log| check(workspace, target, log)));
    let failures: Vec<Failure> = outcomes.filter_map(Result::err).collect();
    if failures.is_empty() {
        steps.end();
        return Ok(());
    }
    Err(failures.join("\n\n"))
}

/// Checks the library, the emulator and its library, with the standard library built from its sources.
fn check(workspace: &Workspace, target: &str, log: &Path) -> Result<(), Failure> {
    let target_dir = workspace.scratch("check_targets")?;
    let stand_in = workspace.root().join(STAND_IN);
    let variable = target.replace('-', "_");
    // For Windows on Arm64 a build script asks for clang by name.
    let named = workspace.scratch("stand_in")?;
    let _ = fs::remove_file(named.join("clang"));
    symlink(&stand_in, named.join("clang")).map_err(|error| format!("{}: {error}", named.display()))?;
    let path = env::join_paths([named].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())));
    let path = path.map_err(|error| format!("PATH: {error}"))?;
    let checked = workspace
        .at_root(Run::new("/usr/bin/cargo"))
        .args([
            "check",
            "--locked",
            "--package",
            "mpsd",
            "--package",
            "mpsd-emulator",
            "--package",
            "mpsd-emulator-ffi",
        ])
        .args(["-Zbuild-std=std,panic_unwind", "--target", target])
        // That of the cargo that runs this.
        .env_remove("LD_LIBRARY_PATH")
        .env("CARGO_TARGET_DIR", &target_dir)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("RUSTC", "/usr/bin/rustc")
        // -Z flags on a stable compiler: for type-checks only.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("PATH", path)
        .env(&format!("CC_{variable}"), &stand_in)
        .env(&format!("AR_{variable}"), &stand_in)
        // Apple's: any directory will do where a build script would ask xcrun.
        .env("SDKROOT", &target_dir)
        .logged(log);
    // A standard library for each target: a hundred megabytes.
    let _ = fs::remove_dir_all(target_dir.join(target));
    checked
}
