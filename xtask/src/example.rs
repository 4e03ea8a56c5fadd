//! `examples/cpp`: compiling the game, and whom it plays with.

use std::collections::hash_map::RandomState;
use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::hash::BuildHasher;
use std::path::PathBuf;

use crate::Failure;
use crate::emulator::Emulator;
use crate::process::Run;
use crate::workspace::Workspace;

/// For every example.
pub const WARNINGS: &str = "-Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow";

/// The game, compiled.
pub struct Game {
    program: PathBuf,
}

impl Game {
    /// Compiles the game and links the shared library.
    pub fn build(workspace: &Workspace) -> Result<Self, Failure> {
        Self::compile(workspace, "cpp", "", &shared_library(workspace))
    }

    /// Compiles the game with some more flags, and links what is asked for.
    pub fn compile(workspace: &Workspace, name: &str, flags: &str, link: &[OsString]) -> Result<Self, Failure> {
        let program = workspace.scratch(name)?.join(format!("game{EXE_SUFFIX}"));
        Run::new(compiler())
            .args("-std=c++17 -O1 -pthread".split(' '))
            .args(WARNINGS.split(' '))
            .args(flags.split_whitespace())
            .args(["-I", "include", "examples/cpp/main.cpp", "-o"])
            .args([&program])
            .args(link)
            .current_dir(workspace.root())
            .captured()?;
        Ok(Self { program })
    }

    /// The game, ready to be played by these players.
    pub fn played_by(&self, players: &Players, emulator: &Emulator) -> Run {
        Run::new(&self.program).args([emulator.url()]).args(players.numbers().map(|xuid| xuid.to_string()))
    }
}

/// What links the shared library, and finds it when the program runs.
pub fn shared_library(workspace: &Workspace) -> [OsString; 4] {
    let library_dir = workspace.library_dir();
    let mut rpath = OsString::from("-Wl,-rpath,");
    rpath.push(&library_dir);
    [OsString::from("-L"), library_dir.into(), "-lmpsd".into(), rpath]
}

/// The C++ compiler: `c++`, or what CXX names.
pub fn compiler() -> OsString {
    env::var_os("CXX").unwrap_or_else(|| "c++".into())
}

/// The XUIDs of one game: the host, two friends, and one who blocks the host.
pub struct Players([u64; 4]);

impl Players {
    /// Four different ones that nobody has played with before.
    pub fn random() -> Self {
        const FIRST: u64 = 2_533_274_790_000_000;
        let random = RandomState::new().hash_one("players") % 1_000_000_000;
        Self([0, 1, 2, 3].map(|offset| FIRST + random * 4 + offset))
    }

    /// All of them, as the game's arguments.
    pub fn numbers(&self) -> [u64; 4] {
        self.0
    }

    /// Those whom the host can invite.
    pub fn friends(&self) -> [u64; 2] {
        [self.0[1], self.0[2]]
    }

    /// The one who blocks the host.
    pub fn blocker(&self) -> u64 {
        self.0[3]
    }
}
