//! ThreadSanitizer: the tests of whatever runs on several threads, in Rust, C and C++.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::process::Run;
use crate::sanitizer::{self, TARGET};
use crate::tools;
use crate::workspace::Workspace;

/// The tests in Rust, beside the library's own.
const TESTS: &[&str] = &["cancel", "client", "conformance", "connections", "operations", "polled", "prewarm", "trace"];

/// What is no finding, by the names of functions: so a symbolizer must tell them.
const SUPPRESSIONS: &str = "xtask/thread_sanitizer.supp";

/// The program whose race must be reported.
const RACE: &str = "xtask/race.c";

/// Builds the library and its tests with ThreadSanitizer, and the standard library with them; runs them.
pub fn run(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    tools::provide(tools::BUILD_STD, log)?;
    tools::provide(tools::THREAD_SANITIZER, log)?;
    let library = build_library(workspace, log)?;
    sanitizer::check_instrumented(&library, "__tsan_write")?;
    check_reports(workspace, &library)?;
    cargo(workspace, "test")?
        .args(["--package", "mpsd", "--lib"])
        .args(TESTS.iter().flat_map(|name| ["--test", name]))
        .env("MPSD_TEST_SLOW", "1")
        .logged(log)?;
    sanitizer::programs(cargo(workspace, "test")?, "thread", &library, log)
}

/// Builds the shared library as the tests' dependency: alone, it would have other features of its own dependencies.
fn build_library(workspace: &Workspace, log: &Path) -> Result<PathBuf, Failure> {
    cargo(workspace, "test --package mpsd --test c_programs --no-run")?.logged(log)?;
    Ok(target_dir(workspace)?.join(TARGET).join("debug/deps/libmpsd.so"))
}

/// A sanitizer that saw nothing would make this whole check pass.
fn check_reports(workspace: &Workspace, library: &Path) -> Result<(), Failure> {
    let program = target_dir(workspace)?.join("race");
    let directory = library.parent().ok_or("the library is in no directory")?;
    Run::new("clang-19")
        .args("-std=c99 -g -pthread -fsanitize=thread -I include -o".split(' '))
        .args([program.as_os_str(), RACE.as_ref(), library.as_os_str()])
        .current_dir(workspace.root())
        .captured()?;
    match without_random_addresses(program).env("LD_LIBRARY_PATH", directory).captured() {
        Err(report) if report.contains("data race") && report.contains("libmpsd.so") => Ok(()),
        Err(report) => Err(format!("{RACE} did not end with the report of its race: {report}")),
        Ok(_) => Err(format!("ThreadSanitizer did not report the race in {RACE}")),
    }
}

/// Debian's cargo, for which there are the sources of the standard library; with clang, whose ThreadSanitizer it takes.
fn cargo(workspace: &Workspace, arguments: &str) -> Result<Run, Failure> {
    let cargo = without_random_addresses("/usr/bin/cargo");
    let suppressions = workspace.root().join(SUPPRESSIONS);
    // A thread that has ended while a test goes on holding it is no race.
    let options = "external_symbolizer_path=/usr/bin/llvm-symbolizer report_thread_leaks=0";
    Ok(workspace
        .at_root(cargo)
        .args(arguments.split_whitespace())
        .args(["-Zbuild-std=std,panic_unwind", "--target", TARGET])
        // That of the cargo that runs this.
        .env_remove("LD_LIBRARY_PATH")
        .env("CARGO_TARGET_DIR", target_dir(workspace)?)
        .env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "clang-19")
        .env("CC", "clang-19")
        .env("CXX", "clang++-19")
        .env("RUSTC", "/usr/bin/rustc")
        // -Z flags on a stable compiler: for this check only.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("TSAN_OPTIONS", format!("suppressions={} {options}", suppressions.display()))
        .env("RUSTFLAGS", "-Zsanitizer=thread -Zexternal-clangrt -Clink-arg=-fsanitize=thread"))
}

fn target_dir(workspace: &Workspace) -> Result<PathBuf, Failure> {
    workspace.scratch("thread_sanitizer")
}

/// ThreadSanitizer keeps its notes at fixed addresses, which must be free.
fn without_random_addresses(program: impl AsRef<std::ffi::OsStr>) -> Run {
    Run::new("setarch").args(["-R".as_ref(), program.as_ref()])
}
