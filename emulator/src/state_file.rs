//! The state in a file, so that it survives a restart.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::snapshot::Snapshot;

/// A file that holds the latest snapshot, whole at every moment.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    /// Nothing once the file has been let go.
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    /// Keeps other emulators off; the system lets go of it when a process dies.
    _lock: File,
    /// What is in the file.
    written: Vec<u8>,
}

impl StateFile {
    /// Takes the file, and reads what is in it when it exists. Every error names the file.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Option<Snapshot>)> {
        let lock = lock(path).map_err(|error| named(path, error.kind(), &error))?;
        let snapshot = match fs::read(path) {
            Ok(text) => Some(Snapshot::read(&text).map_err(|why| named(path, ErrorKind::InvalidData, &why))?),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(named(path, error.kind(), &error)),
        };
        let held = Held { _lock: lock, written: Vec::new() };
        Ok((Self { path: path.to_owned(), held: Mutex::new(Some(held)) }, snapshot))
    }

    /// Why what the file holds cannot be restored.
    pub(crate) fn refuse(&self, why: &str) -> io::Error {
        named(&self.path, ErrorKind::InvalidData, &why)
    }

    /// Writes the state that `take` gives. One at a time, so that the file never goes back to an older one.
    pub(crate) fn save(&self, take: impl FnOnce() -> Snapshot) -> io::Result<()> {
        let mut held = self.held();
        let Some(held) = held.as_mut() else {
            return Ok(());
        };
        let text = take().write();
        if held.written != text {
            replace(&self.path, &text).map_err(|error| named(&self.path, error.kind(), &error))?;
            held.written = text;
        }
        Ok(())
    }

    /// Lets another emulator have the file.
    pub(crate) fn let_go(&self) {
        *self.held() = None;
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn named(path: &Path, kind: ErrorKind, why: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(kind, format!("state file {}: {why}", path.display()))
}

/// The name of a file beside another.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn lock(path: &Path) -> io::Result<File> {
    let lock = File::create(beside(path, ".lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(ErrorKind::ResourceBusy, "another emulator is using it")),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Puts a whole new file in the place of the old one: whoever reads, or a crash at any moment, finds one or the other.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let fresh = beside(path, ".tmp");
    let mut file = File::create(&fresh)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    sync_directory(path)
}

/// Lets the new name survive a power cut too.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
