//! The same sources, built in another directory, give the same bytes.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::dist;
use crate::platform::{PLATFORMS, Platform};
use crate::process::Run;
use crate::workspace::Workspace;

/// Builds for each platform, here and elsewhere, and compares what is shipped.
pub fn run(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    PLATFORMS.iter().try_for_each(|platform| compare(workspace, platform, log))
}

fn compare(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let elsewhere = copy(workspace)?;
    let here = dist::build_archives(workspace, platform, log)?;
    let there = dist::build_archives(&elsewhere, platform, log)?;
    for (archive, other) in here.iter().zip(&there) {
        let read = |file: &Path| fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()));
        if read(archive)? != read(other)? {
            return Err(format!("{} and {} differ", archive.display(), other.display()));
        }
    }
    // A build takes more than a gigabyte; it is kept if it differs.
    fs::remove_dir_all(elsewhere.root())
        .map_err(|error| format!("cannot remove {}: {error}", elsewhere.root().display()))
}

/// Copies the sources, as they are in the working tree.
fn copy(workspace: &Workspace) -> Result<Workspace, Failure> {
    let root = workspace.scratch("reproducible")?.join("elsewhere");
    let _ = fs::remove_dir_all(&root);
    let listed = Run::new("git").args(["ls-files", "-z"]).current_dir(workspace.root()).captured()?;
    for file in listed.split_terminator('\0') {
        let (from, to) = (workspace.root().join(file), root.join(file));
        let copied = fs::create_dir_all(to.parent().unwrap_or(&root)).and_then(|()| fs::copy(&from, &to));
        copied.map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
    }
    Ok(Workspace::at(root))
}
