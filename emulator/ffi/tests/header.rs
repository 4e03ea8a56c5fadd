//! The committed header: its initialiser is complete, and its functions are what the library exports.
#![cfg(target_os = "linux")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use support::program::{WARNINGS, scratch_dir};
use support::{header, library, recorded, tools};

const ALONE: &str = "\
#include <mpsd_emulator.h>
int main(void);
int main(void) {
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  return options.struct_size != sizeof options;
}
";

#[test]
fn it_compiles_alone_and_its_initialiser_lists_every_field() {
    let dir = scratch_dir("emulator_header");
    let file = dir.join("alone.c");
    fs::write(&file, ALONE).unwrap();
    for (compiler, language, standard) in [
        ("gcc", "c", "-std=c99"),
        ("g++", "c++", "-std=c++11"),
        ("clang", "c", "-std=c99"),
        ("clang++", "c++", "-std=c++11"),
    ] {
        if tools::has(compiler, "the header was not compiled with it") {
            let mut command = Command::new(compiler);
            command.args(WARNINGS).args(["-Wmissing-field-initializers", "-fsyntax-only", standard, "-x", language]);
            tools::output_of(command.arg("-I").arg(library::include_dir()).arg(&file));
        }
    }
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn its_functions_are_documented_have_pointer_types_and_are_all_that_is_exported() {
    let text = header::text();
    let functions = header::functions(&text);
    for function in &functions {
        assert!(function.documented, "{} has no comment", function.name);
        assert!(text.contains(&format!("MPSD_CALL *{}_fn)", function.name)), "{} has no type", function.name);
    }
    let declared: BTreeSet<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    let symbols = tools::output_of(Command::new("nm").args(["-D", "--defined-only"]).arg(library::shared()));
    let exported: BTreeSet<&str> = symbols.lines().filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(exported, declared);
    let list: String = exported.iter().map(|name| format!("{name}\n")).collect();
    recorded::compare("mpsd_emulator.symbols", &list, |_| true);
}

#[test]
fn the_library_says_its_name_and_stays_loaded() {
    let section = tools::output_of(Command::new("readelf").args(["--dynamic", "--wide"]).arg(library::shared()));
    assert!(section.contains("[libmpsd_emulator.so]"), "{section}");
    assert!(section.lines().any(|line| line.contains("(FLAGS_1)") && line.contains("NODELETE")), "{section}");
    assert!(!section.contains("[libmpsd.so]"), "it must not need the other library");
}
