//! The emulator as a child process.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::Failure;
use crate::workspace::Workspace;

/// A running emulator on a free port; it ends when this is dropped.
pub struct Emulator {
    child: Child,
    url: String,
    // A closed pipe would fail whatever the emulator prints later.
    _stdout: BufReader<ChildStdout>,
}

impl Emulator {
    /// Starts it; returns once it listens.
    pub fn start(workspace: &Workspace) -> Result<Self, Failure> {
        Self::start_with(workspace, &[])
    }

    /// Starts one without rate limits, for tests that ask more often than a game may.
    pub fn unlimited(workspace: &Workspace) -> Result<Self, Failure> {
        Self::start_with(workspace, &["--set", "rateLimits=false"].map(OsStr::new))
    }

    /// The same with HTTPS, by a certificate authority of its own in this file.
    pub fn with_authority(workspace: &Workspace, file: &Path) -> Result<Self, Failure> {
        let options = [OsStr::new("--set"), OsStr::new("rateLimits=false"), OsStr::new("--tls-ca"), file.as_os_str()];
        Self::start_with(workspace, &options)
    }

    fn start_with(workspace: &Workspace, options: &[&OsStr]) -> Result<Self, Failure> {
        Self::run(Command::new(workspace.emulator()), options)
    }

    /// Starts what another command runs: the emulator of another platform.
    pub fn of(command: Command) -> Result<Self, Failure> {
        Self::run(command, &[])
    }

    fn run(mut command: Command, options: &[&OsStr]) -> Result<Self, Failure> {
        let command = command.args(["--port", "0"]).args(options).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("cannot start {command:?}: {error}"))?;
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut url = String::new();
        let read = stdout.read_line(&mut url);
        let emulator = Self { child, url: url.trim().to_owned(), _stdout: stdout };
        match read {
            Ok(_) if emulator.url.starts_with("http") => Ok(emulator),
            _ => Err(format!("the emulator began with {url:?} instead of its URL")),
        }
    }

    /// Where it listens, such as `http://127.0.0.1:49152`; with HTTPS, `https://…`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
