//! The tests in C and C++, compiled for a platform and run here as it can.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::platform::{Platform, Runner};
use crate::workspace::Workspace;

/// How many programs passed, and how many were left out because the platform cannot run them.
#[derive(Default)]
pub struct Count {
    pub passed: usize,
    pub skipped: usize,
}

/// The programs of each language.
pub struct Counts {
    pub c: Count,
    pub cpp: Count,
}

/// Runs the tests of both libraries, without valgrind; fails where one fails.
pub fn run(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<Counts, Failure> {
    let tests = "test --package mpsd --package mpsd-emulator-ffi --test c_programs --test cpp_programs --no-fail-fast";
    let mut tests = workspace.cargo(tests).args("-- --nocapture --skip under_valgrind".split(' '));
    if matches!(platform.runner, Runner::Qemu { .. }) {
        tests = tests.env("MPSD_TEST_SLOW", "1");
    }
    tests.env("MPSD_PLATFORM", platform.name).env("MPSD_REQUIRE_TOOLS", "1").logged(log)?;
    let printed = fs::read(log).map_err(|error| format!("cannot read {}: {error}", log.display()))?;
    Ok(counts(&String::from_utf8_lossy(&printed), platform.name))
}

/// Reads what `cargo test` printed. A program that is left out says so, and its test passes.
fn counts(printed: &str, platform: &str) -> Counts {
    let mut counts = Counts { c: Count::default(), cpp: Count::default() };
    let mut is_cpp = false;
    let skipped = format!(" on {platform}: ");
    for line in printed.lines() {
        if line.trim_start().starts_with("Running ") {
            is_cpp = line.contains("cpp_programs");
        }
        let count = if is_cpp { &mut counts.cpp } else { &mut counts.c };
        if line.starts_with("test ") && line.ends_with(" ... ok") {
            count.passed += 1;
        } else if line.starts_with("*** SKIPPED: ") && line.contains(&skipped) {
            count.skipped += 1;
        }
    }
    for count in [&mut counts.c, &mut counts.cpp] {
        count.passed -= count.skipped;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_counted_by_language_without_those_left_out() {
        let printed = "     Running tests/c_programs.rs (x)\n\n*** SKIPPED: forks on wine-x64: no fork ***\n\n\
            test forks ... ok\ntest layout ... ok\n*** SKIPPED: a part of it ***\n\
                 Running tests/cpp_programs.rs (y)\ntest main_job ... ok\n";
        let Counts { c, cpp } = counts(printed, "wine-x64");
        assert_eq!([c.passed, c.skipped, cpp.passed, cpp.skipped], [1, 1, 1, 0]);
    }
}
