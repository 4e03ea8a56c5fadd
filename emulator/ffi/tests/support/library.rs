//! Where the libraries are: beside this test, once `cargo build -p mpsd-emulator-ffi` has built the emulator's.

use std::env;
use std::path::{Path, PathBuf};

use super::platform::HOST;
use super::target;

/// What a program links, by the names that `-l` takes.
pub const LINKED: &[&str] = &["mpsd_emulator", "mpsd"];

/// The header that declares what is tested.
pub const HEADER: &str = "mpsd_emulator.h";

/// The repository's root.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).expect("the package is two levels below the root").to_owned()
}

/// The directory of C headers.
pub fn include_dir() -> PathBuf {
    root().join("include")
}

/// The emulator's shared library; the other one lies beside it.
pub fn shared() -> PathBuf {
    let platform = target::platform();
    let path = shared_dir().join(platform.shared_library("mpsd_emulator"));
    path.canonicalize()
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo build -p mpsd-emulator-ffi` builds it", path.display()))
}

/// Where all shared libraries are that a program is linked with.
pub fn shared_dir() -> PathBuf {
    if target::platform().name != HOST.name {
        return target::platform().library_dir(target::dir());
    }
    let test = env::current_exe().expect("a test knows its own path");
    test.parent().expect("a file has a directory").to_owned()
}

/// There is no static one.
pub fn archive() -> PathBuf {
    unreachable!("the emulator is a shared library only")
}
