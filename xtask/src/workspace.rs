//! Where things are.

use std::env;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::process::Run;

/// The paths of the repository and of what is built from it.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds them from this very program: cargo built it as `<target>/debug/xtask`.
    pub fn find() -> Result<Self, Failure> {
        let program = env::current_exe().map_err(|error| format!("where am I? {error}"))?;
        let target = program.ancestors().nth(2).ok_or("xtask is to be run by cargo")?;
        let package = env::var_os("CARGO_MANIFEST_DIR").ok_or("run this as `cargo xtask`")?;
        let root = Path::new(&package).parent().ok_or("xtask has no workspace")?;
        Ok(Self { root: root.to_owned(), target: target.to_owned() })
    }

    /// Another copy of the repository, with a target directory of its own.
    pub fn at(root: PathBuf) -> Self {
        Self { target: root.join("target"), root }
    }

    /// The repository's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo builds.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The committed C headers.
    pub fn headers(&self) -> [PathBuf; 3] {
        ["mpsd.h", "mpsd_functions.h", "mpsd_emulator.h"].map(|name| self.root.join("include").join(name))
    }

    /// The directory of the library as it is shipped: built with the release profile.
    pub fn library_dir(&self) -> PathBuf {
        self.target.join("release")
    }

    /// The library in it.
    pub fn library(&self) -> PathBuf {
        self.library_dir().join(format!("{DLL_PREFIX}mpsd{DLL_SUFFIX}"))
    }

    /// The emulator, built with the dev profile: it starts no slower, and builds in half the time.
    pub fn emulator(&self) -> PathBuf {
        self.target.join(format!("debug/mpsd-emulator{EXE_SUFFIX}"))
    }

    /// The directory of the libraries built with the dev profile.
    pub fn dev_library_dir(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The directory of the emulator's library, built with the dev profile too.
    pub fn emulator_library_dir(&self) -> PathBuf {
        self.dev_library_dir()
    }

    /// The library in it.
    pub fn emulator_library(&self) -> PathBuf {
        self.emulator_library_dir().join(format!("{DLL_PREFIX}mpsd_emulator{DLL_SUFFIX}"))
    }

    /// A directory of ours below the target directory, made if need be.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, Failure> {
        let directory = self.target.join("xtask").join(name);
        fs::create_dir_all(&directory).map_err(|error| format!("cannot make {}: {error}", directory.display()))?;
        Ok(directory)
    }

    /// Cargo at the root, with the arguments as one would type them.
    pub fn cargo(&self, arguments: &str) -> Run {
        let cargo = Run::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let cargo = self.at_root(cargo.args(arguments.split_whitespace()));
        // A relative CARGO_TARGET_DIR is meant from where the user is.
        match env::var_os("CARGO_TARGET_DIR").and_then(|target| std::path::absolute(target).ok()) {
            Some(target) => cargo.env("CARGO_TARGET_DIR", target),
            None => cargo,
        }
    }

    /// Cargo building the C library as it is shipped: with nothing kept for Rust programs that would link it, it has half a
    /// megabyte less, and a call a tenth fewer instructions.
    pub fn build_library(&self) -> Run {
        self.cargo("rustc --quiet --release --package mpsd --lib --crate-type cdylib,staticlib")
    }

    /// Some cargo at the root.
    pub fn at_root(&self, cargo: Run) -> Run {
        let mut cargo = cargo.current_dir(&self.root);
        // What cargo told this program about itself: build scripts that see it would run again under a plain cargo.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                cargo = cargo.env_remove(&name);
            }
        }
        cargo
    }
}
