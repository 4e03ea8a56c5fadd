//! `cargo xtask demo`: a C++ game plays an evening against the emulator.

use crate::Failure;
use crate::emulator::Emulator;
use crate::example::{Game, Players, compiler};
use crate::process::Run;
use crate::workspace::Workspace;

const NO_COMPILER: &str = "The demo needs a C++ compiler, and `c++` does not run. \
     Install one (Debian, Ubuntu: apt-get install g++; macOS: xcode-select --install), or name it: CXX=clang++";

/// Builds what the demo needs, and plays.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    if cfg!(windows) {
        return Err(
            "The demo links as on Linux and macOS: run it there or in WSL. docs/windows.md tells how to build its game.".into()
        );
    }
    if !Run::new(compiler()).args(["--version"]).works() {
        return Err(NO_COMPILER.into());
    }
    println!("Building (about two minutes the first time)");
    quietly("the library, libmpsd", workspace.build_library())?;
    quietly("the emulator, mpsd-emulator", workspace.cargo("build --quiet --package mpsd-emulator"))?;
    println!("   the game, examples/cpp");
    let game = Game::build(workspace)?;
    let emulator = Emulator::start(workspace)?;
    println!("The emulator, a local session directory, listens at {}.\n", emulator.url());
    game.played_by(&Players::random(), &emulator).shown()?;
    drop(emulator);
    println!("\nThe emulator is stopped. The game's source is in examples/cpp.");
    Ok(())
}

fn quietly(what: &str, build: Run) -> Result<(), Failure> {
    println!("   {what}");
    build.captured().map(drop)
}
