//! One version: what games, package managers and engines read is the crate's.
#![cfg(feature = "capi")]

mod support;

use std::fs;

use support::library;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The files that state it: what stands before it and after it, once each.
const FILES: &[(&str, &str, &str)] = &[
    ("Cargo.toml", "[workspace.package]\nversion = \"", "\""),
    ("include/mpsd.h", "#define MPSD_VERSION_STRING \"", "\""),
    ("emulator/openapi.json", "\n    \"version\": \"", "\""),
    ("bindings/csharp/package.json", "\n  \"version\": \"", "\""),
    ("bindings/python/pyproject.toml", "\nversion = \"", "\""),
];

fn read(file: &str) -> String {
    fs::read_to_string(library::root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn every_file_states_the_crates_version() {
    for (file, before, after) in FILES {
        let text = read(file);
        let parts: Vec<&str> = text.split(before).collect();
        let [_, rest] = parts[..] else { panic!("{file} has not exactly one {before:?}") };
        assert_eq!(rest.split(after).next(), Some(VERSION), "{file}");
    }
}

#[test]
fn the_numbers_of_the_header_and_of_the_library_are_the_crates() {
    let header = read("include/mpsd.h");
    let number = |part: &str| {
        let (_, rest) = header.split_once(&format!("#define MPSD_VERSION_{part} ")).expect("the header has it");
        rest.lines().next().expect("a number").parse::<u32>().expect("a number")
    };
    let [major, minor, patch] = ["MAJOR", "MINOR", "PATCH"].map(number);
    assert_eq!(format!("{major}.{minor}.{patch}"), VERSION);
    assert_eq!(mpsd::ffi::mpsd_version(), major << 24 | minor << 16 | patch);
}

/// Until a version is released, what changes in it is "Unreleased".
#[test]
fn the_changelog_begins_with_it() {
    let changelog = read("CHANGELOG.md");
    let newest = changelog.lines().find_map(|line| line.strip_prefix("## ")).expect("a version");
    let number = newest.split([' ', ']']).next().unwrap_or_default().trim_start_matches('[');
    assert!(number == "Unreleased" || number == VERSION, "{newest}");
}

/// Versions 0 and 1 are one name; a later one, which breaks programs, has another (docs/abi.md).
#[cfg(target_os = "linux")]
#[test]
fn the_soname_is_that_of_the_major_version() {
    let library = library::shared();
    let mut readelf = std::process::Command::new("readelf");
    let section = support::tools::output_of(readelf.args(["--dynamic", "--wide"]).arg(library));
    let major: u32 = env!("CARGO_PKG_VERSION_MAJOR").parse().expect("a number");
    let name = if major < 2 { "libmpsd.so".to_owned() } else { format!("libmpsd{major}.so") };
    assert!(section.contains(&format!("[{name}]")), "{section}");
}
