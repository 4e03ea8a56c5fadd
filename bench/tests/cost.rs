//! What a call may cost: counts that do not depend on how busy the machine is, of the library as it is shipped.
//!
//! The library is in MPSD_LIBRARY_DIR, else where `cargo rustc --release --lib --crate-type cdylib` puts it.
#![cfg(target_os = "linux")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use mpsd_bench::count::{Counted, bytes};
use mpsd_bench::programs::Programs;
use mpsd_bench::server::{Behaviour, Server};
use mpsd_bench::tools::{figure, figures};

/// A count, and the most that it may be.
struct Limit {
    what: &'static str,
    /// What it was when the limit was set.
    measured: f64,
    /// How much more is let pass, in parts of it: instructions and bytes depend on the compiler's version as well. Of what
    /// does not, there is no margin.
    margin: f64,
}

const PLAIN_INSTRUCTIONS: Limit = Limit { what: "user instructions, plain", measured: 53_126.0, margin: 0.03 };
const TLS_INSTRUCTIONS: Limit = Limit { what: "user instructions, TLS", measured: 61_125.0, margin: 0.03 };
const LATER_INSTRUCTIONS: Limit =
    Limit { what: "user instructions, after 5,000 calls", measured: 53_107.0, margin: 0.03 };
const PLAIN_ALLOCATIONS: Limit = Limit { what: "allocations, plain", measured: 32.0, margin: 0.0 };
const TLS_ALLOCATIONS: Limit = Limit { what: "allocations, TLS", measured: 34.0, margin: 0.0 };
const PLAIN_SYSTEM_CALLS: Limit = Limit { what: "system calls, plain", measured: 2.0, margin: 0.0 };
const TLS_SYSTEM_CALLS: Limit = Limit { what: "system calls, TLS", measured: 2.0, margin: 0.0 };
const START_ALLOCATIONS: Limit = Limit { what: "allocations of _start, by its caller", measured: 20.0, margin: 0.0 };
const LIBRARY_BYTES: Limit = Limit { what: "bytes of the stripped library", measured: 2_554_952.0, margin: 0.03 };

impl Limit {
    /// Fails where more was counted. A count of one call is whole: the rest is a buffer that grew in one of many calls.
    fn holds(&self, counted: f64, details: &str) {
        let most = (self.measured * (1.0 + self.margin)).round();
        println!("{}: {} of at most {most} {details}", self.what, counted.round());
        assert!(counted.round() <= most, "{}: {counted}, more than {most} {details}", self.what);
    }
}

/// The programs, unless something is missing that measures or is measured.
fn programs(tools: &[&str]) -> Option<&'static Programs> {
    static PROGRAMS: LazyLock<Programs> = LazyLock::new(|| {
        let library_dir = env::var_os("MPSD_LIBRARY_DIR").map_or_else(release_dir, PathBuf::from);
        Programs::new(&library_dir, Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("a directory is made")
    });
    let programs = &*PROGRAMS;
    let no_tool = tools.iter().find(|tool| Command::new(tool).arg("--version").output().is_err());
    let missing = match no_tool {
        Some(tool) => (*tool).to_owned(),
        None if programs.library().is_file() => return Some(programs),
        None => {
            format!("{} (cargo rustc --release --package mpsd --lib --crate-type cdylib)", programs.library().display())
        }
    };
    let required = env::var("MPSD_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(!required, "{missing} is missing, and MPSD_REQUIRE_TOOLS=1 asks for it");
    eprintln!("\n*** SKIPPED: {missing} is missing: what a call costs was not counted ***\n");
    None
}

/// Beside the directory of this test: cargo's target directory has both.
fn release_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("release")
}

fn server(programs: &Programs, tls: bool) -> Server {
    Server::start(programs, Behaviour { tls, ..Behaviour::default() }).unwrap()
}

#[test]
fn instructions_of_a_warm_call() {
    let Some(programs) = programs(&["gcc", "valgrind", "openssl"]) else { return };
    for (limit, tls) in [(PLAIN_INSTRUCTIONS, false), (TLS_INSTRUCTIONS, true)] {
        let server = server(programs, tls);
        let counted = Counted { programs, client: "mpsd", server: &server };
        limit.holds(counted.instructions(100).unwrap(), "");
    }
}

#[test]
fn instructions_after_many_calls() {
    let Some(programs) = programs(&["gcc", "valgrind"]) else { return };
    let server = server(programs, false);
    let counted = Counted { programs, client: "mpsd", server: &server };
    LATER_INSTRUCTIONS.holds(counted.instructions(5000).unwrap(), "");
}

#[test]
fn allocations_of_a_warm_call() {
    let Some(programs) = programs(&["gcc", "valgrind", "openssl"]) else { return };
    for (limit, tls) in [(PLAIN_ALLOCATIONS, false), (TLS_ALLOCATIONS, true)] {
        let server = server(programs, tls);
        let counted = Counted { programs, client: "mpsd", server: &server };
        limit.holds(counted.allocations().unwrap(), "");
    }
}

#[test]
fn system_calls_of_a_warm_call() {
    let Some(programs) = programs(&["gcc", "strace", "openssl"]) else { return };
    for (limit, tls) in [(PLAIN_SYSTEM_CALLS, false), (TLS_SYSTEM_CALLS, true)] {
        let server = server(programs, tls);
        let counted = Counted { programs, client: "mpsd", server: &server };
        let calls = counted.system_calls().unwrap();
        limit.holds(calls.values().sum(), &format!("({calls:?})"));
    }
}

#[test]
fn allocations_of_start() {
    let Some(programs) = programs(&["gcc"]) else { return };
    let server = server(programs, false);
    let program = programs.get("mpsd_start_allocations").unwrap();
    let printed = figures(Command::new(program).args(server.arguments()).args(["100", "400"])).unwrap();
    START_ALLOCATIONS.holds(figure(&printed, "allocations").unwrap(), "");
}

#[test]
fn size_of_the_library() {
    let Some(programs) = programs(&[]) else { return };
    LIBRARY_BYTES.holds(bytes(&programs.library()).unwrap() as f64, "");
}
