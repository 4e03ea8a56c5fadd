//! The licence texts of all that is inside, for a game's credits.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Failure;
use crate::dist::crates::Crate;

/// One text file: a list, and each different text once.
pub fn text(of: &str, crates: &[&Crate]) -> Result<String, Failure> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut printed = format!(
        "{of} is under the licence MIT OR Apache-2.0, at your choice (LICENSE-MIT, LICENSE-APACHE). It contains the\n\
         following software. After the list, each text stands once, below the names of those that it came with.\n\n"
    );
    // Written to a string, which takes all.
    for linked in crates {
        let name = format!("{} {}", linked.name, linked.version);
        let _ = writeln!(printed, "{name} ({})", linked.licence);
        for file in &linked.texts {
            if is_page(file) {
                let page = file.file_name().unwrap_or_default().display();
                let _ = writeln!(printed, "    and what is in it: {page}");
                continue;
            }
            let bytes = fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            let names = texts.entry(normalised(&String::from_utf8_lossy(&bytes))).or_default();
            if !names.contains(&name) {
                names.push(name.clone());
            }
        }
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, names) in texts {
        let _ = write!(printed, "\n{}\n{}\n\n{text}", "=".repeat(100), names.join(", "));
    }
    Ok(printed)
}

/// Whether a text is a page for browsers, which is shipped as it is.
pub fn is_page(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "html")
}

/// Without what differs between copies of one text: line ends, spaces at them, empty lines around.
fn normalised(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_text_are_one() {
        assert_eq!(normalised("\r\nMIT  \r\n\r\nPermission\r\n\r\n"), normalised("MIT\n\nPermission"));
    }
}
