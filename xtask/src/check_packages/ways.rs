//! The ways in which a program finds the package: what builds it, and which programs come of that.

use std::fs;
use std::path::{Path, PathBuf};

use super::compiler;
use super::outside::Outside;
use crate::Failure;
use crate::dist;
use crate::platform::{Platform, Runner};
use crate::process::Run;
use crate::python;

/// Conan's client.
const CONAN: &str = "conan==2.34.0";

/// One way.
pub struct Way {
    /// What it is called.
    pub headline: &'static str,
    /// The folder of its files, in `packaging/consumers`.
    sources: &'static str,
    /// Whether it is tried where programs of the platform are compiled by another compiler than the machine's own.
    cross: bool,
    build: fn(&Outside, &Path) -> Result<(), Failure>,
    /// The programs, from the folder; in C they start an emulator in their own process.
    programs: &'static [&'static str],
}

const WAYS: &[Way] = &[
    Way {
        headline: "CMake, find_package, shared and static",
        sources: "cmake",
        cross: true,
        build: |outside, log| cmake(outside, &[format!("-DCMAKE_PREFIX_PATH={}", outside.package().display())], log),
        programs: &["build/player_c", "build/static_c", "build/player_cpp", "build/static_cpp"],
    },
    Way {
        headline: "the compiler alone; what is said where something is missing",
        sources: "",
        cross: false,
        build: compiler::build,
        programs: &["player_c"],
    },
    Way {
        headline: "CMake, FetchContent of the archive",
        sources: "fetch_content",
        cross: false,
        build: fetch_content,
        programs: &["build/player_c", "build/player_cpp", "build/static_cpp"],
    },
    Way {
        headline: "meson, by pkg-config",
        sources: "meson",
        cross: false,
        build: meson,
        programs: &["build/player_c", "build/player_cpp", "build/static_cpp"],
    },
    Way {
        headline: "a Makefile, by pkg-config",
        sources: "makefile",
        cross: false,
        build: |outside, log| make(outside, &outside.package(), log),
        programs: &["player_c", "player_cpp", "static_cpp"],
    },
    Way {
        headline: "a Makefile, by pkg-config, once `cargo xtask install` ran",
        sources: "makefile",
        cross: false,
        build: installed,
        programs: &["player_c", "player_cpp", "static_cpp"],
    },
    Way {
        headline: "Conan, from a recipe in the archive",
        sources: "conan",
        cross: false,
        build: conan,
        programs: &["build/player_c", "build/player_cpp", "build/static_cpp"],
    },
];

/// The ways that are tried for a platform.
pub fn of(platform: &Platform) -> impl Iterator<Item = &'static Way> {
    let is_cross = platform.runner != Runner::Direct || platform.cpp.is_empty();
    WAYS.iter().filter(move |way| way.cross || !is_cross)
}

impl Way {
    /// Builds the programs in an empty folder, and runs each.
    pub fn check(&self, outside: &Outside, log: &Path) -> Result<(), Failure> {
        outside.add_sources(self.sources)?;
        let emulator = outside.emulator()?;
        (self.build)(outside, log)?;
        let programs = self.programs.iter().filter(|program| is_built(program, outside.platform()));
        programs.into_iter().try_for_each(|program| outside.play(program, &emulator, log))
    }
}

/// Whether the platform's compilers can build a program of this name.
fn is_built(program: &str, platform: &Platform) -> bool {
    let has_compiler = !program.ends_with("_cpp") || !platform.cpp.is_empty();
    has_compiler && (!program.contains("static_") || platform.static_unwinder)
}

fn cmake(outside: &Outside, options: &[String], log: &Path) -> Result<(), Failure> {
    let run = || Run::new("cmake").current_dir(outside.folder());
    let configure = run().args("-S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release".split(' '));
    configure.args(compilers(outside.platform())).args(options).logged(log)?;
    run().args(["--build", "build"]).logged(log)
}

fn compilers(platform: &Platform) -> Vec<String> {
    let option = |name: &str, value: &str| format!("-DCMAKE_{name}={value}");
    let mut options = Vec::new();
    for (language, words) in [("C", platform.c), ("CXX", platform.cpp)] {
        if let Some((compiler, flags)) = words.split_first() {
            options.push(option(&format!("{language}_COMPILER"), compiler));
            options.push(option(&format!("{language}_FLAGS"), &flags.join(" ")));
        }
    }
    if platform.cpp.is_empty() {
        options.push("-DPLAYER_CPP=OFF".to_owned());
    }
    if !platform.static_unwinder {
        options.push("-DPLAYER_STATIC=OFF".to_owned());
    }
    match platform.runner {
        Runner::Direct => {}
        Runner::Qemu { .. } => options.push(option("SYSTEM_NAME", "Linux")),
        // The compiler's own DLLs are not on the machine that runs the programs.
        Runner::Wine => options.extend([option("SYSTEM_NAME", "Windows"), option("EXE_LINKER_FLAGS", "-static")]),
    }
    options
}

fn fetch_content(outside: &Outside, log: &Path) -> Result<(), Failure> {
    let archive = dist::archive_of(outside.workspace(), outside.platform())?;
    let sum = Run::new("sha256sum").args([&archive]).captured()?;
    let sum = sum.split(' ').next().unwrap_or_default();
    cmake(outside, &[format!("-DMPSD_URL=file://{}", archive.display()), format!("-DMPSD_SHA256={sum}")], log)
}

/// Where pkg-config finds what lies below a prefix.
fn pc(prefix: &Path) -> PathBuf {
    prefix.join("lib/pkgconfig")
}

fn make(outside: &Outside, prefix: &Path, log: &Path) -> Result<(), Failure> {
    Run::new("make").current_dir(outside.folder()).env("PKG_CONFIG_PATH", pc(prefix)).logged(log)
}

fn installed(outside: &Outside, log: &Path) -> Result<(), Failure> {
    let prefix = outside.folder().join("prefix");
    outside.workspace().cargo("xtask install --prefix").args([&prefix]).logged(log)?;
    remove_package(outside)?;
    make(outside, &prefix, log)
}

/// Removes the unpacked package, so that only the copy made of it can be found.
fn remove_package(outside: &Outside) -> Result<(), Failure> {
    fs::remove_dir_all(outside.package()).map_err(|error| error.to_string())
}

fn meson(outside: &Outside, log: &Path) -> Result<(), Failure> {
    let run = || Run::new("meson").current_dir(outside.folder());
    run().args(["setup", "build"]).env("PKG_CONFIG_PATH", pc(&outside.package())).logged(log)?;
    run().args(["compile", "-C", "build"]).logged(log)
}

fn conan(outside: &Outside, log: &Path) -> Result<(), Failure> {
    let programs = python::install(outside.workspace(), "conan", &[CONAN], log)?;
    let home = outside.folder().join("conan-home");
    let conan = |arguments: &str, directory: &Path| {
        let conan = Run::new(programs.join("conan")).args(arguments.split(' '));
        conan.env("CONAN_HOME", &home).current_dir(directory).logged(log)
    };
    conan("profile detect", outside.folder())?;
    conan("export-pkg .", &outside.package())?;
    remove_package(outside)?;
    conan("install . --no-remote --output-folder=build", outside.folder())?;
    cmake(outside, &["-DCMAKE_TOOLCHAIN_FILE=build/conan_toolchain.cmake".to_owned()], log)
}
