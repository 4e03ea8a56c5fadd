//! Debug symbols apart from the files that are shipped; a debugger finds them by the name that those keep of them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::platform::{Linker, Platform};
use crate::platforms::EPOCH;
use crate::platforms::paths::Paths;
use crate::process::Run;

/// Of a built file makes one without symbols, and one of nothing else beside it, named `….debug`.
pub fn split(platform: &Platform, paths: &Paths, built: &Path, directory: &Path) -> Result<(), Failure> {
    let name = built.file_name().ok_or("a built file has a name")?;
    let (stripped, symbols) = (directory.join(name), symbols_of(directory, name.as_ref()));
    let objcopy = || {
        let objcopy = Run::new(format!("{}objcopy", platform.binutils)).current_dir(directory);
        // A DLL tells when it was written.
        objcopy.env("SOURCE_DATE_EPOCH", EPOCH.to_string())
    };
    objcopy().args(["--only-keep-debug"]).args([built, &symbols]).captured()?;
    // Zig compiles an unwinder of its own, and takes no such option for that.
    if matches!(platform.linker, Linker::Zig(_)) {
        paths.edit(&symbols)?;
        // debugedit writes memory that it never set between sections; objcopy writes zeros there.
        objcopy().args(["--only-keep-debug"]).args([&symbols]).captured()?;
    }
    // By the name alone: the file is looked for beside the other.
    let mut link = std::ffi::OsString::from("--add-gnu-debuglink=");
    link.push(symbols.file_name().ok_or("so has the other")?);
    objcopy().args(["--strip-all"]).args([link]).args([built, &stripped]).captured()?;
    Ok(())
}

/// The file of a file's debug symbols.
pub fn symbols_of(directory: &Path, name: &Path) -> PathBuf {
    directory.join(format!("{}.debug", name.display()))
}

/// Puts a file into a directory as it is; two names of one file, where the disk can.
pub fn keep(built: &Path, directory: &Path) -> Result<(), Failure> {
    let kept = directory.join(built.file_name().ok_or("a built file has a name")?);
    let _ = fs::remove_file(&kept);
    let kept = fs::hard_link(built, &kept).or_else(|_| fs::copy(built, &kept).map(drop));
    kept.map_err(|error| format!("cannot copy {}: {error}", built.display()))
}
