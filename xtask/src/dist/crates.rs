//! The crates that a platform's files are made of.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Failure;
use crate::dist::archive;
use crate::platform::{Platform, Rust};
use crate::platforms::build;
use crate::process::Run;
use crate::workspace::Workspace;

/// What games ship, what is for tests, and what cargo builds of the standard library: as options of `cargo tree`.
const LIBRARY: &str = "--package mpsd";
const EMULATOR: &str = "--package mpsd-emulator --package mpsd-emulator-ffi";
const STANDARD: &str = "--package std --features std/backtrace,std/panic-unwind";

/// A crate that was linked, or all that comes with the compiler.
pub struct Crate {
    /// As its registry calls it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// The package URL, by which software is named in bills of materials.
    pub purl: String,
    /// The files of its licence texts.
    pub texts: Vec<PathBuf>,
    /// Whether it is in the library, and not in the emulator alone.
    pub in_library: bool,
}

/// All that is in the library, the emulator and its library but this workspace's own, by name.
pub fn linked(workspace: &Workspace, platform: &Platform) -> Result<Vec<Crate>, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let ours = Source { cargo, manifest: workspace.root().join("Cargo.toml") };
    let (mut crates, _) = ours.linked(workspace, platform, LIBRARY)?;
    let (of_emulator, _) = ours.linked(workspace, platform, EMULATOR)?;
    crates.extend(standard_library(workspace, platform)?);
    // Of two of the same, the first is kept.
    crates.extend(of_emulator.into_iter().map(|linked| Crate { in_library: false, ..linked }));
    crates.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    crates.dedup_by(|one, other| (&one.name, &one.version) == (&other.name, &other.version));
    match crates.iter().find(|linked| linked.texts.is_empty()) {
        Some(linked) => Err(format!("{} {} comes without the text of its licence", linked.name, linked.version)),
        None => Ok(crates),
    }
}

/// The standard library with its crates.
fn standard_library(workspace: &Workspace, platform: &Platform) -> Result<Vec<Crate>, Failure> {
    let rustc = build::rustc(platform);
    let print = |option: &str| Run::new(&rustc).args(option.split(' ')).env_remove("LD_LIBRARY_PATH").captured();
    let sysroot = PathBuf::from(print("--print sysroot")?.trim());
    let version = print("-vV")?.lines().find_map(|line| line.strip_prefix("release: ").map(str::to_owned));
    let version = version.ok_or("rustc -vV tells no release")?;
    let (mut crates, texts) = match platform.rust {
        // Its page names all the crates in it.
        Rust::Ours => (Vec::new(), vec![sysroot.join("share/doc/rust/COPYRIGHT-library.html")]),
        Rust::FromSources => {
            let sources = sysroot.join("lib/rustlib/src/rust");
            let manifest = sources.join("library/Cargo.toml");
            let std = Source { cargo: "/usr/bin/cargo".into(), manifest };
            let (crates, texts) = std.linked(workspace, platform, STANDARD)?;
            // What it offers besides is the Apache licence, whose text is the same for all.
            let copyright = [sources.join("COPYRIGHT"), workspace.root().join("LICENSE-APACHE")];
            (crates, texts.into_iter().chain(copyright).collect())
        }
    };
    let purl = format!("pkg:github/rust-lang/rust@{version}");
    crates.push(Crate {
        name: "rust-std".into(),
        version,
        licence: "MIT OR Apache-2.0".into(),
        purl,
        texts,
        in_library: true,
    });
    Ok(crates)
}

/// A workspace.
struct Source {
    cargo: OsString,
    manifest: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
}

impl Source {
    /// What is linked into some packages: the crates of a registry, and the licence texts beside the others.
    fn linked(
        &self,
        workspace: &Workspace,
        platform: &Platform,
        packages: &str,
    ) -> Result<(Vec<Crate>, Vec<PathBuf>), Failure> {
        let linked = self.names(workspace, platform, packages)?;
        let metadata = self.cargo(
            workspace,
            platform,
            "metadata --format-version 1 --all-features --filter-platform",
            platform.triple,
        );
        let metadata: Metadata = serde_json::from_str(&metadata.captured()?).map_err(|error| error.to_string())?;
        let mut crates = Vec::new();
        let mut texts = Vec::new();
        for package in metadata.packages {
            if !linked.contains(&(package.name.clone(), package.version.clone())) {
                continue;
            }
            let directory = package.manifest_path.parent().ok_or("a manifest is a file")?;
            match package.source {
                Some(_) => crates.push(Crate {
                    purl: format!("pkg:cargo/{}@{}", package.name, package.version),
                    // A slash is how it was written once.
                    licence: package.license.unwrap_or_default().replace('/', " OR "),
                    texts: licence_texts(directory)?,
                    name: package.name,
                    version: package.version,
                    in_library: true,
                }),
                // This workspace's packages have none of their own but at the root, and that is shipped as it is.
                None if directory.starts_with(workspace.root()) => {}
                None => texts.extend(licence_texts(directory)?),
            }
        }
        Ok((crates, texts))
    }

    /// Names and versions.
    fn names(
        &self,
        workspace: &Workspace,
        platform: &Platform,
        packages: &str,
    ) -> Result<BTreeSet<(String, String)>, Failure> {
        let tree = self.cargo(
            workspace,
            platform,
            "tree --edges normal,no-proc-macro --prefix none --target",
            platform.triple,
        );
        let tree = tree.args(packages.split(' ')).captured()?;
        let pair = |line: &str| {
            let mut words = line.split(' ');
            Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
        };
        Ok(tree.lines().filter_map(pair).collect())
    }

    fn cargo(&self, workspace: &Workspace, platform: &Platform, command: &str, last: &str) -> Run {
        let cargo = Run::new(&self.cargo).args(command.split(' ')).args([last, "--locked", "--manifest-path"]);
        let cargo = workspace.at_root(cargo.args([&self.manifest])).env("RUSTC", build::rustc(platform));
        // The standard library asks for a compiler that takes its unstable features.
        if platform.rust == Rust::FromSources {
            cargo.env("RUSTC_BOOTSTRAP", "1").env_remove("LD_LIBRARY_PATH")
        } else {
            cargo
        }
    }
}

fn licence_texts(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    const BEGINNINGS: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicense"];
    let is_text = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_code = [".rs", ".c", ".h", ".json"].iter().any(|extension| name.ends_with(extension));
        !is_code && BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
    };
    Ok(archive::files(directory)?.into_iter().filter(is_text).collect())
}
