//! The static library beside another one in Rust: in two plugins of one process, and in one program.
#![cfg(all(target_os = "linux", feature = "capi", feature = "memory-hooks"))]

mod support;

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::scratch::Scratch;
use support::{header, library, tools};

const COMPILERS: [&str; 2] = ["gcc", "clang"];
const GARBAGE_COLLECTED: [&[&str]; 2] = [&[], &["-Wl,--gc-sections"]];

fn sources() -> PathBuf {
    library::root().join("tests/plugins")
}

/// The other library, compiled as any Rust static library is.
fn other_archive(dir: &Path) -> PathBuf {
    let archive = dir.join("libother.a");
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "-O", "--crate-type", "staticlib", "-o"]).arg(&archive);
    tools::output_of(rustc.arg(sources().join("other.rs")));
    archive
}

/// A plugin that has all of a static library.
fn plugin(compiler: &str, options: &[&str], archive: &Path, plugin: &Path) {
    let mut command = Command::new(compiler);
    command.args(["-shared", "-o"]).arg(plugin).arg("-Wl,--whole-archive").arg(archive);
    tools::output_of(command.args(["-Wl,--no-whole-archive", "-lpthread", "-ldl", "-lm"]).args(options));
}

fn program(compiler: &str, options: &[&str], source: &str, archives: &[&Path], program: &Path) {
    let mut command = Command::new(compiler);
    command.args(support::program::WARNINGS).args(["-std=c11", "-D_GNU_SOURCE", "-I"]).arg(library::include_dir());
    command.arg(sources().join(source)).args(archives).arg("-o").arg(program).args(["-lpthread", "-ldl", "-lm"]);
    tools::output_of(command.args(options));
}

fn exported(library: &Path) -> BTreeSet<String> {
    let symbols = tools::output_of(Command::new("nm").args(["-D", "--defined-only"]).arg(library));
    symbols.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect()
}

#[test]
fn a_plugin_exports_the_headers_functions_and_nothing_else() {
    let dir = Scratch::new("static-library-exports");
    let text = header::text();
    let declared: BTreeSet<String> = header::functions(&text).into_iter().map(|function| function.name).collect();
    for compiler in COMPILERS.into_iter().filter(|compiler| tools::has(compiler, "no plugin was linked with it")) {
        for options in GARBAGE_COLLECTED {
            let file = dir.join("plugin.so");
            plugin(compiler, options, &library::archive(), &file);
            assert_eq!(exported(&file), declared, "{compiler} {options:?}");
        }
    }
}

#[test]
fn hooks_serve_no_other_plugin_of_the_process() {
    let dir = Scratch::new("static-library-plugins");
    let (mpsd, other, host) = (dir.join("mpsd.so"), dir.join("other.so"), dir.join("host"));
    plugin("cc", &[], &library::archive(), &mpsd);
    plugin("cc", &[], &other_archive(&dir.join(".")), &other);
    program("cc", &["-DMPSD_STATIC"], "host.c", &[], &host);
    assert!(exported(&other).iter().any(|name| name.contains("rust_alloc")), "the other plugin exports what it has");
    for flags in ["local", "global"] {
        for first in ["mpsd", "other"] {
            tools::output_of(Command::new(&host).args([flags, first]).args([&mpsd, &other]));
        }
    }
}

#[test]
fn one_program_links_two_static_libraries_in_rust() {
    let dir = Scratch::new("static-library-both");
    let (other, both) = (other_archive(&dir.join(".")), dir.join("both"));
    for compiler in COMPILERS.into_iter().filter(|compiler| tools::has(compiler, "no program was linked with it")) {
        for options in GARBAGE_COLLECTED {
            let options = [options, &["-DMPSD_STATIC"]].concat();
            program(compiler, &options, "both.c", &[&library::archive(), &other], &both);
            tools::output_of(&mut Command::new(&both));
        }
    }
}
