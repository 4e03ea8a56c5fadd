//! The project's own commands: `cargo xtask <command>`.

mod abi;
mod address_sanitizer;
mod bench;
mod bindings;
mod check_packages;
mod check_targets;
mod demo;
mod dist;
mod emulator;
mod example;
mod fuzz;
mod inputs;
mod openapi;
mod pace;
// The tests use the rest of it.
#[allow(dead_code)]
mod platform;
mod platforms;
mod process;
mod python;
mod release;
mod reproducible;
mod sanitizer;
mod static_library;
mod steps;
mod test;
mod thread_sanitizer;
mod tools;
mod torture;
mod trace;
mod verify;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use workspace::Workspace;

/// Why a command failed, for a human to read.
pub type Failure = String;

const COMMANDS: &str = "\
Usage: cargo xtask <command>

  abi [record [--breaks]]
           compare the library and its headers with the ABI recorded in abi/; record what was added, or breaks, too
  bench    what a call costs beside other clients, and what it may cost; `bench --help` tells its parts and options
  check-packages [PLATFORM]...
           programs outside this repository that use the packages of `dist`: CMake, meson, make, Conan
  check-targets [TARGET]...
           type-check the library and the emulator for targets that cannot be linked here (Debian's rustc; 10 minutes)
  demo     build everything and let a C++ game play against the emulator (needs Rust and a C++ compiler)
  dist [PLATFORM]...
           the packages: headers, libraries, emulator, CMake and pkg-config files, licences; into target/dist
  inputs   the inputs that once were too much, kind by kind: what each must give (a part of test)
  install --prefix DIR
           this machine's package, into a directory
  platforms [PLATFORM]...
           build and test for other platforms, on Debian or Ubuntu; with names, for those alone: linux-x64, linux-arm64,
           linux-musl-x64, windows-x64
  static-library
           build libmpsd.a as it is shipped: only the header's names can be linked to (needs Rust and GNU binutils)
  test     everything a change must pass; installs the tools it lacks where it may (up to 10 minutes)
  torture  one of verify's checks alone: a game whose system calls fail, one after the other (strace)
  windows  the same as `platforms windows-x64`
  verify [CHECK]...
           longer checks: licences and bans of dependencies, AddressSanitizer, ThreadSanitizer, fuzzing, failing system
           calls, a soak; installs what it lacks, too (about an hour). With names, those alone: deny, address-sanitizer,
           thread-sanitizer, openapi, fuzz, torture, reproducible, soak, frame-loop, paced-invites
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let command: &dyn Fn(&Workspace) -> Result<(), Failure> = match arguments[..] {
        ["abi"] => &abi::check,
        ["abi", "record"] => &|workspace| abi::record(workspace, "1"),
        ["abi", "record", "--breaks"] => &|workspace| abi::record(workspace, "break"),
        ["bench", ref more @ ..] => &|workspace| bench::run(workspace, more),
        ["check-packages", ref names @ ..] => &|workspace| check_packages::run(workspace, names),
        ["check-targets", ref targets @ ..] => &|workspace| check_targets::run(workspace, targets),
        ["demo"] => &demo::run,
        ["dist", ref names @ ..] => &|workspace| dist::run(workspace, names),
        ["inputs"] => &inputs::run,
        ["install", "--prefix", prefix] => &|workspace| dist::install(workspace, Path::new(prefix)),
        ["platforms", ref names @ ..] => &|workspace| platforms::run(workspace, names),
        ["static-library"] => &release::static_library,
        ["test"] => &test::run,
        ["verify", ref checks @ ..] => &|workspace| verify::run(workspace, checks),
        ["windows"] => &|workspace| platforms::run(workspace, &["windows-x64"]),
        ["torture"] => &verify::torture,
        _ => {
            eprint!("{COMMANDS}");
            return ExitCode::from(2);
        }
    };
    match Workspace::find().and_then(|workspace| command(&workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}
