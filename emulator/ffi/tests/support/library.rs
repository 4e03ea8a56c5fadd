//! Where the libraries are: beside this test, once `cargo build -p mpsd-emulator-ffi` has built the emulator's.

use std::env;
use std::path::{Path, PathBuf};

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
    let test = env::current_exe().expect("a test knows its own path");
    let file = format!("{}mpsd_emulator{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let path = test.with_file_name(file);
    path.canonicalize()
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo build -p mpsd-emulator-ffi` builds it", path.display()))
}

/// There is no static one.
pub fn archive() -> PathBuf {
    unreachable!("the emulator is a shared library only")
}
