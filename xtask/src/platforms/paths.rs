//! No path of the building machine in a built file: compilers write, in place of each, a name that is the same everywhere.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::process::Run;
use crate::workspace::Workspace;

/// The directories that sources come from, and the name that stands in built files for each.
pub struct Paths(Vec<(PathBuf, String)>);

impl Paths {
    /// Those of a build with this compiler, once cargo has fetched the crates.
    pub fn of(workspace: &Workspace, rustc: &OsStr) -> Result<Self, Failure> {
        let std = sysroot(rustc)?.join("lib/rustlib/src/rust");
        let std_name = format!("/rustc/{}", commit(rustc)?);
        let mut paths = vec![
            (workspace.root().to_owned(), "/mpsd".to_owned()),
            // A later pair goes before an earlier one: the target directory may lie in the root.
            (workspace.target().to_owned(), "/target".to_owned()),
        ];
        // Debian's sources are elsewhere, by a link.
        if let Some(elsewhere) = std.canonicalize().ok().filter(|elsewhere| *elsewhere != std) {
            paths.push((elsewhere, std_name.clone()));
        }
        paths.push((std, std_name));
        // A registry's directory is named after its host.
        for registry in registries()? {
            paths.push((registry, "/crates".to_owned()));
        }
        Ok(Self(paths))
    }

    /// For rustc, as CARGO_ENCODED_RUSTFLAGS takes them, after some others.
    pub fn rustflags(&self, others: &str) -> String {
        let pairs = self.0.iter().map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
        others.split_whitespace().map(str::to_owned).chain(pairs).collect::<Vec<_>>().join("\u{1f}")
    }

    /// For the C compiler, as CFLAGS takes them.
    pub fn cflags(&self) -> String {
        let pairs = self.0.iter().map(|(path, name)| format!("-ffile-prefix-map={}={name}", path.display()));
        pairs.collect::<Vec<_>>().join(" ")
    }

    /// Replaces them in the debug symbols of a built file.
    pub fn edit(&self, symbols: &Path) -> Result<(), Failure> {
        // What lies in another goes first.
        for (path, name) in self.0.iter().rev() {
            Run::new("debugedit").args(["-b"]).args([path]).args(["-d", name]).args([symbols]).captured()?;
        }
        Ok(())
    }

    /// Fails where a file has one of the paths in it, or a path in the user's home directory.
    pub fn absent_from(&self, file: &Path) -> Result<(), Failure> {
        let bytes = fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let home = env::home_dir().map(|home| format!("{}/", home.display()));
        for path in self.0.iter().map(|(path, _)| path.display().to_string()).chain(home) {
            if let Some(at) = bytes.windows(path.len()).position(|window| window == path.as_bytes()) {
                let text = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 160)]);
                let text: String = text.chars().take_while(|letter| !letter.is_control()).collect();
                return Err(format!("{} has a path of this machine in it: {text}", file.display()));
            }
        }
        Ok(())
    }
}

fn sysroot(rustc: &OsStr) -> Result<PathBuf, Failure> {
    Ok(Run::new(rustc).args(["--print", "sysroot"]).env_remove("LD_LIBRARY_PATH").captured()?.trim().into())
}

/// What the standard library's own paths begin with, in a toolchain whose standard library is already built.
fn commit(rustc: &OsStr) -> Result<String, Failure> {
    let version = Run::new(rustc).args(["-vV"]).env_remove("LD_LIBRARY_PATH").captured()?;
    let value = |name: &str| version.lines().find_map(|line| line.strip_prefix(name));
    value("commit-hash: ").or_else(|| value("release: ")).map(str::to_owned).ok_or_else(|| "rustc -vV".into())
}

fn registries() -> Result<Vec<PathBuf>, Failure> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = home.ok_or("neither CARGO_HOME nor HOME is set")?.join("registry/src");
    let entries = fs::read_dir(&sources).map_err(|error| format!("cannot read {}: {error}", sources.display()))?;
    let mut registries: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    registries.sort();
    Ok(registries)
}
