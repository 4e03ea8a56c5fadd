//! The programs that the tests and checks use: found, or installed.

use std::path::Path;

use crate::Failure;
use crate::process::Run;

/// How to ask whether a program is there, and the Debian packages that bring it.
pub struct Tool {
    pub probe: &'static str,
    pub packages: &'static str,
}

/// What the tests use.
const TESTS: &[Tool] = &[
    Tool { probe: "gcc --version", packages: "gcc libc6-dev" },
    Tool { probe: "g++ --version", packages: "g++" },
    Tool { probe: "x86_64-w64-mingw32-gcc --version", packages: "gcc-mingw-w64-x86-64-posix" },
    Tool { probe: "x86_64-w64-mingw32-g++ --version", packages: "g++-mingw-w64-x86-64-posix" },
    Tool { probe: "gcc -fsyntax-only -include X11/Xlib.h -x c /dev/null", packages: "libx11-dev" },
    Tool { probe: "abidiff --version", packages: "abigail-tools" },
    Tool { probe: "clang --version", packages: "clang" },
    Tool { probe: "clang++ --version", packages: "clang" },
    Tool { probe: "nm --version", packages: "binutils" },
    Tool { probe: "readelf --version", packages: "binutils" },
    Tool { probe: "curl --version", packages: "curl" },
    Tool { probe: "openssl version", packages: "openssl" },
    // Runs a program: valgrind without the C library's symbols starts, and then gives up.
    Tool { probe: "valgrind --quiet true", packages: "valgrind libc6-dbg" },
    Tool { probe: "strace --version", packages: "strace" },
    Tool { probe: "gcc -fsyntax-only -include openssl/ssl.h -x c /dev/null", packages: "libssl-dev" },
    Tool { probe: "mcs --version", packages: "mono-mcs" },
    Tool { probe: "mono --version", packages: "mono-runtime" },
    Tool { probe: "python3 --version", packages: "python3" },
    Tool { probe: "chromium --version", packages: "chromium" },
    Tool { probe: "chromedriver --version", packages: "chromium-driver" },
    // A virtual environment needs pip's own copy, which Debian ships apart.
    Tool { probe: "python3 -m ensurepip --version", packages: "python3-venv" },
];

/// What builds the standard library from its sources: their own compiler, of Debian's.
pub const BUILD_STD: &[Tool] = &[
    Tool { probe: "/usr/bin/cargo --version", packages: "cargo-web" },
    Tool { probe: "/usr/bin/rustc --version", packages: "rustc-web" },
    Tool { probe: "ls /usr/lib/rustlib/src/rust/library/Cargo.lock", packages: "rust-web-src" },
];

/// What ThreadSanitizer takes, beside the above: it must see the standard library, too.
pub const THREAD_SANITIZER: &[Tool] = &[
    Tool { probe: "clang-19 --version", packages: "clang-19" },
    Tool { probe: "clang++-19 --version", packages: "clang-19" },
    Tool {
        probe: "ls /usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.tsan-x86_64.a",
        packages: "libclang-rt-19-dev",
    },
    Tool { probe: "/usr/bin/llvm-symbolizer --version", packages: "llvm" },
    Tool { probe: "setarch -R true", packages: "util-linux" },
];

/// What type-checks other targets: a compiler and the sources of its standard library, and clang's preprocessor.
pub const CHECK_TARGETS: &[Tool] = &[
    Tool { probe: "/usr/bin/cargo --version", packages: "cargo-web" },
    Tool { probe: "/usr/bin/rustc --version", packages: "rustc-web" },
    Tool { probe: "ls /usr/lib/rustlib/src/rust/library/Cargo.lock", packages: "rust-web-src" },
    Tool { probe: "/usr/bin/clang --version", packages: "clang" },
    Tool { probe: "i686-w64-mingw32-dlltool --version", packages: "binutils-mingw-w64-i686" },
    Tool { probe: "x86_64-w64-mingw32-dlltool --version", packages: "binutils-mingw-w64-x86-64" },
];

