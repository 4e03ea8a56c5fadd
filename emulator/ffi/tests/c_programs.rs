//! C programs that link both libraries, and need nothing else: no program, no port, no network.
#![cfg(unix)]

mod support;

use support::built;
use support::program::{Language, Program};

fn program(name: &str, variant: &str) -> Program {
    built::program(name, Language::C99, variant)
}

#[test]
fn two_players() {
    program("two_players", "c").run();
}

#[test]
fn two_players_under_valgrind() {
    program("two_players", "valgrind").run_under_valgrind();
}

#[test]
fn two_players_in_a_scenario() {
    program("scenario", "c").run();
}

#[test]
fn misuse() {
    program("misuse", "c").run();
}

#[test]
fn misuse_under_valgrind() {
    program("misuse", "valgrind").run_under_valgrind();
}

#[test]
fn lifecycle() {
    program("lifecycle", "c").run();
}

#[test]
fn unload() {
    built::loading("unload").run();
}
