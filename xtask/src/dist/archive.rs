//! Archives whose bytes depend on nothing but the files in them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::Failure;
use crate::platform::Platform;
use crate::platforms::EPOCH;
use crate::process::Run;

/// The kind of archive that a platform's users expect.
pub fn kind(platform: &Platform) -> &'static str {
    if platform.import.is_some() { "zip" } else { "tar.xz" }
}

/// Packs a folder under its own name.
pub fn pack(folder: &Path, archive: &Path, log: &Path) -> Result<(), Failure> {
    let failed = |error| format!("cannot pack {}: {error}", folder.display());
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Err(failed("it has no name".to_owned()));
    };
    let _ = fs::remove_file(archive);
    let is_zip = archive.extension().is_some_and(|extension| extension == "zip");
    let packer = if is_zip {
        let files = files(folder)?;
        for file in &files {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(EPOCH);
            let set = File::options().write(true).open(file).and_then(|file| file.set_modified(time));
            set.map_err(|error| failed(error.to_string()))?;
        }
        let names = files.iter().filter_map(|file| file.strip_prefix(parent).ok().map(Path::to_owned));
        Run::new("zip").args(["-q", "-9", "-X"]).args([archive]).args(names).env("TZ", "UTC")
    } else {
        let options = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=go=u-w", "--format=ustar"];
        let tar = Run::new("tar").args(["-c", "--xz"]).args(options).args([format!("--mtime=@{EPOCH}")]);
        // One thread: the number of blocks is that of the file alone.
        tar.args(["-f".as_ref(), archive.as_os_str(), name]).env("XZ_OPT", "-9 -T1")
    };
    packer.current_dir(parent).logged(log)
}

/// Unpacks an archive into a directory.
pub fn unpack(archive: &Path, directory: &Path) -> Result<(), Failure> {
    let is_zip = archive.extension().is_some_and(|extension| extension == "zip");
    let unpacker = if is_zip { Run::new("unzip").args(["-q"]) } else { Run::new("tar").args(["-xf"]) };
    unpacker.args([archive]).current_dir(directory).captured().map(drop)
}

/// Writes `SHA256SUMS` of the archives of a directory.
pub fn checksums(directory: &Path) -> Result<(), Failure> {
    let archives = files(directory)?.into_iter().filter_map(|file| Some(file.file_name()?.to_owned()));
    let archives = archives.filter(|name| name != "SHA256SUMS");
    let sums = Run::new("sha256sum").args(archives).current_dir(directory).captured()?;
    let file = directory.join("SHA256SUMS");
    fs::write(&file, sums).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// All files below a directory, sorted.
pub fn files(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| format!("cannot read {}: {error}", directory.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
