//! The committed header: it compiles alone everywhere, and says what the library says.
#![cfg(all(unix, feature = "capi"))]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use mpsd::Code;
use support::program::{Language, Linkage, Program, WARNINGS, scratch_dir};
use support::{header, library, tools};

/// This includes mpsd.h before anything else.
const ALONE: &str = "#include <mpsd_functions.h>\n";

const HEADERS: [&str; 3] = ["mpsd.h", "mpsd_functions.h", "mpsd_emulator.h"];

fn read(header: &str) -> String {
    fs::read_to_string(library::include_dir().join(header)).expect("the header is there")
}

const EVERY_INITIALISER: &str = "\
#include <mpsd.h>
int main(void);
int main(void) {
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  mpsd_network_options network = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options client = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  mpsd_search_query search = MPSD_SEARCH_QUERY_INIT;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_session_query sessions = MPSD_SESSION_QUERY_INIT;
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  return network.struct_size != sizeof network || client.struct_size != sizeof client ||
      call.struct_size != sizeof call || query.struct_size != sizeof query ||
      attributes.struct_size != sizeof attributes || search.struct_size != sizeof search || invite.struct_size != sizeof invite ||
      sessions.struct_size != sizeof sessions || constants.struct_size != sizeof constants ||
      join.struct_size != sizeof join || properties.struct_size != sizeof properties || hooks.struct_size != sizeof hooks || MPSD_FAILED(MPSD_PENDING);
}
";

/// Checks the syntax of `source` in every standard of both languages with one family of compilers.
fn compiles(test: &str, compilers: [&str; 2], source: &str) {
    compiles_with(test, compilers, &[], source);
}

fn compiles_with(test: &str, compilers: [&str; 2], flags: &[&str], source: &str) {
    let dir = scratch_dir(test);
    let standards = [("c", compilers[0], &["c99", "c11"][..]), ("c++", compilers[1], &["c++11", "c++17", "c++20"])];
    for (language, compiler, standards) in standards {
        if !tools::has(compiler, "the header was not compiled with it") {
            continue;
        }
        let file = dir.join(if language == "c" { "source.c" } else { "source.cpp" });
        fs::write(&file, source).expect("the directory is writable");
        for standard in standards {
            let mut command = Command::new(compiler);
            command.args(WARNINGS).args(["-Wmissing-field-initializers", "-fsyntax-only", "-x", language]);
            command.args(flags).arg(format!("-std={standard}")).arg("-I").arg(library::include_dir()).arg(&file);
            tools::output_of(&mut command);
        }
    }
    let _ = fs::remove_dir_all(dir);
}

#[test]
fn compiles_alone_with_gcc() {
    compiles("alone_gcc", ["gcc", "g++"], ALONE);
}

#[test]
fn compiles_alone_with_clang() {
    compiles("alone_clang", ["clang", "clang++"], ALONE);
}

#[test]
fn clang_takes_the_mark_of_nullable_pointers() {
    // Pointers without a mark are of no kind for clang; that it is an extension is what the program wants.
    let flags = ["-DMPSD_NULLABLE=_Nullable", "-Wno-nullability-completeness", "-Wno-nullability-extension"];
    compiles_with("nullable_clang", ["clang", "clang++"], &flags, ALONE);
}

#[test]
fn gcc_takes_the_mark_of_nullable_pointers() {
    compiles_with("nullable_gcc", ["gcc", "g++"], &["-DMPSD_NULLABLE=__attribute__(())"], ALONE);
}

#[test]
fn every_initialiser_lists_every_field_for_gcc() {
    compiles("initialisers_gcc", ["gcc", "g++"], EVERY_INITIALISER);
}

#[test]
fn every_initialiser_lists_every_field_for_clang() {
    compiles("initialisers_clang", ["clang", "clang++"], EVERY_INITIALISER);
}

