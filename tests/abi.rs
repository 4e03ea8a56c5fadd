//! The ABI is what was recorded in `abi/`, or more. docs/abi.md says what may change when.
#![cfg(all(target_os = "linux", target_pointer_width = "64", feature = "memory-hooks"))]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mpsd::ffi::*;
use support::program::WARNINGS;
use support::scratch::Scratch;
use support::{compilers, header, library, recorded, tools};

/// What the library exports, sorted.
fn exports(library: &Path) -> BTreeSet<String> {
    let symbols = tools::output_of(Command::new("nm").args(["-D", "--defined-only"]).arg(library));
    symbols.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect()
}

fn lines(names: impl IntoIterator<Item = String>) -> String {
    names.into_iter().map(|name| name + "\n").collect()
}

#[test]
fn symbols_are_those_recorded() {
    recorded::compare("mpsd.symbols", &lines(exports(&library::shared())), |_| true);
}

/// The sizes and offsets that the library was compiled with, as `abi/layouts.h` has them.
fn layouts() -> String {
    let (integers, structs) = include!(concat!(env!("OUT_DIR"), "/layouts.rs"));
    assert!(integers.len() > 10 && structs.len() > 20, "the build script found them");
    let mut text = String::from(
        "/* Where the library has the fields of each struct on 64-bit machines: for tests/c/layout.c, which defines the macros.\n   \
         Written by `cargo xtask abi record`. */\n",
    );
    for (name, size, is_signed) in integers {
        text += &format!("INTEGER({name}, {size}, {})\n", u8::from(is_signed));
    }
    for (name, size, fields) in structs {
        let grows = fields[0].0 == "struct_size";
        text += &format!("\nBEGIN({name}, {size})\n");
        for (field, offset, bytes) in &fields {
            text += &format!("FIELD({name}, {field}, {offset}, {bytes})\n");
        }
        text += &format!("END({name}, {})\n", u8::from(grows));
    }
    text
}

/// A struct that grows becomes larger; abidiff knows which may.
fn is_of_a_field_or_integer(line: &str) -> bool {
    line.starts_with("FIELD(") || line.starts_with("INTEGER(")
}

#[test]
fn layouts_are_those_recorded() {
    recorded::compare("layouts.h", &layouts(), is_of_a_field_or_integer);
}

#[test]
fn every_compiler_has_the_layouts_of_the_library() {
    let program = library::root().join("tests/c/layout.c");
    for (compiler, standard, mut command) in compilers::commands().filter(|(_, standard, _)| *standard == "c99") {
        println!("{}, {standard}", compiler.name);
        tools::output_of(command.arg(&program));
    }
}

/// What abidiff finds between two headers.
#[derive(Debug, PartialEq)]
enum Difference {
    None,
    /// New functions, and new fields at the end of structs that tell their size.
    Additions,
    Breaks(String),
}

/// A shared library of functions that do nothing, with the types of a header.
fn compiled(header: &str, dir: &Path, name: &str) -> PathBuf {
    let mut rest = header;
    let mut source = String::new();
    while let Some((before, declaration)) = rest.split_once("\nMPSD_API ") {
        let (declaration, after) = declaration.split_once(';').expect("a declaration ends");
        let body = if declaration.starts_with("void ") { "{}" } else { "{ return 0; }" };
        source += &format!("{before}\nMPSD_API {declaration} {body}");
        rest = after;
    }
    let file = dir.join(format!("{name}.c"));
    fs::write(&file, source + rest).expect("the directory is writable");
    let built = dir.join(format!("lib{name}.so"));
    let mut compiler = Command::new("gcc");
    compiler.args(WARNINGS).args(["-Wno-unused-parameter", "-std=c99", "-g", "-shared", "-fPIC", "-I"]);
    tools::output_of(compiler.arg(library::include_dir()).arg(&file).arg("-o").arg(&built));
    built
}

/// The new header without what the structs that tell their size have gained at their end.
fn without_growth(old: &str, new: &str) -> String {
    let bodies = |header: &str| -> Vec<(String, String)> {
        let structs = header.split("struct ").filter_map(|rest| rest.split_once(" {\n"));
        let growing = structs.filter(|(_, body)| body.starts_with("  uint32_t struct_size;"));
        growing.map(|(name, body)| (name.to_owned(), body.split('}').next().unwrap_or_default().to_owned())).collect()
    };
    let recorded = bodies(old);
    assert!(!recorded.is_empty(), "structs that tell their size were found");
    let mut shortened = new.to_owned();
    for (name, body) in bodies(new) {
        let before = recorded.iter().find(|(recorded, _)| *recorded == name).map(|(_, body)| body);
        if let Some(before) = before.filter(|before| body.starts_with(before.as_str())) {
            shortened =
                shortened.replace(&format!("struct {name} {{\n{body}}}"), &format!("struct {name} {{\n{before}}}"));
        }
    }
    shortened
}

