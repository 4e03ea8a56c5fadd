//! C and C++ programs that use the library: compiled without a single warning, run with a time limit; with a sanitizer
//! where MPSD_SANITIZER names one (`address`, `thread`), for a library that has it, too.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{library, tools};

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
}

/// A source language with the standard that is asked for.
#[derive(Clone, Copy, PartialEq)]
pub enum Language {
    C99,
    Cpp17,
}

impl Language {
    /// The compiler: CC or CXX of the environment, else cc or c++.
    pub fn compiler(self) -> OsString {
        let (variable, default) = if self == Language::C99 { ("CC", "cc") } else { ("CXX", "c++") };
        std::env::var_os(variable).unwrap_or_else(|| default.into())
    }

    /// As compilers call it: shared parts are .c files, and belong to either language.
    fn name(self) -> &'static str {
        if self == Language::C99 { "c" } else { "c++" }
    }

    fn standard(self) -> &'static str {
        if self == Language::C99 { "-std=c99" } else { "-std=c++17" }
    }
}

/// A compiled program in a directory of its own, which is removed when it is dropped.
pub struct Program {
    dir: PathBuf,
    environment: Vec<(String, String)>,
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
        let dir = scratch_dir(name);
        let program = Program { dir, environment: Vec::new() };
        let mut compiler = Command::new(language.compiler());
        compiler.arg(language.standard()).args(WARNINGS).args(["-g", "-O1", "-pthread", "-D_POSIX_C_SOURCE=200809L"]);
        compiler.arg("-I").arg(library::include_dir());
        compiler.arg("-I").arg(library::root().join("tests/c/support"));
        compiler.args(["-x", language.name()]).args(sources).arg("-o").arg(program.executable());
        if let Ok(sanitizer) = std::env::var("MPSD_SANITIZER") {
            compiler.arg(format!("-fsanitize={sanitizer}"));
        }
        link(&mut compiler, linkage);
        tools::output_of(&mut compiler);
        program
    }

    /// Passes a setting to the program through its environment.
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Program {
        self.environment.push((format!("MPSD_{name}"), value.into()));
        self
    }

    /// Runs it; it must exit with 0.
    pub fn run(&self) {
        self.finish(&mut Command::new(self.executable()), TIME_LIMIT);
    }

    /// Runs it under valgrind; no error and no leak may be found. Does nothing where valgrind is missing.
    pub fn run_under_valgrind(&self) {
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
        let environment = self.environment.iter().map(|(name, value)| (name, value));
        // Cargo's own search path would come before the program's: the library tested must be the one it was linked
        // with.
        command.env_remove("LD_LIBRARY_PATH").envs(environment);
        // The library takes no proxy from the environment: a call through these would fail.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            command.env(name, "http://127.0.0.1:1");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let printed = [collect(child.stdout.take()), collect(child.stderr.take())];
        let ended = wait(&mut child, limit);
        let printed = printed.map(|thread| thread.join().expect("collecting does not panic"));
        let [out, err] = printed;
        let verdict = match ended {
            Some(status) if status.success() => return,
            Some(status) => status.to_string(),
            None => format!("did not end within {} s and was killed", limit.as_secs()),
        };
        panic!("{}: {verdict}\n--- stdout\n{out}\n--- stderr\n{err}", self.executable().display());
    }

    fn executable(&self) -> PathBuf {
        self.dir.join("program")
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

/// Adds what links the library to a compiler's command line.
pub fn link(compiler: &mut Command, linkage: Linkage) {
    match linkage {
        Linkage::Static => {
            compiler.args(["-DMPSD_STATIC", "-x", "none"]).arg(library::archive()).args(["-lpthread", "-ldl", "-lm"]);
        }
        Linkage::Shared => {
            let library = library::shared();
            let dir = library.parent().expect("a file has a directory");
            let mut rpath = OsString::from("-Wl,-rpath,");
            rpath.push(dir);
            compiler.arg("-L").arg(dir).args(library::LINKED.iter().map(|name| format!("-l{name}"))).arg(rpath);
        }
    }
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
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
