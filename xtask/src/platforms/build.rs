//! Builds the library and the emulator for a platform, as they are shipped: into `target/<triple>/stripped`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::platform::{Linker, Platform, Rust};
use crate::platforms::EPOCH;
use crate::platforms::paths::Paths;
use crate::platforms::strip;
use crate::process::Run;
use crate::python;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// The linker that knows the C libraries of all Linux systems, from PyPI.
pub const ZIG: &str = "ziglang==0.17.1";
/// Where it is installed.
pub const ZIG_DIR: &str = "ziglang";

/// Makes sure that the tools are there that build for the platform and run programs of it.
pub fn provide(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let row = |&(probe, packages)| Tool { probe, packages };
    tools::provide(&platform.tools.iter().map(row).collect::<Vec<_>>(), log)?;
    tools::provide(tools::DEBUG_SYMBOLS, log)?;
    if platform.rust == Rust::FromSources {
        tools::provide(tools::BUILD_STD, log)?;
    }
    if matches!(platform.linker, Linker::Zig(_)) {
        provide_zig(workspace, log)?;
    }
    Ok(())
}

/// Builds the library, shared and static, and has rustc write what the static one needs.
pub fn library(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let (built, directory) = directories(workspace, platform)?;
    let cargo = cargo(workspace, platform, "rustc", log)?;
    let needed = format!("native-static-libs={}", native_libraries(workspace, platform).display());
    let cargo = cargo.args("--package mpsd --lib --crate-type cdylib,staticlib --".split(' '));
    cargo.args(["--print", &needed]).logged(log)?;
    let paths = paths(workspace, platform)?;
    strip::split(platform, &paths, &built.join(platform.shared_library("mpsd")), &directory)?;
    strip::keep(&built.join(platform.static_library("mpsd")), &directory)?;
    keep_import_library(platform, "mpsd", &built, &directory)
}

/// The file in which rustc tells what a program is to link beside the static library.
pub fn native_libraries(workspace: &Workspace, platform: &Platform) -> PathBuf {
    platform.library_dir(workspace.target()).join("native-static-libs")
}

/// Builds the emulator, as a program and as a shared library.
pub fn emulator(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let cargo = cargo(workspace, platform, "build", log)?;
    cargo.args("--package mpsd-emulator --package mpsd-emulator-ffi".split(' ')).logged(log)?;
    let (built, directory) = directories(workspace, platform)?;
    let paths = paths(workspace, platform)?;
    strip::split(platform, &paths, &built.join(platform.program("mpsd-emulator")), &directory)?;
    strip::split(platform, &paths, &built.join(platform.shared_library("mpsd_emulator")), &directory)?;
    keep_import_library(platform, "mpsd_emulator", &built, &directory)
}

/// The paths that no built file of the platform has in it.
pub fn paths(workspace: &Workspace, platform: &Platform) -> Result<Paths, Failure> {
    Paths::of(workspace, &rustc(platform))
}

/// The compiler of Rust.
pub fn rustc(platform: &Platform) -> OsString {
    match platform.rust {
        Rust::Ours => env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
        Rust::FromSources => "/usr/bin/rustc".into(),
    }
}

/// Where cargo builds, and where the files are that are shipped.
fn directories(workspace: &Workspace, platform: &Platform) -> Result<(PathBuf, PathBuf), Failure> {
    let shipped = platform.library_dir(workspace.target());
    fs::create_dir_all(&shipped).map_err(|error| format!("cannot make {}: {error}", shipped.display()))?;
    Ok((shipped.with_file_name("release"), shipped))
}

fn keep_import_library(platform: &Platform, name: &str, built: &Path, directory: &Path) -> Result<(), Failure> {
    platform.import_library(name).map_or(Ok(()), |file| strip::keep(&built.join(file), directory))
}

/// A cargo that builds for the platform.
fn cargo(workspace: &Workspace, platform: &Platform, command: &str, log: &Path) -> Result<Run, Failure> {
    workspace.cargo("fetch --locked").logged(log)?;
    let paths = paths(workspace, platform)?;
    let triple = platform.triple;
    let cargo = match platform.rust {
        Rust::Ours => env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        Rust::FromSources => "/usr/bin/cargo".into(),
    };
    let mut run = match platform.linker {
        Linker::Zig(glibc) => {
            let target = glibc.map_or_else(|| triple.to_owned(), |version| format!("{triple}.{version}"));
            let run = Run::new("cargo-zigbuild").args([command, "--target", &target]).env("CARGO", cargo);
            // The debug symbols of zig's unwinder contain the working directory. clang takes its name from PWD if that names the same
            // directory, and this name is the same everywhere. A shared cache would have the unwinder of another build.
            let run = run.env("PWD", "/proc/self/cwd");
            let run = run.env("ZIG_GLOBAL_CACHE_DIR", workspace.target().join("xtask/zig-cache"));
            run.env("CARGO_ZIGBUILD_ZIG_PATH", workspace.scratch(ZIG_DIR)?.join("bin/python-zig"))
        }
        Linker::Program(linker) => {
            let variable = format!("CARGO_TARGET_{}_LINKER", triple.to_uppercase().replace('-', "_"));
            Run::new(cargo).args([command, "--target", triple]).env(&variable, linker)
        }
        Linker::Default => Run::new(cargo).args([command, "--target", triple]),
    };
    run = run.args(["--quiet", "--release", "--locked"]).env("CARGO_TARGET_DIR", workspace.target());
    run = run.env("CARGO_ENCODED_RUSTFLAGS", paths.rustflags(platform.rustflags)).env("CFLAGS", paths.cflags());
    run = run.env("SOURCE_DATE_EPOCH", EPOCH.to_string());
    // What `strip` takes apart: the code is the same.
    run = run.env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only").env("CARGO_PROFILE_RELEASE_STRIP", "none");
    if platform.rust == Rust::FromSources {
        // -Z flags on a stable compiler: for the standard library only. Debian's compiler knows nothing of rustup's libraries.
        run = run.args(["-Zbuild-std=std,panic_unwind"]).env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc(platform));
        run = run.env_remove("LD_LIBRARY_PATH");
    }
    Ok(workspace.at_root(run))
}

/// Installs zig where no other Python program sees it, and cargo's way to it.
fn provide_zig(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    python::install(workspace, ZIG_DIR, &[ZIG], log)?;
    if !Run::new("cargo-zigbuild").args(["--version"]).works() {
        workspace.cargo("install cargo-zigbuild --locked").logged(log)?;
    }
    Ok(())
}
