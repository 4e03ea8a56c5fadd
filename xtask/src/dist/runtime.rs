//! What C compilers add of their own when they link for Rust: code that starts a DLL, unwinds, or computes.

use std::path::PathBuf;

use crate::Failure;
use crate::dist::crates::Crate;
use crate::platform::{Linker, Platform};
use crate::platforms::build;
use crate::process::Run;
use crate::workspace::Workspace;

/// Of the platform's linker.
pub fn linked(workspace: &Workspace, platform: &Platform) -> Result<Vec<Crate>, Failure> {
    match platform.linker {
        Linker::Zig(_) => Ok(vec![zig(workspace)?]),
        Linker::Program(_) => mingw(platform),
        Linker::Default => Ok(Vec::new()),
    }
}

/// Its compiler-rt, and LLVM's libunwind.
fn zig(workspace: &Workspace) -> Result<Crate, Failure> {
    let print = "import os, ziglang; print(os.path.dirname(ziglang.__file__))";
    let python = workspace.scratch(build::ZIG_DIR)?.join("bin/python");
    let directory = PathBuf::from(Run::new(python).args(["-c", print]).captured()?.trim());
    let (name, version) = build::ZIG.split_once("==").ok_or("a package of PyPI has a version")?;
    Ok(Crate {
        name: name.to_owned(),
        version: version.to_owned(),
        licence: "MIT AND (Apache-2.0 WITH LLVM-exception)".to_owned(),
        purl: format!("pkg:pypi/{name}@{version}"),
        texts: vec![directory.join("LICENSE"), directory.join("lib/libunwind/LICENSE.TXT")],
        in_library: true,
    })
}

/// The beginning of each DLL and program, and libgcc.
fn mingw(platform: &Platform) -> Result<Vec<Crate>, Failure> {
    let packages = [
        ("mingw-w64-x86-64-dev", "ZPL-2.1"),
        ("gcc-mingw-w64-x86-64-posix", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ];
    let part = |(package, licence): (&str, &str)| {
        let version = Run::new("dpkg-query").args(["--show", "--showformat=${Version}", package]).captured();
        let version = version.map_err(|error| format!("{} is not Debian's: {error}", platform.c[0]))?;
        Ok(Crate {
            name: package.to_owned(),
            purl: format!("pkg:deb/debian/{package}@{}", version.replace('+', "%2B")),
            version,
            licence: licence.to_owned(),
            texts: vec![PathBuf::from(format!("/usr/share/doc/{package}/copyright"))],
            in_library: true,
        })
    };
    packages.into_iter().map(part).collect()
}
