//! Programs that use both libraries, or load the emulator's.

use std::path::{Path, PathBuf};

use super::library;
use super::program::{Language, Linkage, Program};

/// Compiles `tests/c/<name>.c`, which is C++ as well.
pub fn program(name: &str, language: Language, variant: &str) -> Program {
    let sources = sources(name, &["platform", "check", "http", "fixture"]);
    Program::build_files(&format!("{name}_{variant}"), language, Linkage::Shared, &sources)
}

/// Compiles a program that loads the emulator's library when it runs.
pub fn loading(name: &str) -> Program {
    let program = Program::build_files(name, Language::C99, Linkage::Loaded, &sources(name, &["platform"]));
    program.set_path("LIBRARY", &library::shared())
}

fn sources(name: &str, shared: &[&str]) -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/c/{name}.c"));
    let shared = shared.iter().map(|part| library::root().join(format!("tests/c/support/{part}.c")));
    [own].into_iter().chain(shared).collect()
}
