//! The library for other platforms than the one that this runs on: built, and tested here.

pub mod build;
mod examples;
mod files;
pub mod msvc;
mod paths;
mod programs;
pub mod strip;
mod table;
pub mod wine;

use std::path::Path;

use crate::Failure;
use crate::platform::{self, Platform};
use crate::steps::Steps;
use crate::workspace::Workspace;
use table::Row;

/// What built files and archives tell instead of when they were made: 1980-01-01, the first day that a zip file knows.
pub const EPOCH: u64 = 315_532_800;

/// How many steps each platform takes, and Windows besides.
const STEPS: usize = 6;
const STEPS_OF_WINDOWS: usize = 1;

/// Builds and tests for the named platforms, or for all where none is named, and prints a table; the first failure ends it.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    let platforms = platform::all_or(names)?;
    let windows = platforms.iter().filter(|platform| platform.is_windows()).count();
    let mut steps = Steps::begin(workspace, STEPS * platforms.len() + STEPS_OF_WINDOWS * windows)?;
    let rows = platforms.iter().map(|platform| job(workspace, platform, &mut steps));
    let rows = rows.collect::<Result<Vec<Row>, Failure>>()?;
    steps.end();
    table::print(&rows);
    Ok(())
}

/// Makes sure that all is there that builds for the platform and runs programs of it.
pub fn provide(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    build::provide(workspace, platform, log)?;
    if platform.is_windows() { wine::prepare(workspace, platform, log) } else { Ok(()) }
}

fn job(workspace: &Workspace, platform: &'static Platform, steps: &mut Steps) -> Result<Row, Failure> {
    steps.step(&headline(platform, "tools"), |log| provide(workspace, platform, log))?;
    steps.step(&headline(platform, "the library"), |log| build::library(workspace, platform, log))?;
    steps.step(&headline(platform, "the emulator and its library"), |log| build::emulator(workspace, platform, log))?;
    let facts =
        steps.step(&headline(platform, "what the files export and need"), |_| files::check(workspace, platform))?;
    let programs =
        steps.step(&headline(platform, "tests in C and C++"), |log| programs::run(workspace, platform, log))?;
    steps.step(&headline(platform, "its emulator, the examples"), |log| examples::run(workspace, platform, log))?;
    if platform.is_windows() {
        steps.step(&headline(platform, "a program compiled for MSVC"), |log| {
            msvc::import_libraries(workspace, platform, log)?;
            msvc::run(workspace, platform, log)
        })?;
    }
    Ok(Row { platform, facts, programs })
}

fn headline(platform: &Platform, what: &str) -> String {
    format!("{}: {what}", platform.name)
}
