//! The static library as it is shipped: one object in which no names are left but the header's.
//!
//! The archive that rustc writes has all names of the library's parts, Rust's allocator among them: in a program or plugin
//! with another library in Rust they would meet, or be exported to it. The tests use this file too.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, id};

/// What a program may link to.
const PUBLIC: &str = "mpsd_*";

/// Makes `static/libmpsd.a` beside the archive that rustc wrote, unless it is there and no older. GNU binutils do it, of
/// the archive's platform: `prefix` stands before their names.
pub fn finish(archive: &Path, prefix: &str) -> Result<PathBuf, String> {
    let name = archive.file_name().ok_or("an archive is a file")?;
    let directory = archive.with_file_name("static");
    let finished = directory.join(name);
    if is_no_older(&finished, archive) {
        return Ok(finished);
    }
    fs::create_dir_all(&directory).map_err(|error| format!("cannot make {}: {error}", directory.display()))?;
    // Whoever else makes it at the same time has files of its own.
    let object = directory.join(format!("mpsd-{}.o", id()));
    let unfinished = directory.join(format!("libmpsd-{}.a", id()));
    // A group of sections may be dropped for another library's of the same name: there are none any more.
    run(
        &format!("{prefix}ld"),
        &[
            "-r".as_ref(),
            "--force-group-allocation".as_ref(),
            "--whole-archive".as_ref(),
            archive.as_ref(),
            "-o".as_ref(),
            object.as_ref(),
        ],
    )?;
    // The bitcode of the standard library, of several modules by now, is none that a tool could read.
    let keep = format!("--keep-global-symbol={PUBLIC}");
    let options = ["--wildcard", &keep, "--remove-section=.llvmbc", "--remove-section=.llvmcmd"];
    run(&format!("{prefix}objcopy"), &[&options.map(AsRef::as_ref)[..], &[object.as_ref()]].concat())?;
    run(&format!("{prefix}ar"), &["crs".as_ref(), unfinished.as_ref(), object.as_ref()])?;
    let moved = fs::rename(&unfinished, &finished).and_then(|()| fs::remove_file(&object));
    moved.map_err(|error| format!("cannot write {}: {error}", finished.display()))?;
    Ok(finished)
}

fn is_no_older(file: &Path, than: &Path) -> bool {
    let changed = |file: &Path| fs::metadata(file).and_then(|about| about.modified()).ok();
    changed(file).is_some_and(|time| changed(than).is_some_and(|other| time >= other))
}

fn run(tool: &str, arguments: &[&OsStr]) -> Result<(), String> {
    let output = Command::new(tool)
        .args(arguments)
        .output()
        .map_err(|error| format!("{tool} could not be started: {error}; it is part of GNU binutils"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{tool} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)))
}