fn difference(test: &str, old: &str, new: &str) -> Difference {
    let dir = Scratch::new(test);
    let recorded = compiled(old, &dir, "recorded");
    // What abidiff can suppress itself hides other changes of the same struct.
    let shortened = compiled(&without_growth(old, new), &dir, "shortened");
    // The exit status is made of bits: 1 and 2 an error, 4 a difference, 8 one that no program survives.
    let abidiff = |arguments: &[&str], other: &Path| {
        let libraries = [recorded.as_path(), other];
        let output = Command::new("abidiff").args(arguments).args(libraries).output().expect("abidiff runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let status = output.status.code().expect("it exits");
        assert!(status & 3 == 0, "abidiff: {status}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
        (status != 0).then_some(text)
    };
    match abidiff(&["--no-added-syms"], &shortened) {
        Some(report) => Difference::Breaks(report),
        None if abidiff(&[], &compiled(new, &dir, "new")).is_some() => Difference::Additions,
        None => Difference::None,
    }
}

const NOT_COMPARED: &str = "the ABI was not compared with the recorded one";

/// A header without its comments and its version, as the record has it.
fn bare(header: &str) -> String {
    let code = header::without_comments(header);
    let lasts = |line: &&str| !line.is_empty() && !line.starts_with("#define MPSD_VERSION_");
    lines(code.lines().filter(lasts).map(str::to_owned))
}

/// abidiff sees no macros. An initialiser grows with its struct.
fn is_of_a_constant(line: &str) -> bool {
    line.starts_with("#define ") && !line.contains("_INIT ")
}

fn is_compatible_with_the_record(file: &str) {
    let (old, new) = (recorded::read(file), bare(&header::text_of(file)));
    if !old.is_empty() && !recorded::takes_breaks() && tools::has("abidiff", NOT_COMPARED) {
        let found = difference(&format!("abi_{file}"), &old, &new);
        assert!(!matches!(found, Difference::Breaks(_)), "THE ABI IS BROKEN (docs/abi.md): {found:?}");
    }
    recorded::compare(file, &new, is_of_a_constant);
}

#[test]
fn mpsd_h_is_what_was_recorded() {
    is_compatible_with_the_record("mpsd.h");
}

#[test]
fn mpsd_emulator_h_is_what_was_recorded() {
    is_compatible_with_the_record("mpsd_emulator.h");
}

/// The header with a piece replaced, which must be there.
fn altered(piece: &str, other: &str) -> String {
    let header = bare(&header::text());
    assert!(header.contains(piece), "{piece}");
    header.replacen(piece, other, 1)
}

/// What a careless change would do, beside a struct that grew.
#[test]
fn breaks_are_told_from_additions() {
    if !tools::has("abidiff", NOT_COMPARED) {
        return;
    }
    let header = bare(&header::text());
    let breaks = [
        (
            "a field in the middle",
            "typedef struct mpsd_invite {\n",
            "typedef struct mpsd_invite {\n  uint64_t added;\n",
        ),
        ("a field at the end of a struct of fixed size", "} mpsd_error;", "  uint64_t added;\n} mpsd_error;"),
        ("a field of another type", "  uint32_t title_id;", "  int32_t title_id;"),
        ("a function gone", "MPSD_API uint32_t MPSD_CALL mpsd_version(void);\n", ""),
        ("a parameter more", "MPSD_CALL mpsd_version(void)", "MPSD_CALL mpsd_version(uint32_t added)"),
        ("another result", "MPSD_API uint32_t MPSD_CALL mpsd_version(", "MPSD_API uint64_t MPSD_CALL mpsd_version("),
    ];
    for (what, piece, other) in breaks {
        let grown =
            altered(piece, other).replace("} mpsd_client_options;", "  uint64_t added;\n} mpsd_client_options;");
        let found = difference("abi_breaks", &header, &grown);
        assert!(matches!(found, Difference::Breaks(_)), "{what}: {found:?}");
    }
    let additions = [
        ("a field at the end of a struct that tells its size", "} mpsd_invite;", "  uint64_t added;\n} mpsd_invite;"),
        (
            "a function",
            "MPSD_API uint32_t MPSD_CALL",
            "MPSD_API int MPSD_CALL mpsd_added(void);\nMPSD_API uint32_t MPSD_CALL",
        ),
    ];
    for (what, piece, other) in additions {
        assert_eq!(difference("abi_additions", &header, &altered(piece, other)), Difference::Additions, "{what}");
    }
    assert_eq!(difference("abi_none", &header, &header), Difference::None);
}

#[test]
fn a_removed_export_breaks_the_list_of_symbols() {
    let dir = Scratch::new("abi_removed");
    let without = compiled(&altered("MPSD_API uint32_t MPSD_CALL mpsd_version(void);\n", ""), &dir, "without");
    let now = lines(exports(&without));
    assert_eq!(recorded::broken(&recorded::read("mpsd.symbols"), &now, |_| true), ["mpsd_version"]);
}

#[test]
fn a_constant_gone_or_changed_breaks_the_record_and_a_struct_that_grew_does_not() {
    let header = bare(&header::text());
    let broken = |other: &str| recorded::broken(&header, other, is_of_a_constant).len();
    let pending = "#define MPSD_PENDING 1\n";
    assert_eq!(broken(&altered(pending, "")), 1);
    assert_eq!(broken(&altered(pending, "#define MPSD_PENDING 2\n")), 1);
    assert_eq!(broken(&altered(pending, "#define MPSD_PENDING 1\n#define MPSD_ADDED 3\n")), 0);
    assert_eq!(broken(&altered("_CALL_OPTIONS_INIT { ", "_CALL_OPTIONS_INIT { 0, ")), 0);
    let layouts = layouts();
    let broken = |other: &str| recorded::broken(&layouts, other, is_of_a_field_or_integer).len();
    assert_eq!(broken(&layouts.replace("BEGIN(mpsd_invite, 72)", "BEGIN(mpsd_invite, 80)")), 0);
    assert_eq!(broken(&layouts.replace("title_id, 4, 4", "title_id, 8, 4")), 1);
}
