//! C and C++ programs that use the library: compiled without a single warning, run with a time limit; with a sanitizer
//! where MPSD_SANITIZER names one (`address`, `thread`), for a library that has it, too. For which platform, and how they are
//! run here, `target` tells.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::platform::HOST;
use super::{library, target, tools};

/// The warnings under which everything must compile.
pub const WARNINGS: [&str; 6] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wconversion", "-Wshadow"];

const TIME_LIMIT: Duration = Duration::from_secs(120);
const VALGRIND_TIME_LIMIT: Duration = Duration::from_secs(600);
/// What valgrind is told to exit with when it found an error or a leak.
const VALGRIND_ERRORS: &str = "--error-exitcode=99";

/// How a program is linked with the library.
#[derive(Clone, Copy, PartialEq)]
pub enum Linkage {
    Shared,
    Static,
    /// Not at all: it loads the shared library when it runs.
    Loaded,
}

/// A source language with the standard that is asked for.
#[derive(Clone, Copy, PartialEq)]
pub enum Language {
    C99,
    Cpp17,
}

impl Language {
    /// The platform's compiler with what it is always told; on this machine, CC or CXX of the environment. None: there is none.
    fn compiler(self) -> Option<Command> {
        let platform = target::platform();
        let (variable, words) = if self == Language::C99 { ("CC", platform.c) } else { ("CXX", platform.cpp) };
        let (program, more) = words.split_first()?;
        let chosen = if platform.name == HOST.name { std::env::var_os(variable) } else { None };
        let mut compiler = Command::new(chosen.unwrap_or_else(|| program.into()));
        compiler.args(more);
        Some(compiler)
    }

    /// As compilers call it: shared parts are .c files, and belong to either language.
    fn name(self) -> &'static str {
        if self == Language::C99 { "c" } else { "c++" }
    }

    fn standard(self) -> &'static str {
        if self == Language::C99 { "-std=c99" } else { "-std=c++17" }
    }
}

/// A compiled program in a directory of its own, which is removed when it is dropped. One that the platform cannot run is
/// neither compiled nor run, and says so.
pub struct Program {
    dir: PathBuf,
    environment: Vec<(String, String)>,
    is_skipped: bool,
}

impl Program {
    /// Compiles sources of `tests/` and links them with the library.
    pub fn build(name: &str, language: Language, linkage: Linkage, sources: &[&str]) -> Program {
        let tests = library::root().join("tests");
        let sources = sources.iter().map(|source| tests.join(source)).collect::<Vec<_>>();
        Program::build_files(name, language, linkage, &sources)
    }

    /// Compiles source files and links them with the library.
    pub fn build_files(name: &str, language: Language, linkage: Linkage, sources: &[PathBuf]) -> Program {
        let mut program = Program { dir: scratch_dir(name), environment: Vec::new(), is_skipped: false };
        let platform = target::platform();
        let source = sources[0].file_stem().and_then(|stem| stem.to_str()).expect("a source has a name");
        let no_compiler = format!("there is no compiler of {} for it", language.name());
        let (compiler, reason) = (language.compiler(), target::reason_not_to_run(platform, source));
        let Some(mut compiler) = compiler.filter(|_| reason.is_none()) else {
            let reason = reason.unwrap_or(&no_compiler);
            eprintln!("\n*** SKIPPED: {source} on {}: {reason} ***\n", platform.name);
            program.is_skipped = true;
            return program;
        };
        compiler.arg(language.standard()).args(WARNINGS).args(["-g", "-O1", "-pthread", "-D_POSIX_C_SOURCE=200809L"]);
        compiler.arg("-I").arg(library::include_dir());
        compiler.arg("-I").arg(library::root().join("tests/c/support"));
        compiler.args(["-x", language.name()]).args(sources).args(["-x", "none"]).arg("-o").arg(program.executable());
        if let Ok(sanitizer) = std::env::var("MPSD_SANITIZER") {
            compiler.arg(format!("-fsanitize={sanitizer}"));
        }
        compiler.args(match linkage {
            Linkage::Static => platform.link_static(&library::archive()),
            Linkage::Shared => platform.link_shared(&library::shared_dir(), library::LINKED),
            Linkage::Loaded => platform.program_libraries.iter().map(Into::into).collect(),
        });
        tools::output_of(&mut compiler);
        program
    }

    /// Passes a setting to the program through its environment.
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Program {
        self.environment.push((format!("MPSD_{name}"), value.into()));
        self
    }

    /// The same with a path, as programs of the platform name it.
    pub fn set_path(self, name: &str, path: &Path) -> Program {
        self.set(name, target::platform().path(path))
    }

    /// Runs it; it must exit with 0.
    pub fn run(&self) {
        let wine = target::dir().join("xtask/wine");
        let dlls = [library::shared_dir(), wine.clone()];
        let dlls: Vec<&Path> = dlls.iter().map(PathBuf::as_path).collect();
        self.finish(&mut target::platform().command(&self.executable(), &dlls, &wine), TIME_LIMIT);
    }

    /// Runs it under valgrind; no error and no leak may be found. Does nothing where valgrind is missing, or the program is
    /// none of this machine's.
    pub fn run_under_valgrind(&self) {
        if target::platform().name != HOST.name {
            eprintln!("\n*** SKIPPED: valgrind is for programs of this machine ***\n");
            return;
        }
        if !tools::has("valgrind", "no program was checked for leaks and invalid memory accesses") {
            return;
        }
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--leak-check=full", "--errors-for-leak-kinds=definite", VALGRIND_ERRORS]);
        command.args(["--show-leak-kinds=definite", "--num-callers=30"]);
        command.arg(self.executable()).env("MPSD_TEST_SLOW", "1");
        self.finish(&mut command, VALGRIND_TIME_LIMIT);
    }

    fn finish(&self, command: &mut Command, limit: Duration) {
        if self.is_skipped {
            return;
        }
        let environment = self.environment.iter().map(|(name, value)| (name, value));
        // Cargo's own search path would come before the program's: the library tested must be the one it was linked
        // with.
        command.env_remove("LD_LIBRARY_PATH").envs(environment);
        // The library takes no proxy from the environment: a call through these would fail.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            command.env(name, "http://127.0.0.1:1");
        }
        // Files, as what Wine starts in the background would hold pipes open.
        let printed = ["stdout", "stderr"].map(|name| self.dir.join(name));
        let [out, err] = printed.each_ref().map(|path| File::create(path).expect("the directory is writable"));
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let ended = wait(&mut child, limit);
        let read = |path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
        let [out, err] = printed.map(read);
        let verdict = match ended {
            Some(status) if status.success() => {
                err.lines().filter(|line| line.starts_with("*** SKIPPED")).for_each(|line| eprintln!("{line}"));
                return;
            }
            Some(status) => status.to_string(),
            None => format!("did not end within {} s and was killed", limit.as_secs()),
        };
        panic!("{}: {verdict}\n--- stdout\n{out}\n--- stderr\n{err}", self.executable().display());
    }

    fn executable(&self) -> PathBuf {
        self.dir.join(target::platform().program("program"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// A new, empty directory for a test's files.
pub fn scratch_dir(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("the target directory is writable");
    dir
}

fn wait(child: &mut Child, limit: Duration) -> Option<std::process::ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return Some(status);
        }
        if Instant::now() > end {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}
