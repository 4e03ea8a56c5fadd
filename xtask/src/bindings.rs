//! The tests of the language bindings, against the emulator.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::emulator::Emulator;
use crate::process::Run;
use crate::workspace::Workspace;

/// Compiles the C# binding with its tests, as Unity would (C# 7.2), and runs them on Mono.
pub fn csharp(workspace: &Workspace, emulator: &Emulator, log: &Path) -> Result<(), Failure> {
    let binding = workspace.root().join("bindings/csharp");
    let sources = [csharp_files(&binding.join("Runtime"))?, csharp_files(&binding.join("Tests"))?].concat();
    let scratch = workspace.scratch("csharp")?;
    let program = scratch.join("mpsd-tests.exe");
    Run::new("mcs")
        .args(["-langversion:7.2", "-unsafe", "-warnaserror"])
        // Writing the documentation checks it.
        .args([format!("-doc:{}", scratch.join("Mpsd.xml").display()), format!("-out:{}", program.display())])
        .args(sources)
        .logged(log)?;
    Run::new("mono")
        .args([program])
        .env("LD_LIBRARY_PATH", library_path(workspace)?)
        .env("MPSD_EMULATOR_URL", emulator.url())
        .logged(log)
}

/// Runs the tests of the Python binding.
pub fn python(workspace: &Workspace, emulator: &Emulator, log: &Path) -> Result<(), Failure> {
    Run::new("python3")
        .args(["-m", "unittest", "discover", "-s", "bindings/python/tests"])
        .current_dir(workspace.root())
        .env("PYTHONPATH", "bindings/python/src")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("MPSD_LIBRARY", workspace.library())
        .env("MPSD_EMULATOR_LIBRARY", workspace.emulator_library())
        .env("MPSD_EMULATOR_URL", emulator.url())
        .logged(log)
}

/// The directories of both libraries.
fn library_path(workspace: &Workspace) -> Result<OsString, Failure> {
    let directories = [workspace.library_dir(), workspace.emulator_library_dir()];
    env::join_paths(directories).map_err(|error| format!("a directory cannot be searched for libraries: {error}"))
}

fn csharp_files(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| format!("cannot read {}: {error}", directory.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "cs") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(format!("no C# file in {}", directory.display())) } else { Ok(files) }
}