/// A constant that is deduced as a template's argument has the type of the fields it is for.
const CONSTANTS_IN_TEMPLATES: &str = "\
#include <mpsd.h>
#ifdef __cplusplus
template <class T> T either(T one, T other) { return one | other; }
#else
static uint32_t either(uint32_t one, uint32_t other) { return one | other; }
#endif
int main(void);
int main(void) {
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  constants.capabilities = either(constants.capabilities, MPSD_CAPABILITY_GAMEPLAY);
  constants.visibility = either(constants.visibility, MPSD_VISIBILITY_OPEN);
  return either(constants.reserved0, MPSD_NO_INDEX) == 0u;
}
";

#[test]
fn constants_have_the_type_of_their_fields_for_gcc() {
    compiles("constants_gcc", ["gcc", "g++"], CONSTANTS_IN_TEMPLATES);
}

#[test]
fn constants_have_the_type_of_their_fields_for_clang() {
    compiles("constants_clang", ["clang", "clang++"], CONSTANTS_IN_TEMPLATES);
}

#[test]
fn every_initialiser_of_the_header_is_tried() {
    let text = header::text();
    let macros = text.lines().filter_map(|line| line.strip_prefix("#define ")?.split(' ').next());
    for name in macros.filter(|name| name.ends_with("_INIT")) {
        assert!(EVERY_INITIALISER.contains(name), "{name} is not in EVERY_INITIALISER");
    }
}

#[test]
fn two_units_that_include_it_link_together() {
    let sources = ["c/two_units_main.c", "c/two_units_other.c"];
    Program::build("two_units_c", Language::C99, Linkage::Shared, &sources)
        .set("TEST_VERSION", env!("CARGO_PKG_VERSION"))
        .run();
}

/// An engine's own names, as likely as any to be in a library, too, before and after its header.
const NAMES_OF_AN_ENGINE: &str = "\
#ifdef __cplusplus
enum class Include { Yes, No };
static const int LATENCY_BUCKETS = 32;
#else
enum Include { YES, NO };
enum { LATENCY_BUCKETS = 32 };
#endif
#define Signer_MOST_PKCS8_BYTES 1
#include <mpsd.h>
#ifdef __cplusplus
struct Client { Include include[LATENCY_BUCKETS]; };
enum class Error { Ok, Failed };
#else
struct Client { enum Include include[LATENCY_BUCKETS]; };
enum Error { OK, FAILED };
#endif
static const int Session = Signer_MOST_PKCS8_BYTES, Handle = 2, Network = 3, TraceOptions_DEFAULT_MAX_BYTES = 4;
int main(void);
int main(void) {
  return Session + Handle + Network + TraceOptions_DEFAULT_MAX_BYTES - (int)sizeof(struct Client) < 0;
}
";

#[test]
fn an_engines_own_names_stay_its_own_for_gcc() {
    compiles("names_gcc", ["gcc", "g++"], NAMES_OF_AN_ENGINE);
}

#[test]
fn an_engines_own_names_stay_its_own_for_clang() {
    compiles("names_clang", ["clang", "clang++"], NAMES_OF_AN_ENGINE);
}

#[test]
fn every_name_of_both_headers_has_the_prefix() {
    for (file, known) in
        [("mpsd.h", "mpsd_error"), ("mpsd_functions.h", "mpsd_version_fn"), ("mpsd_emulator.h", "mpsd_emulator_url")]
    {
        let text = read(file);
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
        let text = read(file);
        let longer: Vec<_> = text.lines().filter(|line| line.chars().count() > 100).collect();
        assert!(longer.is_empty(), "{file}: {longer:#?}");
    }
}

/// What is said of many items is a convention, and stands in the introduction.
#[test]
fn no_paragraph_occurs_more_than_twice() {
    for file in HEADERS {
        let text = read(file);
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
        let text = read(file);
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
    let types = read("mpsd_functions.h");
    let pointer_types: BTreeSet<&str> = types
        .lines()
        .filter(|line| line.starts_with("typedef ") && line.contains("_fn)("))
        .map(|line| line.split("_fn)(").next().and_then(|line| line.rsplit('*').next()).expect("a name"))
        .collect();
    assert_eq!(declared, pointer_types);
}
