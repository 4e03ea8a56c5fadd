//! What the shared library exports and needs.
#![cfg(all(target_os = "linux", feature = "capi"))]

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use support::{header, library, tools};

fn dynamic_section() -> String {
    tools::output_of(Command::new("readelf").args(["--dynamic", "--wide"]).arg(library::shared()))
}

/// The bracketed values of the entries of one kind.
fn entries(section: &str, kind: &str) -> BTreeSet<String> {
    let of_kind = section.lines().filter(|line| line.contains(&format!("({kind})")));
    let values = of_kind.filter_map(|line| line.split_once('[')?.1.split_once(']'));
    values.map(|(value, _)| value.to_owned()).collect()
}

#[test]
fn exports_the_headers_functions_and_nothing_else() {
    let symbols = tools::output_of(Command::new("nm").args(["-D", "--defined-only"]).arg(library::shared()));
    let exported: BTreeSet<&str> = symbols.lines().filter_map(|line| line.split_whitespace().last()).collect();
    let text = header::text();
    let functions = header::functions(&text);
    let declared: BTreeSet<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    assert_eq!(exported, declared);
    assert!(exported.iter().all(|name| name.starts_with("mpsd_")));
}

#[test]
fn needs_libc_and_libgcc_only() {
    let needed = entries(&dynamic_section(), "NEEDED");
    // The loader is named where thread-local storage is used; it is part of libc.
    let allowed = |name: &str| matches!(name, "libc.so.6" | "libgcc_s.so.1") || name.starts_with("ld-linux");
    let others: Vec<&String> = needed.iter().filter(|name| !allowed(name)).collect();
    assert!(others.is_empty(), "also needs {others:?}");
    assert!(needed.contains("libc.so.6"), "the entries were read: {needed:?}");
}

#[test]
fn says_its_name_and_stays_loaded() {
    let section = dynamic_section();
    assert_eq!(entries(&section, "SONAME"), BTreeSet::from(["libmpsd.so".to_owned()]));
    let flags = section.lines().find(|line| line.contains("(FLAGS_1)")).unwrap_or_default();
    assert!(flags.contains("NODELETE"), "FLAGS_1: {flags}");
}
