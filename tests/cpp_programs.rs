//! C++17 programs that link the built library, shared and static.
#![cfg(all(unix, feature = "capi"))]

mod support;

use mpsd_emulator::Emulator;
use support::emulator;
use support::program::{Language, Linkage, Program};

fn run(name: &str, linkage: Linkage) {
    run_against(emulator::start(), name, linkage);
}

fn run_against(emulator: Emulator, name: &str, linkage: Linkage) {
    let source = format!("cpp/{name}.cpp");
    let sources = [source.as_str(), "c/support/platform.c", "c/support/check.c", "c/support/fixture.c"];
    let variant = if linkage == Linkage::Shared { "shared" } else { "static" };
    Program::build(&format!("cpp_{name}_{variant}"), Language::Cpp17, linkage, &sources)
        .set("EMULATOR", emulator.url())
        .run();
    emulator.stop();
}

#[test]
fn main_job() {
    run_against(emulator::limited(), "main_job", Linkage::Shared);
}

#[test]
fn main_job_with_the_static_library() {
    run_against(emulator::limited(), "main_job", Linkage::Static);
}

#[test]
fn threads_share_a_client() {
    run("threads", Linkage::Shared);
}
