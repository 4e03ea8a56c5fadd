//! What Rust sources declare for C, in their order, which cbindgen does not keep.

use std::fs;
use std::path::Path;

/// An item that C sees.
pub struct Declared {
    pub name: String,
    /// The type, where it is a constant.
    pub constant_type: Option<String>,
    /// Whether it follows the item before without an empty line.
    pub follows: bool,
}

/// The items of a file.
pub fn items(file: &Path) -> Vec<Declared> {
    let source = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let lines: Vec<&str> = source.lines().collect();
    (0..lines.len()).filter_map(|index| item(&lines[..index], lines[index])).collect()
}

/// The item that begins in a line: rustfmt lets each begin in one of its own.
fn item(before: &[&str], line: &str) -> Option<Declared> {
    const KEYWORDS: [&str; 5] = ["const ", "type ", "struct ", "extern \"C\" fn ", "unsafe extern \"C\" fn "];
    let item = line.strip_prefix("pub ")?;
    let item = KEYWORDS.iter().find_map(|keyword| item.strip_prefix(keyword))?;
    let name = item.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').next()?;
    let constant_type = item[name.len()..].strip_prefix(": ").and_then(|rest| rest.split(" =").next());
    let own = before.iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
    let follows = before.iter().rev().nth(own.count()).is_some_and(|line| !line.is_empty());
    let is_of_c = name.starts_with("mpsd_") || name.starts_with("MPSD_");
    is_of_c.then(|| Declared { name: name.to_owned(), constant_type: constant_type.map(str::to_owned), follows })
}
