//! A directory for the files of one test, which is removed when it is dropped.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use super::program::scratch_dir;

/// The directory.
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new, empty one.
    pub fn new(name: &str) -> Scratch {
        Scratch(scratch_dir(name))
    }
}

impl Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
