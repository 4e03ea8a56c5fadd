//! Programs from PyPI, where no other Python program sees them.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::process::Run;
use crate::tools;
use crate::workspace::Workspace;

/// Installs packages, such as `conan==2.0.0`, unless they are there, and gives the directory of their programs.
pub fn install(workspace: &Workspace, name: &str, packages: &[&str], log: &Path) -> Result<PathBuf, Failure> {
    let directory = workspace.scratch(name)?;
    let programs = directory.join("bin");
    let pip = programs.join("pip");
    let installed = Run::new(&pip).args(["freeze"]).captured().unwrap_or_default();
    if packages.iter().all(|package| installed.lines().any(|line| line == *package)) {
        return Ok(programs);
    }
    tools::provide(tools::PYTHON, log)?;
    Run::new("python3").args(["-m", "venv"]).args([&directory]).logged(log)?;
    Run::new(&pip).args(["install", "--quiet", "--disable-pip-version-check"]).args(packages).logged(log)?;
    Ok(programs)
}
