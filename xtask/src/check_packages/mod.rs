//! `cargo xtask check-packages`: programs outside this repository that use the packages, in every way the documentation shows.

mod bills;
mod compiler;
mod outside;
mod ways;

use std::path::Path;

use crate::Failure;
use crate::platform::{self, Platform};
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

use outside::Outside;

/// Checks the packages of the named platforms that `cargo xtask dist` made, or all where none is named.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    let platforms = platform::all_or(names)?;
    let checks = platforms.iter().map(|platform| 1 + ways::of(platform).count()).sum::<usize>();
    let mut steps = Steps::begin(workspace, 1 + checks)?;
    steps.step("Tools", |log| provide(workspace, &platforms, log))?;
    for platform in platforms {
        let headline = format!("{}: licences, bill of materials", platform.name);
        steps.step(&headline, |log| bills::check(workspace, platform, log))?;
        for way in ways::of(platform) {
            let headline = format!("{}: {}", platform.name, way.headline);
            steps.step(&headline, |log| way.check(&Outside::of(workspace, platform)?, log))?;
        }
    }
    steps.end();
    Ok(())
}

fn provide(workspace: &Workspace, platforms: &[&Platform], log: &Path) -> Result<(), Failure> {
    tools::provide(tools::PACKAGES, log)?;
    platforms.iter().try_for_each(|platform| crate::platforms::provide(workspace, platform, log))
}
