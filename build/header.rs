//! Generating a C header with cbindgen, and keeping the committed one identical to it.
//!
//! The emulator's build script uses this file too.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use cbindgen::Config;

/// A committed header and where it comes from.
pub struct Header<'a> {
    /// The package's directory.
    pub package: &'a Path,
    /// The directory below it that declares what C sees; `manual.h` there becomes the header's first comment.
    pub sources: &'a str,
    /// The module in it that declares the others. Nothing else of the package is read: its items are none of C's.
    pub root: &'a str,
    pub committed: &'a Path,
}

/// How all headers are written.
pub fn style(file: &Path) -> Config {
    rerun_if_changed(file);
    Config::from_file(file).expect("cbindgen.toml is valid")
}

impl Header<'_> {
    /// Writes the committed header if it is not what the sources give.
    pub fn keep_fresh(&self, config: Config) {
        let sources = self.package.join(self.sources);
        rerun_if_changed(&sources);
        rerun_if_changed(self.committed);
        let generated = self.generate(config, &sources);
        if fs::read_to_string(self.committed).is_ok_and(|text| text == generated) {
            return;
        }
        if let Err(error) = fs::write(self.committed, &generated) {
            let header = self.committed.display();
            println!("cargo::warning={header} is not what {} gives, and could not be written: {error}", self.sources);
        }
    }

    fn generate(&self, mut config: Config, sources: &Path) -> String {
        config.header = Some(fs::read_to_string(sources.join("manual.h")).expect("manual.h is readable"));
        let mut text = Vec::new();
        cbindgen::Builder::new()
            .with_config(config)
            .with_src(sources.join(self.root))
            .generate()
            .expect("the sources are valid for cbindgen")
            .write(&mut text);
        let text = finish(&String::from_utf8(text).expect("a header is UTF-8"));
        with_unsigned_constants(&text, &unsigned_constants(sources))
    }
}

/// The names of the sources' `u32` constants, whose type cbindgen drops.
fn unsigned_constants(sources: &Path) -> HashSet<String> {
    let files = fs::read_dir(sources).expect("the sources are readable").map(|entry| entry.expect("an entry").path());
    let texts = files.filter(|file| file.extension().is_some_and(|end| end == "rs"));
    let texts: Vec<_> = texts.map(|file| fs::read_to_string(file).expect("a source is readable")).collect();
    let constant = |line: &str| line.strip_prefix("pub const ")?.split_once(": u32 =").map(|(name, _)| name.to_owned());
    texts.iter().flat_map(|text| text.lines().filter_map(constant)).collect()
}

/// Gives these constants the type of the fields and parameters that they are for.
fn with_unsigned_constants(text: &str, names: &HashSet<String>) -> String {
    let line = |line: &str| match line.split(' ').collect::<Vec<_>>()[..] {
        ["#define", name, _] if names.contains(name) => format!("{line}u\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

fn rerun_if_changed(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

/// Makes cbindgen's text the manual that C programmers read: no Rust safety sections, the calling convention on every
/// function, and a pointer type for each function.
fn finish(text: &str) -> String {
    let text = without_safety_sections(text).replace("(*mpsd_", "(MPSD_CALL *mpsd_");
    let mut out = String::new();
    let mut types = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find("\nMPSD_API") {
        let (before, from) = rest.split_at(start + 1);
        let length = from.find(";\n").expect("a prototype ends in a semicolon");
        let prototype = from["MPSD_API".len()..length].trim().replace("struct mpsd_", "mpsd_");
        let (result, signature) = prototype.split_at(name_start(&prototype));
        let (name, parameters) = signature.split_at(signature.find('(').expect("a signature has parameters"));
        out += before;
        out += &wrap(&format!("MPSD_API {result}MPSD_CALL {name}{parameters};"));
        types += &wrap(&format!("typedef {result}(MPSD_CALL *{name}_fn){parameters};"));
        rest = &from[length + 2..];
    }
    let (tail, end) = rest.split_at(rest.rfind("#ifdef __cplusplus").expect("the header ends its extern \"C\""));
    let heading = "/* Types for programs that load the library by hand (dlsym, GetProcAddress). */";
    format!("{out}{tail}{heading}\n{types}\n{end}")
}

/// Breaks a long declaration after commas.
fn wrap(declaration: &str) -> String {
    const WIDTH: usize = 118;
    let mut lines = vec![String::new()];
    for piece in declaration.split_inclusive(", ") {
        let line = lines.last().expect("never empty");
        if !line.is_empty() && line.len() + piece.trim_end().len() > WIDTH {
            lines.push(String::from("    "));
        }
        lines.last_mut().expect("never empty").push_str(piece);
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn name_start(prototype: &str) -> usize {
    let open = prototype.find('(').expect("a prototype has parameters");
    prototype[..open].rfind([' ', '*']).expect("a prototype has a result") + 1
}

fn without_safety_sections(text: &str) -> String {
    let mut out = String::new();
    let mut skipping = false;
    for line in text.lines() {
        if line.trim() == "* # Safety" {
            skipping = true;
            let kept = out.trim_end_matches([' ', '\n']);
            out.truncate(kept.strip_suffix("\n *").map_or(kept.len(), str::len));
            out.push('\n');
        }
        skipping &= line.trim() != "*/";
        if !skipping {
            out += line;
            out.push('\n');
        }
    }
    out
}
