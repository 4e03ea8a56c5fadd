//! `cargo xtask inputs`: every input that once was too much, and what each must give.

use std::path::Path;

use crate::Failure;
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

/// One kind of input: a headline, the test targets that hold it, and which of their tests (none: all).
struct Kind {
    headline: &'static str,
    targets: &'static [&'static str],
    tests: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind { headline: "Answers with JSON of other players", targets: &["foreign_inputs", "robustness"], tests: &[] },
    Kind { headline: "HAR files of other tools", targets: &["foreign_traces", "lint"], tests: &[] },
    Kind { headline: "Activation URIs", targets: &["activation"], tests: &[] },
    Kind { headline: "Heads, connections and proxies", targets: &["heads", "kept_connections", "proxies"], tests: &[] },
    Kind {
        headline: "Templates, and the requests of other clients",
        targets: &["templates", "recorded", "foreign_clients"],
        tests: &[],
    },
    Kind { headline: "Other Rust libraries, an engine's names", targets: &["static_library", "header"], tests: &[] },
    Kind {
        headline: "fork, signals, small stacks, odd answers in C",
        targets: &["c_programs"],
        tests: &["forks", "interposed_signals", "stacks", "odd_answers", "activation"],
    },
];

/// Runs the tests of each kind; the first failure ends it.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut steps = Steps::begin(workspace, KINDS.len() + 2)?;
    steps.step("Tools of the tests", tools::provide_tests)?;
    steps.step("The library (release), the emulator and its library", |log| {
        workspace.build_library().logged(log)?;
        workspace.cargo("build --package mpsd-emulator --package mpsd-emulator-ffi").logged(log)
    })?;
    for kind in KINDS {
        steps.step(kind.headline, |log| kind.test(workspace, log))?;
    }
    steps.end();
    Ok(())
}

impl Kind {
    fn test(&self, workspace: &Workspace, log: &Path) -> Result<(), Failure> {
        // All members, so that nothing is built with other features than for `cargo xtask test`.
        let tests = workspace.cargo("test --workspace");
        let tests = tests.args(self.targets.iter().flat_map(|target| ["--test", target]));
        let tests = tests.args(["--"]).args(self.tests).env("MPSD_REQUIRE_TOOLS", "1");
        tests.env("MPSD_LIBRARY_DIR", workspace.library_dir()).logged(log)
    }
}
