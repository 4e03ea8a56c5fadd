//! `cargo xtask bench`: what a call costs, beside other clients; by the crate `bench/`.

use crate::Failure;
use crate::platform::HOST;
use crate::static_library;
use crate::tools;
use crate::workspace::Workspace;

/// Builds what is measured, and measures it.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    tools::provide(tools::BENCH, &workspace.scratch("logs")?.join("bench.log"))?;
    workspace.build_library().shown()?;
    static_library::finish(&workspace.library_dir().join("libmpsd.a"), &HOST)?;
    let bench = workspace.cargo("run --quiet --package mpsd-bench --").args(arguments);
    bench.env("MPSD_LIBRARY_DIR", workspace.library_dir()).shown()
}
