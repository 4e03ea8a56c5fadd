//! What the build script makes of comments, declarations and sources on their way into the header.
#![cfg(feature = "capi")]

#[path = "../build/sources.rs"]
mod sources;
#[path = "../build/style.rs"]
mod style;

use std::{env, fs};

fn comment(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("// {line}")).collect();
    style::comment(&lines, "// ")
}

#[test]
fn a_long_line_flows_into_the_next_and_a_sentence_that_fits_ends_its_line() {
    let long = "word ".repeat(21).trim_end().to_owned();
    let fitting = "word ".repeat(19).trim_end().to_owned();
    assert_eq!(comment(&[&long, "end.", "Another."]), format!("// {fitting}\n// word word end.\n// Another.\n"));
    assert_eq!(comment(&[&format!("{long}."), "Next."]), format!("// {fitting}\n// word word. Next.\n"));
    assert_eq!(
        comment(&["Begins", "here.", "", "  {", "    \"a\": 1 }"]),
        "// Begins here.\n//\n//   {\n//     \"a\": 1 }\n"
    );
}

#[test]
fn what_only_rust_needs_to_know_is_left_out() {
    assert_eq!(comment(&["Reads.", "", "# Safety", "`x` is valid."]), "// Reads.\n");
}

#[test]
fn a_comment_stands_behind_a_declaration_where_both_fit_in_one_line() {
    let (short, long) = ("// Short.\n", format!("// {}\n", "word ".repeat(18).trim_end()));
    assert_eq!(style::commented(short, "#define A 1\n"), "#define A 1  // Short.\n");
    assert_eq!(style::commented(&long, "#define A 1\n"), format!("{long}#define A 1\n"));
    assert_eq!(style::commented("// One.\n// Two.\n", "#define A 1\n"), "// One.\n// Two.\n#define A 1\n");
    assert_eq!(style::commented("", "int a;\n"), "int a;\n");
    let full = "a".repeat(100 - "// Short.\n  ".len() + 1);
    assert_eq!(style::commented(short, &format!("{full}\n")), format!("{full}  // Short.\n"));
    assert_eq!(style::commented(short, &format!("{full}a\n")), format!("// Short.\n{full}a\n"));
}

#[test]
fn declarations_are_broken_after_commas_and_where_need_be_after_the_parenthesis() {
    let [short, long] = [20, 80].map(|length| "f".repeat(length));
    let parameter = "const char *parameter, ".repeat(4);
    for declaration in [format!("int {short}({parameter}int last);"), format!("int {long}({parameter}int last);")] {
        let wrapped = style::wrapped(&declaration, "");
        assert!(wrapped.lines().all(|line| line.len() <= 100), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().collect::<String>(), declaration.replace(' ', ""));
    }
    assert!(
        style::wrapped(&format!("int {long}({parameter}int last);"), "")
            .starts_with(&format!("int {long}(\n    const"))
    );
    assert!(
        style::wrapped(&parameter, " \\")
            .lines()
            .rev()
            .skip(1)
            .all(|line| line.ends_with(", \\") || line.ends_with(",\\"))
    );
}

#[test]
fn the_items_of_a_source_are_found_in_their_order() {
    let file = env::temp_dir().join(format!("mpsd_items_{}.rs", std::process::id()));
    let source = "/// A.\npub const MPSD_B: mpsd_kind = 1;\n/// C.\n#[x]\npub type mpsd_kind = u32;\n\nfn mpsd_private() {}\n\
        pub struct Other;\npub(super) const MPSD_INNER: u32 = 2;\npub unsafe extern \"C\" fn mpsd_a(\n    x: u32,\n) {}\n";
    fs::write(&file, source).expect("the directory is writable");
    let items = sources::items(&file);
    let _ = fs::remove_file(&file);
    let found: Vec<_> = items.iter().map(|it| (it.name.as_str(), it.constant_type.as_deref(), it.follows)).collect();
    assert_eq!(found, [("MPSD_B", Some("mpsd_kind"), false), ("mpsd_kind", None, true), ("mpsd_a", None, true)]);
}
