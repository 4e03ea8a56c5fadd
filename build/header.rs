//! Generates C headers, and keeps the committed ones identical to them. The emulator's build script uses this, too.
//!
//! A header is a template (`mpsd.h.in`) with what the Rust sources declare in place of its lines that begin with `@`:
//!
//! - `@items network proxy`: the public items of `network.rs` and `proxy.rs`: opaque types, constants, structs, functions;
//!   each of these in the order of the sources. A callback stands before the struct that has it.
//! - `@forward`: declares the types that are used before the place where they are defined.
//! - `@function_types`: a pointer type for each function.
//! - `@version`: macros with the package's version.

mod bindings;
mod items;
mod layouts;
mod sources;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use bindings::Translation;
use cbindgen::Config;
use items::Item;

/// How cbindgen translates for all headers.
pub fn config(file: &Path) -> Config {
    rerun_if_changed(file);
    Config::from_file(file).expect("cbindgen.toml is valid")
}

/// What headers are made of.
pub struct Headers {
    /// The directory of the templates and of the Rust sources.
    directory: PathBuf,
    translations: BTreeMap<String, Translation>,
}

impl Headers {
    /// `root` declares the modules of `directory`. Nothing else of the package is read: its items are none of C's.
    pub fn of(directory: &Path, root: &str, config: Config) -> Headers {
        rerun_if_changed(directory);
        Headers { directory: directory.to_owned(), translations: bindings::of(&directory.join(root), config) }
    }

    /// Writes the header if it is not what its template and the sources give.
    pub fn keep_fresh(&self, committed: &Path) {
        rerun_if_changed(committed);
        let name = committed.file_name().and_then(|name| name.to_str()).expect("a header has a name");
        let template = self.directory.join(format!("{name}.in"));
        let generated = self.filled(&fs::read_to_string(template).expect("the template is readable"));
        if fs::read_to_string(committed).is_ok_and(|text| text == generated) {
            return;
        }
        if let Err(error) = fs::write(committed, &generated) {
            let sources = self.directory.display();
            println!("cargo::warning={name} is not what {sources} gives, and could not be written: {error}");
        }
    }

    /// Writes `layouts.rs` to the directory of generated code, for the tests.
    pub fn write_layouts(&self) {
        let directory = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
        let file = Path::new(&directory).join("layouts.rs");
        fs::write(file, layouts::expression(&self.translations)).expect("the directory is writable");
    }

    fn filled(&self, template: &str) -> String {
        let mut sections: Vec<Vec<Item>> = template.lines().map(|line| self.section(line)).collect();
        self.check_that_none_is_missing(&sections);
        items::place_callbacks(&mut sections);
        let ahead = items::used_before_defined(&sections);
        let line = |(line, section): (&str, &Vec<Item>)| match line.split(' ').next() {
            Some("@items") => items::text(section, &ahead),
            Some("@forward") => ahead.iter().map(|name| format!("typedef struct {name} {name};\n")).collect(),
            Some("@function_types") => self.translations.values().filter_map(items::pointer_type).collect(),
            Some("@version") => version_macros(),
            _ => format!("{line}\n"),
        };
        template.lines().zip(&sections).map(line).collect()
    }

    /// A template has all items or none.
    fn check_that_none_is_missing(&self, sections: &[Vec<Item>]) {
        let placed: BTreeSet<&String> = sections.iter().flatten().map(|item| &item.name).collect();
        let missing = self.translations.keys().find(|name| !placed.is_empty() && !placed.contains(name));
        assert_eq!(missing, None, "an item that is in no file of the template");
    }

    /// The items that a line of a template stands for, in the order of the header.
    fn section(&self, line: &str) -> Vec<Item> {
        let files = line.strip_prefix("@items ").into_iter().flat_map(|files| files.split(' '));
        let declared = files.flat_map(|file| sources::items(&self.directory.join(format!("{file}.rs"))));
        let mut items: Vec<Item> = declared.map(|declared| Item::of(&declared, &self.translations)).collect();
        items.sort_by_key(Item::rank);
        items
    }
}

fn rerun_if_changed(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

fn version_macros() -> String {
    let part = |name: &str| env::var(format!("CARGO_PKG_VERSION_{name}")).expect("cargo sets the version");
    format!(
        "#define MPSD_VERSION_MAJOR {}\n#define MPSD_VERSION_MINOR {}\n#define MPSD_VERSION_PATCH {}\n\
         #define MPSD_VERSION ((MPSD_VERSION_MAJOR << 24) | (MPSD_VERSION_MINOR << 16) | MPSD_VERSION_PATCH)\n\
         #define MPSD_VERSION_STRING \"{}\"\n",
        part("MAJOR"),
        part("MINOR"),
        part("PATCH"),
        env::var("CARGO_PKG_VERSION").expect("cargo sets the version"),
    )
}