/// The clients that the library is compared with, and what measures them.
pub const BENCH: &[Tool] = &[
    Tool { probe: "gcc --version", packages: "gcc libc6-dev" },
    Tool { probe: "g++ --version", packages: "g++" },
    Tool { probe: "ld --version", packages: "binutils" },
    Tool { probe: "openssl version", packages: "openssl" },
    Tool { probe: "taskset --version", packages: "util-linux" },
    Tool { probe: "valgrind --quiet true", packages: "valgrind libc6-dbg" },
    Tool { probe: "strace --version", packages: "strace" },
    Tool { probe: "gcc -fsyntax-only -include openssl/ssl.h -x c /dev/null", packages: "libssl-dev" },
    Tool { probe: "gcc -fsyntax-only -include curl/curl.h -x c /dev/null", packages: "libcurl4-openssl-dev" },
    Tool { probe: "g++ -fsyntax-only -include boost/version.hpp -x c++ /dev/null", packages: "libboost-dev" },
    Tool { probe: "g++ -fsyntax-only -include rapidjson/document.h -x c++ /dev/null", packages: "rapidjson-dev" },
    Tool { probe: "g++ -fsyntax-only -include httplib.h -x c++ /dev/null", packages: "libcpp-httplib-dev" },
];

/// What installs programs of PyPI where no other Python program sees them.
pub const PYTHON: &[Tool] = &[
    Tool { probe: "python3 --version", packages: "python3" },
    Tool { probe: "python3 -m ensurepip --version", packages: "python3-venv" },
];

/// What takes debug symbols apart, and paths out of them.
pub const DEBUG_SYMBOLS: &[Tool] = &[
    Tool { probe: "objcopy --version", packages: "binutils" },
    Tool { probe: "debugedit --version", packages: "debugedit" },
];

/// What packs files and tells their checksums.
pub const DIST: &[Tool] = &[
    Tool { probe: "tar --version", packages: "tar" },
    Tool { probe: "xz --version", packages: "xz-utils" },
    Tool { probe: "zip --version", packages: "zip" },
    Tool { probe: "unzip -v", packages: "unzip" },
    Tool { probe: "sha256sum --version", packages: "coreutils" },
];

/// What builds the programs that use a package.
pub const PACKAGES: &[Tool] = &[
    Tool { probe: "cmake --version", packages: "cmake" },
    Tool { probe: "ninja --version", packages: "ninja-build" },
    Tool { probe: "meson --version", packages: "meson" },
    Tool { probe: "make --version", packages: "make" },
    Tool { probe: "pkg-config --version", packages: "pkgconf" },
    Tool { probe: "unzip -v", packages: "unzip" },
];

/// What makes system calls fail.
pub const STRACE: &[Tool] = &[Tool { probe: "strace --version", packages: "strace" }];

/// Makes sure that every tool of the tests is there.
pub fn provide_tests(log: &Path) -> Result<(), Failure> {
    cargo_components()?;
    provide(TESTS, log)
}

/// Makes sure that every tool of some is there.
pub fn provide(tools: &[Tool], log: &Path) -> Result<(), Failure> {
    let packages = missing_packages(tools);
    if packages.is_empty() {
        return Ok(());
    }
    if !Run::new("apt-get").args(["--version"]).works() || !is_root() {
        return Err(by_hand(&packages));
    }
    install(&packages, log)?;
    match missing_packages(tools) {
        none if none.is_empty() => Ok(()),
        still => Err(format!("apt-get installed {}, but these do not work: {}", packages.join(" "), still.join(" "))),
    }
}

fn cargo_components() -> Result<(), Failure> {
    for component in ["fmt", "clippy"] {
        if !Run::new("cargo").args([component, "--version"]).works() {
            return Err(format!(
                "cargo {component} is missing. Run this, then again: rustup component add rustfmt clippy"
            ));
        }
    }
    Ok(())
}

fn missing_packages(tools: &[Tool]) -> Vec<&'static str> {
    let missing = tools.iter().filter(|tool| !works(tool.probe));
    let mut packages: Vec<_> = missing.flat_map(|tool| tool.packages.split(' ')).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

fn works(probe: &str) -> bool {
    let mut words = probe.split(' ');
    words.next().is_some_and(|program| Run::new(program).args(words).works())
}

fn is_root() -> bool {
    Run::new("id").args(["-u"]).captured().is_ok_and(|id| id.trim() == "0")
}

fn install(packages: &[&str], log: &Path) -> Result<(), Failure> {
    let apt = |arguments: &[&str]| {
        // Another apt-get may be at work.
        let apt = Run::new("apt-get").args(["-qq", "-o", "DPkg::Lock::Timeout=300"]);
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").logged(log)
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

fn by_hand(packages: &[&str]) -> Failure {
    let packages = packages.join(" ");
    format!(
        "Tools are missing. Run this (on Debian, Ubuntu), then again:\n\
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
    )
}
