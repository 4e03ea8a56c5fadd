//! The examples, compiled for a platform, and its emulator as a program: the demo's game plays against it.

use std::path::{Path, PathBuf};

use super::wine;
use crate::Failure;
use crate::emulator::Emulator;
use crate::example::{Players, WARNINGS};
use crate::platform::Platform;
use crate::process::Run;
use crate::test::check_demo;
use crate::workspace::Workspace;

const EXAMPLES: &[(&str, &str)] = &[
    ("-std=c99", "examples/paced_invites/main.c"),
    ("-std=c++17", "examples/frame_loop/main.cpp"),
    ("-std=c++17", "examples/cpp/main.cpp"),
];

/// Compiles the examples, and plays the last one against the emulator. Without a compiler of C++, says what was left out.
pub fn run(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let emulator = Emulator::of(command(workspace, platform, &emulator(workspace, platform))?)?;
    for (standard, source) in EXAMPLES {
        let words = if source.ends_with(".c") { platform.c } else { platform.cpp };
        if words.is_empty() {
            println!("\n*** SKIPPED: {source} on {}: there is no compiler of C++ for it ***", platform.name);
            continue;
        }
        let program = compile(workspace, platform, words, standard, source)?;
        if *source == "examples/cpp/main.cpp" {
            play(workspace, platform, &program, &emulator, log)?;
        }
    }
    Ok(())
}

/// The emulator's program.
pub fn emulator(workspace: &Workspace, platform: &Platform) -> PathBuf {
    platform.library_dir(workspace.target()).join(platform.program("mpsd-emulator"))
}

/// A program of the platform, ready to be run here.
pub fn command(workspace: &Workspace, platform: &Platform, program: &Path) -> Result<std::process::Command, Failure> {
    let wine = wine::directory(workspace)?;
    Ok(platform.command(program, &[&platform.library_dir(workspace.target()), &wine], &wine))
}

fn compile(
    workspace: &Workspace,
    platform: &Platform,
    words: &[&str],
    standard: &str,
    source: &str,
) -> Result<PathBuf, Failure> {
    let name = Path::new(source).parent().and_then(Path::file_name).ok_or("an example has a directory")?;
    let directory = workspace.scratch("platforms")?.join(platform.name);
    std::fs::create_dir_all(&directory).map_err(|error| format!("cannot make {}: {error}", directory.display()))?;
    let program = directory.join(platform.program(&name.to_string_lossy()));
    Run::new(words[0])
        .args(&words[1..])
        .args([standard, "-O1", "-pthread"])
        .args(WARNINGS.split(' '))
        .args(["-I", "include", source, "-o"])
        .args([&program])
        .args(platform.link_shared(&platform.library_dir(workspace.target()), &["mpsd"]))
        .current_dir(workspace.root())
        .captured()?;
    Ok(program)
}

/// What it prints goes through a file: what Wine starts in the background would hold a pipe open.
fn play(
    workspace: &Workspace,
    platform: &Platform,
    game: &Path,
    emulator: &Emulator,
    log: &Path,
) -> Result<(), Failure> {
    let players = Players::random();
    let printed = log.with_extension("game.log");
    let _ = std::fs::remove_file(&printed);
    Run::of(command(workspace, platform, game)?)
        .args([emulator.url()])
        .args(players.numbers().map(|xuid| xuid.to_string()))
        .logged(&printed)?;
    let text = std::fs::read(&printed).map_err(|error| format!("cannot read {}: {error}", printed.display()))?;
    check_demo(&players, &String::from_utf8_lossy(&text))
}
