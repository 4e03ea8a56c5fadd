//! The headers compile without a warning for every ABI, in every standard of C and C++, with whatever engines and systems
//! define before and after them.
#![cfg(all(unix, feature = "capi"))]

#[path = "../support/mod.rs"]
mod support;

mod engine_macros;

use std::fs;

use support::scratch::Scratch;
use support::{compilers, header, tools};

/// Compiles a source with every compiler and standard, with more flags of one's own.
fn compiles_with(test: &str, flags: &[&str], compilers: &str, source: &str) {
    let dir = Scratch::new(test);
    let file = dir.join("source.txt");
    fs::write(&file, source).expect("the directory is writable");
    let mut compiled = 0;
    for (compiler, standard, mut command) in compilers::commands() {
        if compiler.name.starts_with(compilers) {
            println!("{}, {standard}", compiler.name);
            tools::output_of(command.args(flags).arg(&file));
            compiled += 1;
        }
    }
    assert!(compiled > 0, "no compiler is called {compilers}");
}

fn compiles(test: &str, source: &str) {
    compiles_with(test, &[], "", source);
}

/// What the header defines for its own declarations.
const MACROS_OF_DECLARATIONS: [&str; 3] = ["MPSD_API", "MPSD_CALL", "MPSD_NULLABLE"];

const BOTH_HEADERS: &str = "#include <mpsd_emulator.h>\n#include <mpsd_functions.h>\n";

/// A program that uses each macro of the headers.
fn every_macro() -> String {
    let texts = [header::text(), header::text_of("mpsd_emulator.h")];
    let macros = texts.iter().flat_map(|text| header::valued_macros(text));
    let macros: Vec<&str> = macros.filter(|name| !MACROS_OF_DECLARATIONS.contains(name)).collect();
    let initialisers = macros.iter().filter_map(|name| name.strip_suffix("_INIT")).map(|name| {
        let variable = name.to_lowercase();
        format!("  {{ {variable} value = {name}_INIT; if (value.struct_size != sizeof value) return 1; }}\n")
    });
    let values = macros.iter().filter(|name| !name.ends_with("_INIT")).map(|name| format!("  (void)({name});\n"));
    let statements: Vec<String> = initialisers.chain(values).collect();
    assert!(statements.len() > 100, "the macros were found");
    format!(
        "int main(void);\nint main(void) {{\n{}  return MPSD_FAILED(MPSD_PENDING) ? 1 : 0;\n}}\n",
        statements.concat()
    )
}

#[test]
fn each_header_compiles_alone() {
    compiles("alone", "#include <mpsd_functions.h>\n");
}

#[test]
fn every_macro_compiles() {
    compiles("every_macro", &format!("{BOTH_HEADERS}{}", every_macro()));
}

#[test]
fn the_mark_of_nullable_pointers_can_be_clangs() {
    // Pointers without a mark are of no kind for clang; that it is an extension is what the program wants.
    let flags = ["-DMPSD_NULLABLE=_Nullable", "-Wno-nullability-completeness", "-Wno-nullability-extension"];
    compiles_with("nullable_clang", &flags, "clang", "#include <mpsd_functions.h>\n");
}

#[test]
fn the_mark_of_nullable_pointers_can_be_gccs() {
    compiles_with("nullable_gcc", &["-DMPSD_NULLABLE=__attribute__(())"], "gcc", "#include <mpsd_functions.h>\n");
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
fn constants_have_the_type_of_their_fields() {
    compiles("constants", CONSTANTS_IN_TEMPLATES);
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
static const size_t Session = Signer_MOST_PKCS8_BYTES, Handle = 2, Network = 3, TraceOptions_DEFAULT_MAX_BYTES = 4;
int main(void);
int main(void) {
  return Session + Handle + Network + TraceOptions_DEFAULT_MAX_BYTES == sizeof(struct Client);
}
";

#[test]
fn an_engines_own_names_stay_its_own() {
    compiles("names", NAMES_OF_AN_ENGINE);
}

/// Each is defined as what fits nowhere, so that a header with any of them as the name of a type, field or parameter, or
/// in what its macros stand for, does not compile.
#[test]
fn macros_of_engines_and_systems_do_not_matter() {
    let named: Vec<String> = engine_macros::NAMED
        .iter()
        .flat_map(|names| names.split_whitespace())
        .map(|name| format!("#undef {name}\n#define {name} )(\n"))
        .collect();
    let called: Vec<String> = engine_macros::CALLED
        .iter()
        .flat_map(|names| names.split_whitespace())
        .map(|name| format!("#undef {name}\n#define {name}(value) )(\n"))
        .collect();
    let system = "#include <stddef.h>\n#include <stdint.h>\n";
    let source = format!("{system}{}{}{BOTH_HEADERS}{}", named.concat(), called.concat(), every_macro());
    compiles("engine_macros", &source);
}

/// The system's own headers with the most macros, before and after the library's.
fn compiles_beside(test: &str, compiler: &str, system: &str) {
    let system = format!("#include <{system}>\n");
    compiles_with(test, &[], compiler, &format!("{system}{BOTH_HEADERS}{}", every_macro()));
    compiles_with(test, &[], compiler, &format!("{BOTH_HEADERS}{system}{}", every_macro()));
}

#[test]
fn compiles_beside_windows_h() {
    compiles_beside("windows_h", "mingw", "windows.h");
}

#[test]
fn compiles_beside_x11() {
    if !tools::has_header("X11/Xlib.h", "the headers were not compiled beside it") {
        return;
    }
    compiles_beside("x11", "gcc, x86-64", "X11/Xlib.h");
}
