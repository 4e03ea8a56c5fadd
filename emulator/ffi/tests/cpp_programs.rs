//! The same as C++.
#![cfg(unix)]

mod support;

use support::built;
use support::program::Language;

#[test]
fn two_players() {
    built::program("two_players", Language::Cpp17, "cpp").run();
}

#[test]
fn two_players_in_a_scenario() {
    built::program("scenario", Language::Cpp17, "cpp").run();
}
