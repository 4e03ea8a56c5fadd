//! C and C++ programs that link both libraries, and need nothing else: no program, no port, no network.
#![cfg(unix)]

mod support;

use std::path::{Path, PathBuf};

use support::library;
use support::program::{Language, Linkage, Program};

fn program(name: &str, language: Language, variant: &str) -> Program {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/c/{name}.c"));
    let shared =
        ["platform", "check", "http", "fixture"].map(|part| library::root().join(format!("tests/c/support/{part}.c")));
    let sources: Vec<PathBuf> = [own].into_iter().chain(shared).collect();
    Program::build_files(&format!("{name}_{variant}"), language, Linkage::Shared, &sources)
}

#[test]
fn two_players() {
    program("two_players", Language::C99, "c").run();
}

#[test]
fn two_players_in_cpp() {
    program("two_players", Language::Cpp17, "cpp").run();
}

#[test]
fn two_players_under_valgrind() {
    program("two_players", Language::C99, "valgrind").run_under_valgrind();
}

#[test]
fn two_players_in_a_scenario() {
    program("scenario", Language::C99, "c").run();
}

#[test]
fn two_players_in_a_scenario_in_cpp() {
    program("scenario", Language::Cpp17, "cpp").run();
}

#[test]
fn misuse() {
    program("misuse", Language::C99, "c").run();
}

#[test]
fn misuse_under_valgrind() {
    program("misuse", Language::C99, "valgrind").run_under_valgrind();
}

#[test]
fn lifecycle() {
    program("lifecycle", Language::C99, "c").run();
}
