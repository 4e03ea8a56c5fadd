//! The static library as it is shipped: no names can be linked to but the header's.
//!
//! The archive that rustc writes has all names of the library's parts, Rust's allocator among them: in a program or plugin
//! with another library in Rust they would meet, or be exported to it. The tests use this file too.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, id};

use super::platform::Platform;

/// What a program may link to.
const PUBLIC: &str = "mpsd_";

/// Makes `static/libmpsd.a` beside the archive that rustc wrote, unless it is there and no older. GNU binutils of the
/// platform do it.
pub fn finish(archive: &Path, platform: &Platform) -> Result<PathBuf, String> {
    let name = archive.file_name().ok_or("an archive is a file")?;
    let directory = archive.with_file_name("static");
    let finished = directory.join(name);
    if is_no_older(&finished, archive) {
        return Ok(finished);
    }
    fs::create_dir_all(&directory).map_err(|error| format!("cannot make {}: {error}", directory.display()))?;
    // Whoever else makes it at the same time has files of its own.
    let (unfinished, work) = (format!("libmpsd-{}.a", id()), format!("mpsd-{}.o", id()));
    let (unfinished, work) = (directory.join(unfinished), directory.join(work));
    let binutils = Binutils(platform.binutils);
    if platform.import.is_none() {
        binutils.hide(archive, &work, &unfinished)?;
    } else {
        binutils.rename(archive, &work, &unfinished)?;
    }
    let moved = fs::rename(&unfinished, &finished).and_then(|()| fs::remove_file(&work));
    moved.map_err(|error| format!("cannot write {}: {error}", finished.display()))?;
    Ok(finished)
}

/// The tools of a platform, by what stands before their names.
struct Binutils(&'static str);

// The bitcode of the standard library, of several modules by now, is none that a tool could read.
const NO_BITCODE: [&str; 2] = ["--remove-section=.llvmbc", "--remove-section=.llvmcmd"];

impl Binutils {
    /// Makes one object of all, in which other names are local.
    fn hide(&self, archive: &Path, object: &Path, hidden: &Path) -> Result<(), String> {
        // A group of sections may be dropped for another library's of the same name: there are none any more.
        let link = ["-r", "--force-group-allocation", "--whole-archive"].map(OsStr::new);
        self.run("ld", &[&link[..], &[archive.as_ref(), "-o".as_ref(), object.as_ref()]].concat())?;
        let keep = format!("--keep-global-symbol={PUBLIC}*");
        let options = [&["--wildcard", &keep], &NO_BITCODE[..]].concat();
        let options: Vec<&OsStr> = options.into_iter().map(OsStr::new).collect();
        self.run("objcopy", &[&options[..], &[object.as_ref()]].concat())?;
        self.run("ar", &["crs".as_ref(), hidden.as_ref(), object.as_ref()]).map(drop)
    }

    /// Gives other names a form that no language has. For Windows, where objects with thread-local variables and imports of
    /// DLLs cannot be made one.
    fn rename(&self, archive: &Path, names: &Path, renamed: &Path) -> Result<(), String> {
        let defined = self.run("nm", &["--defined-only".as_ref(), "--extern-only".as_ref(), archive.as_ref()])?;
        let pairs: String = private_names(&defined).map(|name| format!("{name} mpsd.{name}\n")).collect();
        fs::write(names, pairs).map_err(|error| format!("cannot write {}: {error}", names.display()))?;
        let mut redefine = OsStr::new("--redefine-syms=").to_owned();
        redefine.push(names);
        let bitcode = NO_BITCODE.map(OsStr::new);
        self.run("objcopy", &[&bitcode[..], &[&redefine, archive.as_ref(), renamed.as_ref()]].concat()).map(drop)
    }

    /// Runs a tool and gives what it printed.
    fn run(&self, tool: &str, arguments: &[&OsStr]) -> Result<String, String> {
        let tool = format!("{}{tool}", self.0);
        let output = Command::new(&tool)
            .args(arguments)
            .output()
            .map_err(|error| format!("{tool} could not be started: {error}; it is part of GNU binutils"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(format!("{tool} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)))
    }
}

/// Of what nm prints of an archive, the names that are neither the header's nor those of a DLL's functions, whose members are
/// named as the DLL is. A name that begins with a dot belongs to one that is imported.
fn private_names(printed: &str) -> impl Iterator<Item = &str> {
    let mut is_import = false;
    printed.lines().filter_map(move |line| {
        if let Some(member) = line.strip_suffix(':') {
            is_import = [".dll", ".exe", ".sys"].iter().any(|kind| member.contains(kind));
        }
        let name = line.split(' ').nth(2).filter(|_| !is_import)?;
        (!name.starts_with(PUBLIC) && !name.starts_with('.')).then_some(name)
    })
}

fn is_no_older(file: &Path, than: &Path) -> bool {
    let changed = |file: &Path| fs::metadata(file).and_then(|about| about.modified()).ok();
    changed(file).is_some_and(|time| changed(than).is_some_and(|other| time >= other))
}
