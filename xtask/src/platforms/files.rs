//! What the built files are: how large, for which C library, what they export and need.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::build;
use crate::Failure;
use crate::platform::Platform;
use crate::process::Run;
use crate::workspace::Workspace;

/// Of the shared library.
pub struct Facts {
    /// Its bytes.
    pub size: u64,
    /// How many functions it exports.
    pub exports: usize,
    /// The libraries it needs.
    pub imports: BTreeSet<String>,
    /// The version of the C library that it needs, where that has versions.
    pub floor: Option<String>,
}

/// Reads the built files. Fails where the library exports another function than the header has, one of the files needs a
/// later C library than the platform promises, the static one others than users are told, or a DLL does not tell the version.
pub fn check(workspace: &Workspace, platform: &Platform) -> Result<Facts, Failure> {
    let directory = platform.library_dir(workspace.target());
    let library = directory.join(platform.shared_library("mpsd"));
    let emulator = [platform.shared_library("mpsd_emulator"), platform.program("mpsd-emulator")];
    for file in emulator.map(|name| directory.join(name)) {
        floor(platform, &file)?;
    }
    let exports = exports(platform, &library)?;
    let declared = declared(workspace)?;
    if exports != declared {
        let differ: Vec<_> = exports.symmetric_difference(&declared).collect();
        return Err(format!("{} exports other functions than the header has: {differ:?}", library.display()));
    }
    if platform.import.is_some() {
        for name in ["mpsd", "mpsd_emulator"] {
            check_version(&directory.join(platform.shared_library(name)))?;
        }
    }
    check_static_libraries(workspace, platform)?;
    let size = fs::metadata(&library).map_err(|error| format!("{}: {error}", library.display()))?.len();
    let imports = imports(platform, &library)?;
    Ok(Facts { size, exports: exports.len(), imports, floor: floor(platform, &library)? })
}

fn binutils(platform: &Platform, tool: &str, options: &[&str], file: &Path) -> Result<String, Failure> {
    Run::new(format!("{}{tool}", platform.binutils)).args(options).args([file]).captured()
}

/// The functions that the library exports.
pub fn exports(platform: &Platform, library: &Path) -> Result<BTreeSet<String>, Failure> {
    let names = |lines: &mut dyn Iterator<Item = &str>| {
        lines.filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect()
    };
    if platform.import.is_none() {
        return Ok(names(&mut binutils(platform, "nm", &["-D", "--defined-only"], library)?.lines()));
    }
    let printed = binutils(platform, "objdump", &["-p"], library)?;
    let table = printed.lines().skip_while(|line| !line.starts_with("[Ordinal/Name Pointer] Table")).skip(1);
    Ok(names(&mut table.take_while(|line| !line.trim().is_empty())))
}

/// The functions of the header.
fn declared(workspace: &Workspace) -> Result<BTreeSet<String>, Failure> {
    let [header, ..] = workspace.headers();
    let text = fs::read_to_string(&header).map_err(|error| format!("{}: {error}", header.display()))?;
    let declarations = text.lines().filter(|line| line.starts_with("MPSD_API "));
    Ok(declarations.filter_map(|line| line.split_once('(')?.0.rsplit([' ', '*']).next()).map(str::to_owned).collect())
}

fn imports(platform: &Platform, library: &Path) -> Result<BTreeSet<String>, Failure> {
    let (tool, option, mark) =
        if platform.import.is_some() { ("objdump", "-p", "DLL Name: ") } else { ("readelf", "-d", "Shared library: ") };
    let printed = binutils(platform, tool, &[option], library)?;
    let names = printed.lines().filter_map(|line| line.split_once(mark).map(|(_, name)| name));
    Ok(names.map(|name| name.trim_matches(['[', ']']).to_lowercase()).collect())
}

/// The latest version of the C library's symbols that the file needs: none later than the platform's.
fn floor(platform: &Platform, file: &Path) -> Result<Option<String>, Failure> {
    let Some(promised) = platform.floor else {
        return Ok(None);
    };
    let printed = binutils(platform, "readelf", &["--version-info", "--wide"], file)?;
    let names = printed.split_whitespace().filter(|word| word.starts_with("GLIBC_"));
    let needed = names.max_by_key(|name| version(name)).ok_or_else(|| format!("{} has no floor", file.display()))?;
    if version(needed) > version(promised) {
        return Err(format!("{} needs {needed}, which is later than {promised}", file.display()));
    }
    Ok(Some(needed.to_owned()))
}

/// The numbers of a name such as `GLIBC_2.17`.
fn version(name: &str) -> Vec<u32> {
    let numbers = name.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    numbers.split('.').map_while(|number| number.parse().ok()).collect()
}

/// What rustc says that a program needs beside the static library, and what we tell our users to link, must be the same.
fn check_static_libraries(workspace: &Workspace, platform: &Platform) -> Result<(), Failure> {
    // Linked by every compiler, or empty for a decade.
    const BY_ITSELF: [&str; 6] = ["-lc", "-lgcc_s", "-lgcc_eh", "-lkernel32", "-lrt", "-lutil"];
    let file = build::native_libraries(workspace, platform);
    let text = fs::read_to_string(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let needed: BTreeSet<&str> = text.split_whitespace().filter(|name| !BY_ITSELF.contains(name)).collect();
    let told = BTreeSet::from_iter(platform.static_libraries.iter().copied());
    if needed == told {
        return Ok(());
    }
    Err(format!("a program with the static library links {told:?}, and rustc says that it needs {needed:?}"))
}

/// Reads the resource in which Windows looks for a DLL's version: its text is UTF-16.
fn check_version(dll: &Path) -> Result<(), Failure> {
    const EXPECTED: &str = env!("CARGO_PKG_VERSION");
    let bytes = fs::read(dll).map_err(|error| format!("{}: {error}", dll.display()))?;
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for key in ["FileVersion", "ProductVersion"] {
        let key = wide(&format!("{key}\0"));
        let place = bytes.windows(key.len()).position(|window| window == key);
        let value = place.map(|place| &bytes[place + key.len()..]).unwrap_or_default();
        // The value begins at a multiple of four bytes.
        let value = value.get(..2).filter(|padding| *padding == [0; 2]).map_or(value, |_| &value[2..]);
        if !value.starts_with(&wide(&format!("{EXPECTED}\0"))) {
            return Err(format!("{} does not tell the version {EXPECTED}", dll.display()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("GLIBC_2.17") > version("GLIBC_2.2.5"));
        assert!(version("GLIBC_2.4") < version("GLIBC_2.17"));
        assert!(version("GLIBC_2.34") > version("GLIBC_2.17"));
    }
}
