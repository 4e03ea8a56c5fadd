//! What is in a package, and where.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::dist::crates::{self, Crate};
use crate::dist::{VERSION, archive, licences, name_of, runtime, sbom};
use crate::platform::Platform;
use crate::platforms::{build, strip};
use crate::process::Run;
use crate::static_library;
use crate::workspace::Workspace;

/// The files that are texts with names to fill in, and where they go.
const TEMPLATES: [(&str, &str); 5] = [
    ("cmake/mpsdConfig.cmake.in", "lib/cmake/mpsd/mpsdConfig.cmake"),
    ("cmake/mpsdConfigVersion.cmake.in", "lib/cmake/mpsd/mpsdConfigVersion.cmake"),
    ("pkgconfig/mpsd.pc.in", "lib/pkgconfig/mpsd.pc"),
    ("pkgconfig/mpsd-static.pc.in", "lib/pkgconfig/mpsd-static.pc"),
    ("pkgconfig/mpsd-emulator.pc.in", "lib/pkgconfig/mpsd-emulator.pc"),
];

/// What an archive has besides: it is a project of CMake, and a recipe of Conan.
const PROJECTS: [(&str, &str); 2] = [("CMakeLists.txt.in", "CMakeLists.txt"), ("conanfile.py.in", "conanfile.py")];

/// What goes where the licences are, as it is.
const DOCUMENTS: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"];
const DOCUMENTS_DIR: &str = "share/doc/mpsd";

/// Lays out what was built for a platform, and gives the folder.
pub fn lay_out(workspace: &Workspace, platform: &Platform) -> Result<PathBuf, Failure> {
    let tree = Tree::empty(workspace, &name_of(platform))?;
    for header in workspace.headers() {
        tree.put(&header, "include")?;
    }
    libraries(workspace, platform, &tree)?;
    fill(workspace, platform, &tree, &TEMPLATES)?;
    for document in DOCUMENTS {
        tree.put(&workspace.root().join(document), DOCUMENTS_DIR)?;
    }
    let mut parts = crates::linked(workspace, platform)?;
    parts.extend(runtime::linked(workspace, platform)?);
    contents(&parts, &tree)?;
    let paths = build::paths(workspace, platform)?;
    archive::files(&tree.0)?.iter().try_for_each(|file| paths.absent_from(file))?;
    Ok(tree.0)
}

/// The same for the debug symbols, in the same places.
pub fn lay_out_symbols(workspace: &Workspace, platform: &Platform, name: &str) -> Result<PathBuf, Failure> {
    let tree = Tree::empty(workspace, name)?;
    let built = platform.library_dir(workspace.target());
    for (file, directory) in loaded(platform) {
        tree.put(&strip::symbols_of(&built, file.as_ref()), directory)?;
    }
    let paths = build::paths(workspace, platform)?;
    archive::files(&tree.0)?.iter().try_for_each(|file| paths.absent_from(file))?;
    Ok(tree.0)
}

/// Adds to a package what only an archive has.
pub fn add_projects(workspace: &Workspace, platform: &Platform, tree: &Path) -> Result<(), Failure> {
    fill(workspace, platform, &Tree(tree.to_owned()), &PROJECTS)
}

/// Copies a package into a directory with other files.
pub fn copy(tree: &Path, prefix: &Path) -> Result<(), Failure> {
    let to = Tree(prefix.to_owned());
    for file in archive::files(tree)? {
        let place = file.strip_prefix(tree).ok().and_then(Path::parent).ok_or("a file of the tree is below it")?;
        to.put(&file, place)?;
    }
    Ok(())
}

