//! Tools that may be missing on a developer's machine, but not where MPSD_REQUIRE_TOOLS=1 says so.

use std::env;
use std::process::Command;

/// Whether `tool` can be run. If not, says loudly what is skipped, or fails where all tools are required.
pub fn has(tool: &str, skipped: &str) -> bool {
    is_there(tool, runs(tool), skipped)
}

/// The same of a header that gcc includes.
pub fn has_header(header: &str, skipped: &str) -> bool {
    let gcc = Command::new("gcc").args(["-fsyntax-only", "-include", header, "-x", "c", "/dev/null"]).output();
    is_there(header, gcc.is_ok_and(|output| output.status.success()), skipped)
}

fn is_there(tool: &str, there: bool, skipped: &str) -> bool {
    if there {
        return true;
    }
    let required = env::var("MPSD_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(!required, "{tool} is missing, and MPSD_REQUIRE_TOOLS=1 asks for it: {skipped}");
    eprintln!("\n*** SKIPPED: {tool} is missing: {skipped} ***\n");
    false
}

fn runs(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs a tool and gives what it printed.
pub fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{stderr}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}
