//! The compilers that the headers must pass, for every ABI and every standard of both languages.

use std::process::Command;

use super::program::WARNINGS;
use super::{library, tools};

/// A compiler for C and its sibling for C++, for one ABI.
pub struct Compiler {
    /// What messages call it.
    pub name: &'static str,
    c: &'static str,
    cpp: &'static str,
    flags: &'static [&'static str],
}

// The compiler's own stddef.h and stdint.h do: no C library of that target is needed.
const COMPILERS: [Compiler; 9] = [
    Compiler { name: "gcc, x86-64", c: "gcc", cpp: "g++", flags: &[] },
    Compiler { name: "gcc, i686", c: "gcc", cpp: "g++", flags: &["-m32", "-ffreestanding"] },
    Compiler { name: "clang, x86-64", c: "clang", cpp: "clang++", flags: &[] },
    Compiler { name: "mingw, x86-64", c: "x86_64-w64-mingw32-gcc", cpp: "x86_64-w64-mingw32-g++", flags: &[] },
    Compiler {
        name: "clang, MSVC x86-64",
        c: "clang",
        cpp: "clang++",
        flags: &["--target=x86_64-pc-windows-msvc", "-ffreestanding"],
    },
    Compiler {
        name: "clang, MSVC i686",
        c: "clang",
        cpp: "clang++",
        flags: &["--target=i686-pc-windows-msvc", "-ffreestanding"],
    },
    Compiler {
        name: "clang, MSVC Arm64",
        c: "clang",
        cpp: "clang++",
        flags: &["--target=aarch64-pc-windows-msvc", "-ffreestanding"],
    },
    Compiler {
        name: "clang, macOS Arm64",
        c: "clang",
        cpp: "clang++",
        flags: &["--target=arm64-apple-darwin", "-ffreestanding", "-stdlib=libc++"],
    },
    Compiler {
        name: "clang, Android Arm64",
        c: "clang",
        cpp: "clang++",
        flags: &["--target=aarch64-linux-android21", "-ffreestanding"],
    },
];

/// C23 and C++23 by the names that compilers had for them before they were published, which newer ones still take.
const C: [&str; 4] = ["c99", "c11", "c17", "c2x"];
const CPP: [&str; 5] = ["c++11", "c++14", "c++17", "c++20", "c++2b"];

const MORE_WARNINGS: [&str; 3] = ["-Wsign-conversion", "-Wundef", "-Wmissing-field-initializers"];
const WARNINGS_OF_C: [&str; 1] = ["-Wstrict-prototypes"];
const WARNINGS_OF_CPP: [&str; 3] = ["-Wold-style-cast", "-Wzero-as-null-pointer-constant", "-Wextra-semi"];

/// Those that are here, each with a command for every standard, but for the source file. What is missing is said loudly,
/// and fails where all tools are required.
pub fn commands() -> impl Iterator<Item = (&'static Compiler, &'static str, Command)> {
    let is_here = |program: &&str| tools::has(program, "the headers were not compiled with it");
    COMPILERS.iter().flat_map(move |compiler| {
        let c = Some(compiler.c).filter(is_here).map(|program| (program, &C[..]));
        let cpp = Some(compiler.cpp).filter(is_here).map(|program| (program, &CPP[..]));
        let commands =
            c.into_iter().chain(cpp).flat_map(|(program, standards)| standards.iter().map(move |it| (program, *it)));
        commands.map(move |(program, standard)| (compiler, standard, command(compiler, program, standard)))
    })
}

/// Whether a standard is one of C++.
pub fn is_cpp(standard: &str) -> bool {
    CPP.contains(&standard)
}

fn command(compiler: &Compiler, program: &str, standard: &str) -> Command {
    let mut command = Command::new(program);
    command.args(compiler.flags).args(WARNINGS).args(MORE_WARNINGS).arg("-fsyntax-only");
    if is_cpp(standard) {
        command.args(WARNINGS_OF_CPP).args(["-x", "c++"]);
    } else {
        command.args(WARNINGS_OF_C).args(["-x", "c"]);
    }
    command.arg(format!("-std={standard}")).arg("-I").arg(library::include_dir());
    command
}
