//! The platforms that the library is built for: what builds it, what its files are called, and what compiles, links and
//! runs a program that uses it. A new platform is a row. The tests use this file too.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One platform.
pub struct Platform {
    /// As commands and archives call it.
    pub name: &'static str,
    /// As Rust calls it.
    pub triple: &'static str,
    /// Whose compiler of Rust, with which standard library.
    pub rust: Rust,
    /// What links for Rust.
    pub linker: Linker,
    /// What RUSTFLAGS must hold.
    pub rustflags: &'static str,
    /// The oldest C library that the built files may need: a symbol's version, such as `GLIBC_2.17`.
    pub floor: Option<&'static str>,
    /// What stands before the names of GNU binutils.
    pub binutils: &'static str,
    /// The C compiler of programs, and what it is always told.
    pub c: &'static [&'static str],
    /// The C++ compiler; empty: there is none.
    pub cpp: &'static [&'static str],
    /// What stands around the name of a shared library, such as `lib` and `.so`.
    pub shared: (&'static str, &'static str),
    /// The same of an import library, where programs link that.
    pub import: Option<(&'static str, &'static str)>,
    /// What stands after the name of a program.
    pub executable: &'static str,
    /// What each program is linked with: what the tests' own sockets and threads need.
    pub program_libraries: &'static [&'static str],
    /// What a program is linked with beside the static library, and what the compiler does not link by itself.
    pub static_libraries: &'static [&'static str],
    /// Whether the compiler has the unwinder that a program with the static library needs.
    pub static_unwinder: bool,
    /// What runs a program on this machine.
    pub runner: Runner,
    /// What all that needs: how to ask whether it is there, and the Debian packages that bring it.
    pub tools: &'static [(&'static str, &'static str)],
}

/// Whose compiler of Rust.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rust {
    /// The cargo that runs this, with its standard library.
    Ours,
    /// Debian's, with the standard library built from its sources.
    FromSources,
}

/// What links for Rust.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Linker {
    /// What rustc takes by itself.
    Default,
    /// A compiler of this name.
    Program(&'static str),
    /// cargo-zigbuild; for this version of glibc and all later ones, where the platform has glibc.
    Zig(Option<&'static str>),
}

/// What runs a program on this machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// The machine itself.
    Direct,
    /// An emulator of the processor, with the C library in a directory.
    Qemu {
        /// The emulator's name.
        program: &'static str,
        /// Where the C library is.
        root: &'static str,
    },
    /// Windows as Wine makes it.
    Wine,
}

const LINUX: Platform = Platform {
    name: "",
    triple: "",
    rust: Rust::FromSources,
    linker: Linker::Zig(None),
    rustflags: "",
    floor: None,
    binutils: "",
    c: &["gcc"],
    cpp: &["g++"],
    shared: ("lib", ".so"),
    import: None,
    executable: "",
    program_libraries: &[],
    static_libraries: &["-lpthread", "-ldl", "-lm"],
    static_unwinder: true,
    runner: Runner::Direct,
    tools: &[],
};

/// What archives are made for.
pub const PLATFORMS: &[Platform] = &[
    Platform {
        name: "linux-x64",
        triple: "x86_64-unknown-linux-gnu",
        rust: Rust::Ours,
        linker: Linker::Zig(Some("2.17")),
        floor: Some("GLIBC_2.17"),
        tools: &[("gcc --version", "gcc libc6-dev"), ("g++ --version", "g++")],
        ..LINUX
    },
    Platform {
        name: "linux-arm64",
        triple: "aarch64-unknown-linux-gnu",
        linker: Linker::Zig(Some("2.17")),
        floor: Some("GLIBC_2.17"),
        binutils: "aarch64-linux-gnu-",
        c: &["aarch64-linux-gnu-gcc"],
        cpp: &["aarch64-linux-gnu-g++"],
        runner: Runner::Qemu { program: "qemu-aarch64", root: "/usr/aarch64-linux-gnu" },
        tools: &[
            ("aarch64-linux-gnu-gcc --version", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"),
            ("aarch64-linux-gnu-g++ --version", "g++-aarch64-linux-gnu"),
            ("qemu-aarch64 --version", "qemu-user"),
        ],
        ..LINUX
    },
    Platform {
        name: "linux-musl-x64",
        triple: "x86_64-unknown-linux-musl",
        // A shared library takes the C library of its program.
        rustflags: "-Ctarget-feature=-crt-static",
        c: &["musl-gcc"],
        // Debian has no C++ library for musl.
        cpp: &[],
        // Its C library has it all.
        static_libraries: &[],
        // Debian's musl-gcc takes that of glibc.
        static_unwinder: false,
        tools: &[("musl-gcc --version", "musl-tools")],
        ..LINUX
    },
    Platform {
        name: "windows-x64",
        triple: "x86_64-pc-windows-gnu",
        linker: Linker::Program("x86_64-w64-mingw32-gcc"),
        binutils: "x86_64-w64-mingw32-",
        // Formats as C99 has them, such as %zu.
        c: &["x86_64-w64-mingw32-gcc-posix", "-D__USE_MINGW_ANSI_STDIO=1"],
        cpp: &["x86_64-w64-mingw32-g++-posix", "-D__USE_MINGW_ANSI_STDIO=1"],
        shared: ("", ".dll"),
        import: Some(("lib", ".dll.a")),
        executable: ".exe",
        // The compiler's own libraries are not on the machine that runs the program.
        program_libraries: &["-static", "-lws2_32"],
        static_libraries: &["-lbcrypt", "-ladvapi32", "-lntdll", "-luserenv", "-lws2_32", "-ldbghelp"],
        runner: Runner::Wine,
        tools: &[
            ("x86_64-w64-mingw32-gcc-posix --version", "gcc-mingw-w64-x86-64-posix"),
            ("x86_64-w64-mingw32-g++-posix --version", "g++-mingw-w64-x86-64-posix"),
            ("/usr/lib/wine/wine64 --version", "wine wine64"),
            ("clang --version", "clang"),
            ("lld-link --version", "lld"),
            ("llvm-ar --version", "llvm"),
        ],
        ..LINUX
    },
];

/// The machine that this runs on, as its developers have it: for tests, not for archives.
pub const HOST: Platform = Platform {
    name: "host",
    rust: Rust::Ours,
    linker: Linker::Default,
    c: &["cc"],
    cpp: &["c++"],
    shared: (DLL_PREFIX, DLL_SUFFIX),
    executable: EXE_SUFFIX,
    ..LINUX
};

/// The platform of a name, or which names there are.
pub fn named(name: &str) -> Result<&'static Platform, String> {
    PLATFORMS.iter().find(|platform| platform.name == name).ok_or_else(|| {
        let known: Vec<_> = PLATFORMS.iter().map(|platform| platform.name).collect();
        format!("`{name}` is no platform; these are: {}", known.join(", "))
    })
}

