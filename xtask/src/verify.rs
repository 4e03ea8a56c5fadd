//! `cargo xtask verify`: checks that take longer, or need more, than every change should.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::address_sanitizer;
use crate::fuzz;
use crate::openapi;
use crate::pace;
use crate::process::Run;
use crate::reproducible;
use crate::steps::Steps;
use crate::thread_sanitizer;
use crate::torture;
use crate::workspace::Workspace;

/// One check: its name on the command line, its headline, and what does it, given a log file.
struct Check {
    name: &'static str,
    headline: &'static str,
    run: fn(&Workspace, &Path) -> Result<(), Failure>,
}

const CHECKS: &[Check] = &[
    Check { name: "deny", headline: "Licences, bans and sources of dependencies (cargo deny)", run: dependencies },
    Check {
        name: "address-sanitizer",
        headline: "The demo, tests in C and C++: AddressSanitizer",
        run: address_sanitizer::run,
    },
    Check {
        name: "thread-sanitizer",
        headline: "Tests in Rust, C and C++: ThreadSanitizer",
        run: thread_sanitizer::run,
    },
    Check {
        name: "openapi",
        headline: "The control API as its OpenAPI says, longer (schemathesis)",
        run: |workspace, log| openapi::run(workspace, log, 200),
    },
    Check {
        name: "fuzz",
        headline: "Fuzzing, each target for ten seconds",
        run: |workspace, log| fuzz::run(workspace, log, 10),
    },
    Check { name: "torture", headline: "Each system call of a call fails once (strace)", run: torture::run },
    Check {
        name: "reproducible",
        headline: "Two builds in two directories give the same bytes",
        run: reproducible::run,
    },
    Check { name: "soak", headline: "The emulator for five minutes (soak)", run: soak },
    Check { name: "frame-loop", headline: "A minute of a frame loop, examples/frame_loop", run: frame_loop },
    Check {
        name: "paced-invites",
        headline: "A hundred invites within the rate limit, examples/paced_invites",
        run: pace::paced_invites,
    },
];

/// Runs the named checks, or all where none is named, in order; the first failure ends it.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    if let Some(unknown) = names.iter().find(|name| CHECKS.iter().all(|check| check.name != **name)) {
        let known: Vec<_> = CHECKS.iter().map(|check| check.name).collect();
        return Err(format!("`{unknown}` is no check; these are: {}", known.join(", ")));
    }
    let wanted = |check: &&Check| names.is_empty() || names.contains(&check.name);
    let mut steps = Steps::begin(workspace, CHECKS.iter().filter(wanted).count())?;
    for check in CHECKS.iter().filter(wanted) {
        steps.step(check.headline, |log| (check.run)(workspace, log))?;
    }
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

fn soak(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    let soak = workspace.cargo("test --package mpsd-emulator --test soak -- --nocapture");
    soak.env("MPSD_SOAK_SECONDS", "300").logged(log)
}

fn frame_loop(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    workspace.build_library().logged(log)?;
    pace::frame_loop(workspace, log, 60)
}
