//! `examples/frame_loop` and `examples/paced_invites`: what the library promises about time.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::emulator::Emulator;
use crate::example::{WARNINGS, compiler, shared_library};
use crate::process::Run;
use crate::workspace::Workspace;

/// Plays the frame loop for so many seconds; it fails where the library holds up a frame. Twice at most: one disturbance
/// of the machine's is not the library's.
pub fn frame_loop(workspace: &Workspace, log: &Path, seconds: u32) -> Result<(), Failure> {
    let program = compile(workspace, compiler(), "-std=c++17 -O1 -pthread", "examples/frame_loop/main.cpp")?;
    let play = || {
        let emulator = Emulator::start(workspace)?;
        Run::new(&program).args([emulator.url(), &seconds.to_string()]).logged(log)
    };
    play().or_else(|_| play())
}

/// Sends a hundred invites within the rate limit: a bit more than a minute, and then 20 seconds.
pub fn paced_invites(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    let c_compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let program = compile(workspace, c_compiler, "-std=c99 -O1", "examples/paced_invites/main.c")?;
    let emulator = Emulator::start(workspace)?;
    Run::new(program).args([emulator.url()]).logged(log)
}

fn compile(workspace: &Workspace, compiler: OsString, flags: &str, source: &str) -> Result<PathBuf, Failure> {
    let name = Path::new(source).parent().and_then(Path::file_name).ok_or("an example has a directory")?;
    let program = workspace.scratch("examples")?.join(name);
    Run::new(compiler)
        .args(flags.split(' '))
        .args(WARNINGS.split(' '))
        .args(["-I", "include", source, "-o"])
        .args([&program])
        .args(shared_library(workspace))
        .current_dir(workspace.root())
        .captured()?;
    Ok(program)
}
