//! `cargo xtask static-library`: what a game that links statically takes.

use crate::Failure;
use crate::platform::HOST;
use crate::static_library;
use crate::workspace::Workspace;

/// Builds the library and says where the file is.
pub fn static_library(workspace: &Workspace) -> Result<(), Failure> {
    workspace.build_library().shown()?;
    let finished = static_library::finish(&workspace.library_dir().join("libmpsd.a"), &HOST)?;
    println!("{}", finished.display());
    Ok(())
}
