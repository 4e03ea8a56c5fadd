//! Where the library is, its sources and its built files.

#[path = "../../xtask/src/static_library.rs"]
mod static_library;

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::platform::{self, HOST};
use super::target;

/// What a program links, by the names that `-l` takes.
pub const LINKED: &[&str] = &["mpsd"];

/// The header that declares what is tested.
pub const HEADER: &str = "mpsd.h";

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The directory of C headers.
pub fn include_dir() -> PathBuf {
    root().join("include")
}

/// The shared library: `libmpsd.so`, as it is called on Linux.
pub fn shared() -> PathBuf {
    find(&target::platform().shared_library("mpsd"))
}

/// Where all shared libraries are that a program is linked with.
pub fn shared_dir() -> PathBuf {
    shared().parent().expect("a file has a directory").to_owned()
}

/// The file `libmpsd.a` as it is shipped; with a sanitizer, as rustc wrote it.
pub fn archive() -> PathBuf {
    static FINISHED: OnceLock<PathBuf> = OnceLock::new();
    let archive = find("libmpsd.a");
    let finish = || static_library::finish(&archive, target::platform()).unwrap_or_else(|error| panic!("{error}"));
    if env::var_os("MPSD_SANITIZER").is_some() { archive } else { FINISHED.get_or_init(finish).clone() }
}

/// In MPSD_LIBRARY_DIR where that is set, where it is built for another platform, else beside this test: Cargo builds the
/// library for it with every crate type.
fn find(file: &str) -> PathBuf {
    let candidates = match env::var_os("MPSD_LIBRARY_DIR") {
        Some(dir) => vec![PathBuf::from(dir)],
        None if target::platform().name != HOST.name => vec![target::platform().library_dir(target::dir())],
        None => {
            let test = env::current_exe().expect("a test knows its own path");
            test.ancestors().skip(1).take(2).map(Path::to_owned).collect()
        }
    };
    let paths: Vec<PathBuf> = candidates.iter().map(|dir| dir.join(file)).collect();
    match paths.iter().find(|path| path.is_file()) {
        Some(path) => path.canonicalize().expect("it is there"),
        None => panic!("{file} is in none of {candidates:?}; build it, or set MPSD_LIBRARY_DIR"),
    }
}