/// The platforms of some names, or all where there is none.
pub fn all_or(names: &[&str]) -> Result<Vec<&'static Platform>, String> {
    if names.is_empty() { Ok(PLATFORMS.iter().collect()) } else { names.iter().map(|name| named(name)).collect() }
}

impl Platform {
    /// Whether its programs are for Windows.
    pub fn is_windows(&self) -> bool {
        self.runner == Runner::Wine
    }

    /// Where the files are that are built for the platform as they are shipped: without debug symbols.
    pub fn library_dir(&self, target: &Path) -> PathBuf {
        target.join(self.triple).join("stripped")
    }

    /// The file of a shared library, such as `libmpsd.so`.
    pub fn shared_library(&self, name: &str) -> String {
        format!("{}{name}{}", self.shared.0, self.shared.1)
    }

    /// The file of a shared library's import library, where programs link one.
    pub fn import_library(&self, name: &str) -> Option<String> {
        self.import.map(|(before, after)| format!("{before}{name}{after}"))
    }

    /// The file of a static library.
    pub fn static_library(&self, name: &str) -> String {
        format!("lib{name}.a")
    }

    /// The file of a program.
    pub fn program(&self, name: &str) -> String {
        format!("{name}{}", self.executable)
    }

    /// What links shared libraries of one directory, and lets the program find them where the system has a way.
    pub fn link_shared(&self, dir: &Path, names: &[&str]) -> Vec<OsString> {
        let linked = names.iter().map(|name| self.import_library(name).unwrap_or_else(|| self.shared_library(name)));
        let mut arguments: Vec<OsString> = linked.map(|file| dir.join(file).into()).collect();
        if self.import.is_none() {
            let mut rpath = OsString::from("-Wl,-rpath,");
            rpath.push(dir);
            arguments.push(rpath);
        }
        arguments.extend(self.program_libraries.iter().map(OsString::from));
        arguments
    }

    /// What links a static library.
    pub fn link_static(&self, archive: &Path) -> Vec<OsString> {
        let libraries = self.static_libraries.iter().chain(self.program_libraries);
        [OsString::from("-DMPSD_STATIC"), archive.into()].into_iter().chain(libraries.map(OsString::from)).collect()
    }

    /// A program, ready to be run on this machine; on Windows it finds DLLs in these directories.
    pub fn command(&self, program: &Path, dlls: &[&Path], wine: &Path) -> Command {
        match self.runner {
            Runner::Direct => Command::new(program),
            Runner::Qemu { program: qemu, root } => {
                let mut command = Command::new(qemu);
                command.args(["-L", root]).arg(program);
                command
            }
            Runner::Wine => {
                let mut command = wine_command(wine);
                let path: Vec<String> = dlls.iter().map(|dir| self.path(dir)).collect();
                // Tests leave out what Wine has not.
                command.arg(program).env("WINEPATH", path.join(";")).env("MPSD_WINE", "1");
                command
            }
        }
    }

    /// A path of this machine as a program of the platform names it.
    pub fn path(&self, path: &Path) -> String {
        let path = path.to_str().expect("a UTF-8 path");
        if self.is_windows() { format!("Z:{}", path.replace('/', "\\")) } else { path.to_owned() }
    }
}

/// Wine in a directory of its own, which holds what it takes for the disk C: and the user's settings.
pub fn wine_command(directory: &Path) -> Command {
    let mut command = Command::new("/usr/lib/wine/wine64");
    command
        .env("WINEPREFIX", directory.join("prefix"))
        .env("HOME", directory)
        .env("WINEDEBUG", "-all")
        // Neither .NET nor a browser is to be installed.
        .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
        // Its programs read the environment as UTF-8.
        .env("LC_ALL", "C.UTF-8");
    command
}
