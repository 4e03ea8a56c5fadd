//! The committed header: it says what the library says. That it compiles everywhere is `header_compiles.rs`.
#![cfg(all(unix, feature = "capi"))]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use mpsd::Code;
use support::header;
use support::program::{Language, Linkage, Program};

const HEADERS: [&str; 3] = ["mpsd.h", "mpsd_functions.h", "mpsd_emulator.h"];

#[test]
fn two_units_that_include_it_link_together() {
    let sources = ["c/two_units_main.c", "c/two_units_other.c"];
    Program::build("two_units_c", Language::C99, Linkage::Shared, &sources)
        .set("TEST_VERSION", env!("CARGO_PKG_VERSION"))
        .run();
}

#[test]
fn every_name_of_both_headers_has_the_prefix() {
    for (file, known) in
        [("mpsd.h", "mpsd_error"), ("mpsd_functions.h", "mpsd_version_fn"), ("mpsd_emulator.h", "mpsd_emulator_url")]
    {
        let text = header::text_of(file);
        let names = header::declared_names(&text);
        assert!(names.contains(known), "{names:?}");
        let others: Vec<_> =
            names.iter().filter(|name| !name.starts_with("mpsd_") && !name.starts_with("MPSD_")).collect();
        assert!(others.is_empty(), "{file}: {others:?}");
    }
}

#[test]
fn lines_are_no_longer_than_a_hundred_columns() {
    for file in HEADERS {
        let text = header::text_of(file);
        let longer: Vec<_> = text.lines().filter(|line| line.chars().count() > 100).collect();
        assert!(longer.is_empty(), "{file}: {longer:#?}");
    }
}

/// What is said of many items is a convention, and stands in the introduction.
#[test]
fn no_paragraph_occurs_more_than_twice() {
    for file in HEADERS {
        let text = header::text_of(file);
        let mut paragraphs: BTreeMap<String, usize> = BTreeMap::new();
        for paragraph in header::paragraphs(&text) {
            *paragraphs.entry(paragraph).or_default() += 1;
        }
        assert!(!paragraphs.is_empty(), "the paragraphs of {file} were found");
        let repeated: Vec<_> = paragraphs.iter().filter(|(_, times)| **times > 2).collect();
        assert!(repeated.is_empty(), "{file}: {repeated:#?}");
    }
}

/// The sentences that once stood at most functions: conventions, too.
#[test]
fn what_the_conventions_say_is_not_repeated() {
    let text = header::text();
    let (_, declarations) = text.split_once("*/").expect("an introduction");
    for convention in
        ["Any thread", "does not block.", "on failure it is NULL", "not told", "Start from MPSD_", "// Zero."]
    {
        assert!(!declarations.contains(convention), "{convention}");
    }
}

#[test]
fn paragraphs_are_comments_of_several_lines() {
    let text = " * One\n * two.\n *\n// Alone.\nint a;\n  // Three\n  // four.\n//\n  // five\n  // six.\n";
    assert_eq!(header::paragraphs(text).collect::<Vec<_>>(), ["One\ntwo.", "Three\nfour.", "five\nsix."]);
}

#[test]
fn only_the_introduction_is_a_block_comment() {
    for file in HEADERS {
        let text = header::text_of(file);
        assert!(text.starts_with("/*\n") && text.matches("/*").count() == 1, "{file}");
    }
}

#[test]
fn the_contents_list_the_sections_in_their_order() {
    let text = header::text();
    let (introduction, rest) = text.split_once("*/").expect("an introduction");
    let name = |line: &str, start: &str| Some(line.strip_prefix(start)?.split_once(']')?.0.to_owned());
    let contents: Vec<String> = introduction.lines().filter_map(|line| name(line, " *   [")).collect();
    let sections: Vec<String> = rest.lines().filter_map(|line| name(line, "// [")).collect();
    assert!(sections.len() > 5, "the sections were found");
    assert_eq!(contents, sections);
}

/// The first function stands near the first type: a section has both.
#[test]
fn each_section_has_types_before_functions() {
    let text = header::text();
    for section in text.split("\n// [").skip(1) {
        let (name, _) = section.split_once(']').expect("a section has a name");
        let functions = section.find("\nMPSD_API").unwrap_or_else(|| panic!("[{name}] has no function"));
        let late =
            section[functions..].lines().find(|line| line.starts_with("typedef struct") || line.ends_with("_INIT {"));
        assert_eq!(late, None, "[{name}]");
    }
}

#[test]
fn what_declares_a_name_is_found() {
    let text = "#define A 1\n/* struct no; */\n// struct nor;\ntypedef struct B {\n  int x[4];\n  char y[SIZE];\n} C;\ntypedef int D;\n\
        typedef void (MPSD_CALL *E)(void *u);\nMPSD_API const char *MPSD_CALL F(int a);\nenum G { H };\n";
    let names = header::declared_names(text);
    assert_eq!(names, ["A", "B", "C", "D", "E", "F", "G"].map(str::to_owned).into());
    let arrays = [("x", "4"), ("y", "SIZE")].map(|(field, size)| (field.to_owned(), size.to_owned()));
    assert_eq!(header::arrays(text), arrays);
}

/// A program can declare buffers of the same size. What is reserved is of no use to it.
#[test]
fn sizes_of_arrays_are_named() {
    let text = header::text();
    let arrays = header::arrays(&text);
    assert!(arrays.len() > 20, "the arrays were found");
    let constants: BTreeSet<&str> = header::constants(&text).map(|(name, _)| name).collect();
    let unnamed: Vec<_> = arrays
        .iter()
        .filter(|(field, size)| !field.starts_with("reserved") && !constants.contains(size.as_str()))
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
}

#[test]
fn codes_are_those_of_the_librarys_table() {
    let text = header::text();
    let is_code = |name: &str| name == "MPSD_OK" || name == "MPSD_PENDING" || name.starts_with("MPSD_ERROR_");
    let declared: BTreeMap<&str, i32> = header::constants(&text).filter(|(name, _)| is_code(name)).collect();
    let table: BTreeMap<&str, i32> = Code::all().map(|code| (code.name(), code as i32)).collect();
    assert!(table.len() > 20, "the table was read");
    assert_eq!(declared, table);
}

#[test]
fn every_function_is_documented_and_has_a_pointer_type() {
    let text = header::text();
    let functions = header::functions(&text);
    assert!(functions.len() > 20, "the functions were found");
    for function in &functions {
        assert!(function.documented, "{} has no comment", function.name);
    }
    let declared: BTreeSet<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    let types = header::text_of("mpsd_functions.h");
    let pointer_types: BTreeSet<&str> = types
        .lines()
        .filter(|line| line.starts_with("typedef ") && line.contains("_fn)("))
        .map(|line| line.split("_fn)(").next().and_then(|line| line.rsplit('*').next()).expect("a name"))
        .collect();
    assert_eq!(declared, pointer_types);
}
