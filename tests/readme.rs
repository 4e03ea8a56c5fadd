//! The README's C example: short, compiles without a warning, and runs.
#![cfg(all(unix, feature = "capi"))]

mod support;

use std::fs;
use std::path::Path;

use support::emulator;
use support::program::{Language, Linkage, Program, scratch_dir};

/// The first block of C.
fn example(readme: &str) -> &str {
    let (_, rest) = readme.split_once("```c\n").expect("README.md has a block that begins with ```c");
    rest.split_once("```").expect("the block ends").0
}

#[test]
fn the_c_example_is_short_compiles_and_runs() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("README.md is there");
    let source = example(&readme);
    let lines = source.lines().count();
    assert!(lines <= 25, "the example has {lines} lines");

    let dir = scratch_dir("readme");
    let file = dir.join("example.c");
    fs::write(&file, source).expect("the directory is writable");
    let emulator = emulator::limited();
    Program::build_files("readme_example", Language::C99, Linkage::Shared, &[file])
        .set("ENDPOINT", emulator.url())
        .run();
    emulator.stop();
    let _ = fs::remove_dir_all(dir);
}
