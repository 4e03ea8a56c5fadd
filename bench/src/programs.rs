//! The programs in `programs/`, compiled.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::{Failure, tools};

const WARNINGS: [&str; 5] = ["-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wshadow"];

/// One program: its name is that of its source, without the extension.
struct Program {
    name: &'static str,
    source: &'static str,
    libraries: &'static [&'static str],
}

const OPENSSL: &[&str] = &["-lssl", "-lcrypto"];
const MPSD: &[&str] = &["-lmpsd"];

const PROGRAMS: &[Program] = &[
    Program { name: "server", source: "server.c", libraries: OPENSSL },
    Program { name: "socket", source: "socket.c", libraries: OPENSSL },
    Program { name: "socket_query", source: "socket_query.c", libraries: OPENSSL },
    Program { name: "curl_easy", source: "curl_easy.c", libraries: &["-lcurl"] },
    Program { name: "curl_multi", source: "curl_multi.c", libraries: &["-lcurl"] },
    Program { name: "beast", source: "beast.cpp", libraries: OPENSSL },
    Program { name: "httplib", source: "httplib.cpp", libraries: &["-lcpp-httplib", "-lssl", "-lcrypto"] },
    Program { name: "mpsd", source: "mpsd.c", libraries: MPSD },
    Program { name: "mpsd_query", source: "mpsd_query.c", libraries: MPSD },
    Program { name: "mpsd_start", source: "mpsd_start.c", libraries: MPSD },
    Program { name: "mpsd_start_allocations", source: "mpsd_start_allocations.c", libraries: MPSD },
    Program { name: "mpsd_invites", source: "mpsd_invites.c", libraries: MPSD },
    Program { name: "mpsd_scaling", source: "mpsd_scaling.c", libraries: MPSD },
];

/// Where the sources are, the library that is measured, and what is compiled.
pub struct Programs {
    library_dir: PathBuf,
    target: PathBuf,
    compiled: Mutex<BTreeSet<&'static str>>,
}

impl Programs {
    /// Programs that are compiled into `target` when they are asked for, and link the library in `library_dir`.
    pub fn new(library_dir: &Path, target: &Path) -> Result<Self, Failure> {
        let absolute = |path: &Path| std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()));
        let (library_dir, target) = (absolute(library_dir)?, absolute(target)?);
        fs::create_dir_all(&target).map_err(|error| format!("cannot make {}: {error}", target.display()))?;
        Ok(Self { library_dir, target, compiled: Mutex::default() })
    }

    /// The shared library that is measured.
    pub fn library(&self) -> PathBuf {
        self.library_dir.join("libmpsd.so")
    }

    /// A directory for files of the measurements.
    pub fn scratch(&self) -> &Path {
        &self.target
    }

    /// A program, compiled when it is first asked for. One that does not link the library is kept from run to run.
    pub fn get(&self, name: &str) -> Result<PathBuf, Failure> {
        let program = PROGRAMS.iter().find(|program| program.name == name);
        let program = program.ok_or_else(|| format!("no program is called {name}"))?;
        let file = self.target.join(name);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if !compiled.contains(program.name) {
            if program.libraries == MPSD || !is_newer(&file, &sources())? {
                self.compile(program, &file)?;
            }
            compiled.insert(program.name);
        }
        Ok(file)
    }

    fn compile(&self, program: &Program, file: &Path) -> Result<(), Failure> {
        let mut compiler = compiler(program.source);
        compiler.arg(sources().join(program.source)).arg("-o").arg(file);
        if program.libraries == MPSD {
            let mut rpath = OsString::from("-Wl,-rpath,");
            rpath.push(&self.library_dir);
            compiler.arg("-L").arg(&self.library_dir).arg(rpath);
        }
        tools::printed(compiler.args(program.libraries)).map(drop)
    }

    /// `main_path.c`, linked statically with what `cargo xtask static-library` made, stripped: its file.
    pub fn main_path(&self) -> Result<PathBuf, Failure> {
        let compiled = self.target.join("main_path");
        tools::printed(
            compiler("main_path.c")
                .args(["-ffunction-sections", "-fdata-sections", "-DMPSD_STATIC"])
                .arg(sources().join("main_path.c"))
                .arg(self.library_dir.join("static/libmpsd.a"))
                .args(["-Wl,--gc-sections", "-s", "-lm", "-ldl", "-o"])
                .arg(&compiled),
        )?;
        Ok(compiled)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> PathBuf {
    root().join("programs")
}

fn include() -> PathBuf {
    root().join("../include")
}

fn compiler(source: &str) -> Command {
    let (compiler, standard) = if source.ends_with(".cpp") { ("g++", "-std=c++17") } else { ("gcc", "-std=c99") };
    let mut command = Command::new(compiler);
    command.args([standard, "-D_GNU_SOURCE", "-O2", "-pthread"]).args(WARNINGS).arg("-I").arg(include());
    command
}

/// Whether a file is there, and none in the directory is younger.
fn is_newer(file: &Path, directory: &Path) -> Result<bool, Failure> {
    let changed = |path: &Path| fs::metadata(path).and_then(|about| about.modified());
    let Ok(compiled) = changed(file) else { return Ok(false) };
    let is_younger = |entry: io::Result<DirEntry>| Ok(changed(&entry?.path())? > compiled);
    let younger: io::Result<Vec<bool>> = fs::read_dir(directory).and_then(|entries| entries.map(is_younger).collect());
    let younger = younger.map_err(|error| format!("cannot read {}: {error}", directory.display()))?;
    Ok(!younger.contains(&true))
}
