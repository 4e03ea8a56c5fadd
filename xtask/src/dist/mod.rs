//! `cargo xtask dist` and `install`: what a game takes, for each platform.

mod archive;
mod crates;
mod licences;
mod package;
mod runtime;
mod sbom;

pub use archive::{files, unpack};

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::platform::{self, Platform};
use crate::platforms::{build, msvc};
use crate::process::Run;
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

/// What the packages are versions of.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How many steps a platform's package takes.
const STEPS: usize = 5;

/// Makes the archives of the named platforms, or of all where none is named.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    let platforms = platform::all_or(names)?;
    let mut steps = Steps::begin(workspace, STEPS * platforms.len() + 1)?;
    for platform in platforms {
        let tree = tree(workspace, platform, &mut steps)?;
        steps.step(&format!("{}: its archives", platform.name), |log| archives(workspace, platform, &tree, log))?;
    }
    steps.step("Checksums", |_| archive::checksums(&directory(workspace)?))?;
    steps.end();
    println!("{}", directory(workspace)?.display());
    Ok(())
}

/// Puts this machine's package into a directory, such as /usr/local.
pub fn install(workspace: &Workspace, prefix: &Path) -> Result<(), Failure> {
    let host = Run::new("rustc").args(["-vV"]).captured()?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let platform = platform::PLATFORMS.iter().find(|platform| platform.triple == host);
    let platform = platform.ok_or_else(|| format!("there is no package for {host}"))?;
    let mut steps = Steps::begin(workspace, STEPS)?;
    let tree = tree(workspace, platform, &mut steps)?;
    steps.step("Copying", |_| package::copy(&tree, prefix))?;
    steps.end();
    Ok(())
}

/// The archive of a platform's package.
pub fn archive_of(workspace: &Workspace, platform: &Platform) -> Result<PathBuf, Failure> {
    Ok(directory(workspace)?.join(format!("{}.{}", name_of(platform), archive::kind(platform))))
}

/// The archive of the debug symbols.
pub fn symbols_of(workspace: &Workspace, platform: &Platform) -> Result<PathBuf, Failure> {
    Ok(directory(workspace)?.join(format!("{}.{}", symbols_name_of(platform), archive::kind(platform))))
}

/// What that archive and the folder in it are called.
fn symbols_name_of(platform: &Platform) -> String {
    format!("{}-debug", name_of(platform))
}

/// What an archive and the only folder in it are called.
pub fn name_of(platform: &Platform) -> String {
    format!("mpsd-{VERSION}-{}", platform.name)
}

/// Where the archives are.
fn directory(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let directory = workspace.target().join("dist");
    fs::create_dir_all(&directory).map_err(|error| format!("cannot make {}: {error}", directory.display()))?;
    Ok(directory)
}

/// Builds a platform's archives in one step: the package's, and that of its debug symbols.
pub fn build_archives(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<[PathBuf; 2], Failure> {
    provide(workspace, platform, log)?;
    build::library(workspace, platform, log)?;
    emulator(workspace, platform, log)?;
    archives(workspace, platform, &package::lay_out(workspace, platform)?, log)?;
    Ok([archive_of(workspace, platform)?, symbols_of(workspace, platform)?])
}

fn provide(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    build::provide(workspace, platform, log)?;
    tools::provide(tools::DIST, log)
}

fn emulator(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    build::emulator(workspace, platform, log)?;
    if platform.import.is_some() { msvc::import_libraries(workspace, platform, log) } else { Ok(()) }
}

/// Builds a platform's files and lays them out as they are installed.
fn tree(workspace: &Workspace, platform: &Platform, steps: &mut Steps) -> Result<PathBuf, Failure> {
    let name = platform.name;
    steps.step(&format!("{name}: tools"), |log| provide(workspace, platform, log))?;
    steps.step(&format!("{name}: the library"), |log| build::library(workspace, platform, log))?;
    steps.step(&format!("{name}: the emulator and its library"), |log| emulator(workspace, platform, log))?;
    steps.step(&format!("{name}: its package, with no path of this machine"), |_| package::lay_out(workspace, platform))
}

/// The package, and the debug symbols of the files in it.
fn archives(workspace: &Workspace, platform: &Platform, tree: &Path, log: &Path) -> Result<(), Failure> {
    package::add_projects(workspace, platform, tree)?;
    archive::pack(tree, &archive_of(workspace, platform)?, log)?;
    let symbols = package::lay_out_symbols(workspace, platform, &symbols_name_of(platform))?;
    archive::pack(&symbols, &symbols_of(workspace, platform)?, log)
}
