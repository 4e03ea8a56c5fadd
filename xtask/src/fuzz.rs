//! libFuzzer on the targets in fuzz/, each for a moment.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::process::Run;
use crate::workspace::Workspace;

/// Named, so that build scripts are built without the flags below.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What libFuzzer needs to see which way a program takes. There is nothing for a sanitizer: neither the emulator nor the
/// library without its C functions has unsafe code.
const FLAGS: &str = "--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
                     -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Builds the targets and runs each for some seconds. What it has found interesting stays below the target directory.
pub fn run(workspace: &Workspace, log: &Path, seconds: u32) -> Result<(), Failure> {
    let directory = workspace.scratch("fuzz")?;
    workspace
        .cargo("build --release --manifest-path fuzz/Cargo.toml --locked --target")
        .args([TARGET])
        .env("CARGO_TARGET_DIR", &directory)
        .env("RUSTFLAGS", FLAGS)
        .logged(log)?;
    for name in targets(workspace)? {
        let corpus = workspace.scratch(&format!("fuzz/corpus/{name}"))?;
        Run::new(directory.join(TARGET).join("release").join(&name))
            .args([format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/{name}-", directory.display())])
            .args(["-timeout=10", "-max_len=4096", "-rss_limit_mb=1024"])
            .args([format!("-dict={}", workspace.root().join("fuzz/client.dict").display())])
            // What it finds goes into the first one, the others are read.
            .args([corpus])
            .args(seeds(workspace, &name))
            .logged(log)?;
    }
    Ok(())
}

/// The directories of inputs that a target begins with: valid ones, from which it makes odd ones.
fn seeds(workspace: &Workspace, name: &str) -> Vec<PathBuf> {
    // The readers of bodies begin with the valid answers of the tests.
    let answers = (name == "client_answers").then(|| workspace.root().join("tests/answers"));
    let own = workspace.root().join("fuzz/seeds").join(name);
    answers.into_iter().chain([own]).filter(|directory| directory.is_dir()).collect()
}

/// The names of the targets: one file each.
fn targets(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let directory = workspace.root().join("fuzz/fuzz_targets");
    let unreadable = |error| format!("cannot read {}: {error}", directory.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    if names.is_empty() { Err(format!("no target in {}", directory.display())) } else { Ok(names) }
}
