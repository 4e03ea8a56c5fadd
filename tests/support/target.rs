//! What the programs are compiled for: the platform that MPSD_PLATFORM names, or the machine that this runs on.
//! `cargo xtask platforms` builds the library for the others, and runs the tests with them.

use std::env;
use std::path::Path;
use std::sync::OnceLock;

use super::platform::{self, HOST, Platform, Runner};

/// The platform.
pub fn platform() -> &'static Platform {
    static PLATFORM: OnceLock<&Platform> = OnceLock::new();
    PLATFORM.get_or_init(|| match env::var("MPSD_PLATFORM") {
        Ok(name) => platform::named(&name).unwrap_or_else(|error| panic!("MPSD_PLATFORM: {error}")),
        Err(_) => &HOST,
    })
}

/// Where cargo builds.
pub fn dir() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is below the target directory")
}

/// Why a program cannot run on the platform, if it cannot: named as its first source file.
pub fn reason_not_to_run(platform: &Platform, program: &str) -> Option<&'static str> {
    let fits = |row: &&Unfit| row.programs.contains(&program) && (row.platforms)(platform);
    UNFIT.iter().find(fits).map(|row| row.reason)
}

struct Unfit {
    programs: &'static [&'static str],
    platforms: fn(&Platform) -> bool,
    reason: &'static str,
}

const UNFIT: &[Unfit] = &[
    Unfit { programs: &["forks"], platforms: Platform::is_windows, reason: "Windows has no fork" },
    Unfit {
        programs: &["stacks"],
        platforms: Platform::is_windows,
        reason: "each stack is tried in a child of fork, which Windows has not",
    },
    Unfit {
        programs: &["signals"],
        platforms: Platform::is_windows,
        reason: "Windows has no signals that are blocked",
    },
    Unfit { programs: &["forks"], platforms: is_emulated, reason: "qemu ends where a program with threads forks" },
    Unfit {
        programs: &["signals"],
        platforms: is_emulated,
        reason: "/proc tells which signals qemu's own threads block, not the program's",
    },
    Unfit { programs: &["secrets"], platforms: Platform::is_windows, reason: "it reads its own memory in /proc" },
    Unfit {
        programs: &["host_threads", "memory_callers", "refusing_system"],
        platforms: |platform| platform.is_windows() || platform.triple.ends_with("-musl"),
        reason: "it stands in for functions of glibc",
    },
];

fn is_emulated(platform: &Platform) -> bool {
    matches!(platform.runner, Runner::Qemu { .. })
}
