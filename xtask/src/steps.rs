//! A command that consists of steps: a headline and a duration for each.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::workspace::Workspace;

/// Tells how far a command is.
pub struct Steps {
    logs: PathBuf,
    number: usize,
    total: usize,
    began: Instant,
}

impl Steps {
    /// Begins a command of `total` steps; each one's programs log to a file of its own, in the command's folder.
    pub fn begin(workspace: &Workspace, total: usize) -> Result<Self, Failure> {
        let command = env::args().nth(1).unwrap_or_default();
        Ok(Self { logs: workspace.scratch(&format!("logs/{command}"))?, number: 0, total, began: Instant::now() })
    }

    /// Does one step, which is given its log file.
    pub fn step<T>(&mut self, headline: &str, work: impl FnOnce(&Path) -> Result<T, Failure>) -> Result<T, Failure> {
        self.number += 1;
        print!("[{:2}/{}] {headline:.<66} ", self.number, self.total);
        // Who cannot be told is told nothing: the result counts.
        let _ = io::stdout().flush();
        let log = self.logs.join(format!("{:02}.log", self.number));
        let _ = fs::remove_file(&log);
        let began = Instant::now();
        let done = work(&log);
        println!("{} {}", if done.is_ok() { "ok    " } else { "FAILED" }, seconds(began.elapsed()));
        done
    }

    /// Ends the command.
    pub fn end(self) {
        println!("All {} steps passed in {}.", self.number, seconds(self.began.elapsed()).trim());
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:6.1} s", duration.as_secs_f64())
}
