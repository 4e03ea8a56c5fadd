//! `cargo xtask test`: everything a change must pass.

use std::fs;
use std::path::Path;
use std::thread;

use crate::Failure;
use crate::bindings;
use crate::emulator::Emulator;
use crate::example::{Game, Players};
use crate::openapi;
use crate::pace;
use crate::steps::Steps;
use crate::tools;
use crate::trace;
use crate::workspace::Workspace;

/// Runs the steps in order; the first failure ends it.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut steps = Steps::begin(workspace, 17)?;
    let committed_headers = read_headers(workspace)?;

    steps.step("Tools of the tests", tools::provide_tests)?;
    steps.step("Lock files are what the manifests give (cargo fetch)", |log| {
        workspace.cargo("fetch --locked").logged(log)?;
        // No member of the workspace, so that nothing else here builds it.
        workspace.cargo("fetch --locked --manifest-path fuzz/Cargo.toml").logged(log)
    })?;
    steps.step("Formatting (cargo fmt)", |log| workspace.cargo("fmt --all -- --check --color never").logged(log))?;
    build(workspace, &committed_headers, &mut steps)?;
    steps.step("Tests in Rust, C and C++ (cargo test)", |log| {
        // Many of them wait more than they work.
        let at_once = 2 * thread::available_parallelism().map_or(2, usize::from);
        let tests = workspace.cargo("test --workspace").env("MPSD_REQUIRE_TOOLS", "1");
        let tests = tests.env("RUST_TEST_THREADS", at_once.to_string());
        let tests = tests.env("MPSD_KEEP_TRACE", trace::kept(workspace)?);
        tests.env("MPSD_LIBRARY_DIR", workspace.library_dir()).logged(log)
    })?;
    steps.step("The trace that the tests left, read by haralyzer", |log| trace::check(workspace, log))?;
    steps.step("Documentation (cargo doc)", |log| {
        let doc = workspace.cargo("doc --workspace --no-deps");
        doc.env("RUSTDOCFLAGS", "-D warnings").logged(log)
    })?;
    steps.step("The control API as its OpenAPI says (schemathesis)", |log| openapi::run(workspace, log, 10))?;
    let emulator = steps.step("The emulator starts", |_| Emulator::unlimited(workspace))?;
    steps.step("The C# binding on Mono", |log| bindings::csharp(workspace, &emulator, log))?;
    steps.step("The Python binding", |log| bindings::python(workspace, &emulator, log))?;
    steps.step("The demo, examples/cpp", |_| demo(workspace))?;
    steps.step("Five seconds of a frame loop, examples/frame_loop", |log| pace::frame_loop(workspace, log, 5))?;
    steps.end();
    Ok(())
}

/// Builds what the tests use. Linking the library, which is optimised as a whole, keeps one core busy: meanwhile the others check
/// the sources and build the emulator.
fn build(workspace: &Workspace, committed_headers: &[String], steps: &mut Steps) -> Result<(), Failure> {
    let library = workspace.build_library();
    thread::scope(|scope| {
        let library = scope.spawn(|| library.captured());
        steps.step("Lints (cargo clippy)", |log| {
            workspace.cargo("clippy --workspace --all-targets -- -D warnings").logged(log)
        })?;
        steps.step("Lints without the C API, and an allocator of the program's own", |log| {
            let package = "clippy --package mpsd --no-default-features";
            workspace.cargo(&format!("{package} --features capi --lib -- -D warnings")).logged(log)?;
            workspace.cargo(&format!("{package} --lib --example own_allocator -- -D warnings")).logged(log)
        })?;
        steps.step("The emulator and its library", |log| {
            // Cargo builds no shared library for the tests of a crate that is nothing else.
            workspace.cargo("build --package mpsd-emulator --package mpsd-emulator-ffi").logged(log)
        })?;
        steps.step("The library (release), begun before the lints", |_| {
            library.join().expect("a build does not panic").map(drop)
        })
    })?;
    steps.step("The committed headers are what the sources give", |_| same_headers(workspace, committed_headers))
}

fn read_headers(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let read = |header: &Path| {
        fs::read_to_string(header).map_err(|error| format!("cannot read {}: {error}", header.display()))
    };
    workspace.headers().iter().map(|header| read(header)).collect()
}

/// The build before this step has written the headers if they were not what the sources give.
fn same_headers(workspace: &Workspace, committed: &[String]) -> Result<(), Failure> {
    if read_headers(workspace)? == committed {
        return Ok(());
    }
    Err("a header in include/ was not what the sources give; it has been regenerated, commit it".into())
}

/// The demo's promise: a handle id for each accepted invite, and the refusal with its reason.
fn demo(workspace: &Workspace) -> Result<(), Failure> {
    let players = Players::random();
    let emulator = Emulator::start(workspace)?;
    let printed = Game::build(workspace)?.played_by(&players, &emulator).captured()?;
    check_demo(&players, &printed)
}

/// Whether the demo's game printed what it promises.
pub fn check_demo(players: &Players, printed: &str) -> Result<(), Failure> {
    for friend in players.friends() {
        let row = row_of(friend, printed)?;
        if !(row.contains("MPSD_OK") && row.split_whitespace().any(is_guid)) {
            return Err(format!("the demo's row has no handle id: {row}"));
        }
    }
    let row = row_of(players.blocker(), printed)?;
    if !(row.contains("MPSD_ERROR_FORBIDDEN") && row.contains(" 403 ") && row.contains("has blocked")) {
        return Err(format!("the demo's row does not tell the refusal and its reason: {row}"));
    }
    Ok(())
}

fn row_of(xuid: u64, printed: &str) -> Result<&str, Failure> {
    let xuid = xuid.to_string();
    let row = printed.lines().find(|line| line.split_whitespace().next() == Some(&xuid));
    row.ok_or_else(|| format!("the demo printed no row for {xuid}:\n{printed}"))
}

fn is_guid(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().chars().all(|letter| letter.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_told_from_other_words() {
        assert!(is_guid("b8704ec5-95cd-408b-bd41-baa7a2761cc2"));
        assert!(!is_guid("b8704ec5-95cd-408b-bd41-baa7a2761cc"));
        assert!(!is_guid("x8704ec5-95cd-408b-bd41-baa7a2761cc2"));
        assert!(!is_guid(""));
    }

    #[test]
    fn rows_are_found_by_their_first_word() {
        let printed = "host 12\n  12  MPSD_OK\n 123 no";
        assert_eq!(row_of(12, printed), Ok("  12  MPSD_OK"));
        assert!(row_of(3, printed).is_err());
    }
}