/// The files that a system loads, and where they go: Windows looks for DLLs beside programs.
fn loaded(platform: &Platform) -> [(String, &'static str); 3] {
    let shared = if platform.import.is_some() { "bin" } else { "lib" };
    [
        (platform.shared_library("mpsd"), shared),
        (platform.shared_library("mpsd_emulator"), shared),
        (platform.program("mpsd-emulator"), "bin"),
    ]
}

fn libraries(workspace: &Workspace, platform: &Platform, tree: &Tree) -> Result<(), Failure> {
    let built = platform.library_dir(workspace.target());
    for (file, directory) in loaded(platform) {
        tree.put(&built.join(file), directory)?;
    }
    let archive = static_library::finish(&built.join(platform.static_library("mpsd")), platform)?;
    tree.put(&archive, "lib")?;
    let stripped = tree.0.join("lib").join(platform.static_library("mpsd"));
    Run::new(format!("{}objcopy", platform.binutils)).args(["--strip-debug", "-D"]).args([stripped]).captured()?;
    for name in ["mpsd", "mpsd_emulator"] {
        if let Some(import) = platform.import_library(name) {
            tree.put(&built.join(&import), "lib")?;
            for kind in ["def", "lib"] {
                tree.put(&built.join(name).with_extension(kind), "lib")?;
            }
        }
    }
    Ok(())
}

/// What the files are made of: licences and the bill of materials.
fn contents(crates: &[Crate], tree: &Tree) -> Result<(), Failure> {
    let place = |name: &str| format!("{DOCUMENTS_DIR}/{name}");
    let all: Vec<_> = crates.iter().collect();
    let of_library: Vec<_> = crates.iter().filter(|linked| linked.in_library).collect();
    tree.write(&place("THIRD-PARTY-LICENSES.txt"), &licences::text("The library mpsd", &of_library)?)?;
    tree.write(&place("THIRD-PARTY-LICENSES-emulator.txt"), &licences::text("The emulator of mpsd", &all)?)?;
    for page in crates.iter().flat_map(|linked| &linked.texts).filter(|file| licences::is_page(file)) {
        tree.put(page, DOCUMENTS_DIR)?;
    }
    tree.write(&place("mpsd.cdx.json"), &sbom::document(crates))
}

fn fill(workspace: &Workspace, platform: &Platform, tree: &Tree, templates: &[(&str, &str)]) -> Result<(), Failure> {
    for (template, file) in templates {
        let text = read(&workspace.root().join("packaging").join(template))?;
        tree.write(file, &filled(platform, text)?)?;
    }
    Ok(())
}

/// A template with its names filled in.
fn filled(platform: &Platform, template: String) -> Result<String, Failure> {
    let [library, emulator_library, _] = loaded(platform).map(|(file, directory)| format!("{directory}/{file}"));
    let mut numbers = VERSION.split('.');
    let values = [
        ("VERSION", VERSION.to_owned()),
        ("MAJOR", numbers.next().unwrap_or_default().to_owned()),
        ("MINOR", numbers.next().unwrap_or_default().to_owned()),
        ("PLATFORM", platform.name.to_owned()),
        ("LIBRARY", library),
        ("EMULATOR_LIBRARY", emulator_library),
        ("EMULATOR_PROGRAM", platform.program("mpsd-emulator")),
        ("LINK", linked(platform, "mpsd")),
        ("LINK_EMULATOR", linked(platform, "mpsd_emulator")),
        ("STATIC_LIBRARIES", platform.static_libraries.join(" ")),
    ];
    let text = values.iter().fold(template, |text, (name, value)| text.replace(&format!("@{name}@"), value));
    match text.split('@').nth(1) {
        Some(name) => Err(format!("a template of a package wants {name}, which nobody knows")),
        None => Ok(text),
    }
}

/// What links a shared library for pkg-config. MinGW's linker, told `-static`, would take another file for `-l`.
fn linked(platform: &Platform, name: &str) -> String {
    platform
        .import_library(name)
        .map_or_else(|| format!("-L${{libdir}} -l{name}"), |file| format!("${{libdir}}/{file}"))
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

/// A folder that is filled.
struct Tree(PathBuf);

impl Tree {
    fn empty(workspace: &Workspace, name: &str) -> Result<Self, Failure> {
        let folder = workspace.scratch("packages")?.join(name);
        let _ = fs::remove_dir_all(&folder);
        Ok(Self(folder))
    }

    /// Copies a file into one of its directories.
    fn put(&self, file: &Path, directory: impl AsRef<Path>) -> Result<(), Failure> {
        let failed = |error| format!("cannot copy {} to {}: {error}", file.display(), self.0.display());
        let directory = self.0.join(directory);
        fs::create_dir_all(&directory).map_err(failed)?;
        let copy = directory.join(file.file_name().ok_or("a file has a name")?);
        // A program that runs cannot be written to, but replaced.
        let _ = fs::remove_file(&copy);
        fs::copy(file, copy).map(drop).map_err(failed)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let file = self.0.join(name);
        let made = fs::create_dir_all(file.parent().unwrap_or(&self.0)).and_then(|()| fs::write(&file, text));
        made.map_err(|error| format!("cannot write {}: {error}", file.display()))
    }
}
