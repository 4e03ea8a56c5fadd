//! Running other programs.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::Failure;

/// A program to run, with its name for messages.
pub struct Run {
    command: Command,
    name: OsString,
}

impl Run {
    /// A program without arguments yet.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self::of(Command::new(program))
    }

    /// A program that is told already what it is to do.
    pub fn of(command: Command) -> Self {
        let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program()).to_owned();
        Self { command, name }
    }

    /// Adds arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Adds or changes a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes a variable out of its environment.
    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs it in a directory of its own.
    pub fn current_dir(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Runs it on the user's terminal.
    pub fn shown(mut self) -> Result<(), Failure> {
        let status = self.command.status();
        self.succeeded(status, String::new)
    }

    /// Runs it silently. What it says goes to `log`, to follow while it runs; its end is told where it fails.
    pub fn logged(mut self, log: &Path) -> Result<(), Failure> {
        let (out, err) = open_twice(log).map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let status = self.command.stdin(Stdio::null()).stdout(out).stderr(err).status();
        self.succeeded(status, || format!("\n{}\nAll of it: {}", last_lines(log), log.display()))
    }

    /// Runs it silently, and gives what it printed.
    pub fn captured(mut self) -> Result<String, Failure> {
        match self.command.stdin(Stdio::null()).output() {
            Ok(Output { status, stdout, stderr }) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                self.succeeded(Ok(status), || format!("\n{}{}", text(&stdout), text(&stderr)))?;
                Ok(text(&stdout))
            }
            Err(error) => Err(self.not_started(&error)),
        }
    }

    /// Whether it can be run, and succeeds.
    pub fn works(self) -> bool {
        self.captured().is_ok()
    }

    fn succeeded(&self, status: io::Result<ExitStatus>, said: impl FnOnce() -> String) -> Result<(), Failure> {
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{} ended with {status}.{}", self.name.display(), said())),
            Err(error) => Err(self.not_started(&error)),
        }
    }

    fn not_started(&self, error: &io::Error) -> Failure {
        format!("{} could not be started: {error}", self.command.get_program().display())
    }
}

fn open_twice(log: &Path) -> io::Result<(File, File)> {
    let file = File::options().create(true).append(true).open(log)?;
    Ok((file.try_clone()?, file))
}

fn last_lines(log: &Path) -> String {
    const MANY: usize = 120;
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(MANY)..].join("\n")
}
