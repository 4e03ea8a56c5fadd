//! Wine, which runs the programs for Windows: in a directory of its own, with what it lacks.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::platform::{Platform, wine_command};
use crate::process::Run;
use crate::workspace::Workspace;

/// Its directory. A DLL that lies in it is found by every program.
pub fn directory(workspace: &Workspace) -> Result<PathBuf, Failure> {
    workspace.scratch("wine")
}

/// Makes what Wine takes for a disk, and the DLL that it lacks.
pub fn prepare(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let directory = directory(workspace)?;
    Run::new(platform.c[0])
        .args(["-shared", "-O1", "-Wall", "-Werror", "xtask/bcryptprimitives.c", "-ladvapi32", "-o"])
        .args([directory.join("bcryptprimitives.dll")])
        .current_dir(workspace.root())
        .logged(log)?;
    Run::of(wine_command(&directory)).args(["wineboot"]).logged(log)
}
