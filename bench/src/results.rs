//! What was measured, by name: `warm/plain/socket/us` and the like.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mpsd_bench::Failure;

/// Numbers by their names.
pub type Measured = BTreeMap<String, f64>;

/// All that has been measured, in a file of JSON: a part that is measured again replaces its own numbers.
pub struct Results {
    file: PathBuf,
    measured: Measured,
}

impl Results {
    /// What the file has; nothing where it is missing.
    pub fn read(file: &Path) -> Self {
        let text = fs::read(file).unwrap_or_default();
        Self { file: file.to_owned(), measured: serde_json::from_slice(&text).unwrap_or_default() }
    }

    /// Adds or replaces numbers.
    pub fn put(&mut self, measured: Measured) {
        self.measured.extend(measured);
    }

    /// Writes the file.
    pub fn write(&self) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&self.measured).map_err(|error| error.to_string())?;
        fs::write(&self.file, text + "\n").map_err(|error| format!("cannot write {}: {error}", self.file.display()))
    }

    /// A number, where it was measured.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.measured.get(name).copied()
    }

    /// How often the one has the other.
    pub fn ratio(&self, name: &str, other: &str) -> Option<f64> {
        Some(self.get(name)? / self.get(other)?)
    }

    /// The names that begin with a text, without it, and their numbers.
    pub fn below<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.measured.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, *value)))
    }
}
