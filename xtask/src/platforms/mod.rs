//! The library for other platforms than the one that this runs on: built, and tested here.

pub mod build;

use crate::Failure;
use crate::platform::{self, PLATFORMS, Platform};
use crate::steps::Steps;
use crate::workspace::Workspace;

/// How many steps a platform takes.
const STEPS: usize = 3;

/// Builds for the named platforms, or for all where none is named; the first failure ends it.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    let named = names.iter().map(|name| platform::named(name)).collect::<Result<Vec<_>, _>>()?;
    let platforms = if named.is_empty() { PLATFORMS.iter().collect() } else { named };
    let mut steps = Steps::begin(workspace, STEPS * platforms.len())?;
    for platform in platforms {
        job(workspace, platform, &mut steps)?;
    }
    steps.end();
    Ok(())
}

fn job(workspace: &Workspace, platform: &Platform, steps: &mut Steps) -> Result<(), Failure> {
    let name = platform.name;
    steps.step(&format!("{name}: tools"), |log| build::provide(workspace, platform, log))?;
    steps.step(&format!("{name}: the library"), |log| build::library(workspace, platform, log))?;
    steps.step(&format!("{name}: the emulator and its library"), |log| build::emulator(workspace, platform, log))
}
