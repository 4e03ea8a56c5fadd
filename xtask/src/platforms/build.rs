//! Builds the library and the emulator for a platform, as they are shipped: into `target/<triple>/release`.

use std::env;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::platform::{Linker, Platform, Rust};
use crate::process::Run;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// The linker that knows the C libraries of all Linux systems, from PyPI.
const ZIG: &str = "ziglang==0.17.1";

/// Makes sure that all is there that builds for the platform and runs programs of it.
pub fn provide(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let row = |&(probe, packages)| Tool { probe, packages };
    tools::provide(&platform.tools.iter().map(row).collect::<Vec<_>>(), log)?;
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
    let cargo = cargo(workspace, platform, "rustc")?;
    let needed = format!("native-static-libs={}", native_libraries(workspace, platform).display());
    let cargo = cargo.args("--package mpsd --lib --crate-type cdylib,staticlib --".split(' '));
    cargo.args(["--print", &needed]).logged(log)
}

/// The file in which rustc tells what a program is to link beside the static library.
pub fn native_libraries(workspace: &Workspace, platform: &Platform) -> PathBuf {
    platform.library_dir(workspace.target()).join("native-static-libs")
}

/// Builds the emulator, as a program and as a shared library.
pub fn emulator(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let cargo = cargo(workspace, platform, "build")?;
    cargo.args("--package mpsd-emulator --package mpsd-emulator-ffi".split(' ')).logged(log)
}

/// A cargo that builds for the platform.
fn cargo(workspace: &Workspace, platform: &Platform, command: &str) -> Result<Run, Failure> {
    let triple = platform.triple;
    let (cargo, rustc) = match platform.rust {
        Rust::Ours => (env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), None),
        Rust::FromSources => ("/usr/bin/cargo".into(), Some("/usr/bin/rustc")),
    };
    let mut run = match platform.linker {
        Linker::Zig(glibc) => {
            let target = glibc.map_or_else(|| triple.to_owned(), |version| format!("{triple}.{version}"));
            let run = Run::new("cargo-zigbuild").args([command, "--target", &target]).env("CARGO", cargo);
            run.env("CARGO_ZIGBUILD_ZIG_PATH", zig_dir(workspace)?.join("bin/python-zig"))
        }
        Linker::Program(linker) => {
            let variable = format!("CARGO_TARGET_{}_LINKER", triple.to_uppercase().replace('-', "_"));
            Run::new(cargo).args([command, "--target", triple]).env(&variable, linker)
        }
        Linker::Default => Run::new(cargo).args([command, "--target", triple]),
    };
    run = run.args(["--quiet", "--release", "--locked"]).env("CARGO_TARGET_DIR", workspace.target());
    if let Some(rustc) = rustc {
        // -Z flags on a stable compiler: for the standard library only. Debian's compiler knows nothing of rustup's libraries.
        run = run.args(["-Zbuild-std=std,panic_unwind"]).env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc);
        run = run.env_remove("LD_LIBRARY_PATH");
    }
    if !platform.rustflags.is_empty() {
        run = run.env("RUSTFLAGS", platform.rustflags);
    }
    Ok(workspace.at_root(run))
}

/// Installs zig where no other Python program sees it, and cargo's way to it.
fn provide_zig(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    let directory = zig_dir(workspace)?;
    let pip = directory.join("bin/pip");
    let installed = || Run::new(&pip).args(["freeze"]).captured().is_ok_and(|list| list.contains(ZIG));
    if !installed() {
        tools::provide(tools::PYTHON, log)?;
        Run::new("python3").args(["-m", "venv"]).args([&directory]).logged(log)?;
        Run::new(&pip).args(["install", "--quiet", "--disable-pip-version-check", ZIG]).logged(log)?;
    }
    if !Run::new("cargo-zigbuild").args(["--version"]).works() {
        workspace.cargo("install cargo-zigbuild --locked").logged(log)?;
    }
    Ok(())
}

fn zig_dir(workspace: &Workspace) -> Result<PathBuf, Failure> {
    workspace.scratch("ziglang")
}
