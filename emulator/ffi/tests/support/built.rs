//! Programs that link both libraries.

use std::path::{Path, PathBuf};

use super::library;
use super::program::{Language, Linkage, Program};

/// Compiles `tests/c/<name>.c`, which is C++ as well.
pub fn program(name: &str, language: Language, variant: &str) -> Program {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/c/{name}.c"));
    let shared =
        ["platform", "check", "http", "fixture"].map(|part| library::root().join(format!("tests/c/support/{part}.c")));
    let sources: Vec<PathBuf> = [own].into_iter().chain(shared).collect();
    Program::build_files(&format!("{name}_{variant}"), language, Linkage::Shared, &sources)
}
