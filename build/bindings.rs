//! cbindgen's translation of the Rust items into C.

use std::collections::BTreeMap;
use std::path::Path;
use std::str;

use cbindgen::Config;

/// An item in C.
pub struct Translation {
    pub name: String,
    pub kind: Kind,
    /// The comment's lines.
    pub comment: Vec<String>,
    /// A constant's value, a struct's fields, or the whole declaration.
    pub code: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Constant,
    Opaque,
    Struct,
    Callback,
    Alias,
    Function,
}

/// The items that `root` and its modules declare, by name.
pub fn of(root: &Path, config: Config) -> BTreeMap<String, Translation> {
    let mut text = Vec::new();
    let builder = cbindgen::Builder::new().with_config(config).with_src(root);
    builder.generate().expect("the sources are valid for cbindgen").write(&mut text);
    let text = String::from_utf8(text).expect("a header is UTF-8");
    let text = text.trim().replace("(*mpsd_", "(MPSD_CALL *mpsd_").replace("struct mpsd_", "mpsd_");
    let nullable: BTreeMap<&str, String> = text.lines().filter_map(nullable_type).collect();
    let is_nullable = |item: &&str| item.lines().any(|line| nullable_type(line).is_some());
    let items = text.split("\n\n").filter(|item| !is_nullable(item));
    items.map(|item| Translation::of(&replaced(item, &nullable))).map(|item| (item.name.clone(), item)).collect()
}

/// The words of C in a text, and what is between them.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let pieces = text.as_bytes().chunk_by(move |one, other| is_of_word(one) == is_of_word(other));
    pieces.map(|piece| str::from_utf8(piece).expect("words are ASCII"))
}

/// cbindgen makes a type of each use of the aliases `Nullable<T>`, `NullableMut<T>` and `NullableCallback<T>`, such as
/// `Nullable_c_char`. Gives its name, and what is to stand in its place.
fn nullable_type(line: &str) -> Option<(&str, String)> {
    let declaration = line.strip_prefix("typedef ")?.strip_suffix(';')?;
    let (target, name) = declaration.split_at(declaration.rfind([' ', '*'])? + 1);
    name.starts_with("Nullable").then(|| (name, format!("{target}MPSD_NULLABLE")))
}

/// The text with others in place of some words.
fn replaced(text: &str, others: &BTreeMap<&str, String>) -> String {
    let piece = |piece| others.get(piece).map_or_else(|| String::from(piece), |other| replaced(other, others));
    pieces(text).map(piece).collect()
}

impl Translation {
    fn of(item: &str) -> Translation {
        let (comment, lines): (Vec<&str>, Vec<&str>) = item.lines().partition(|line| line.starts_with("//"));
        let comment = comment.into_iter().map(str::to_owned).collect();
        let code = lines.join("\n");
        let (name, kind, code) = if let Some(constant) = code.strip_prefix("#define ") {
            let (name, value) = constant.split_once(' ').expect("a constant has a value");
            (name, Kind::Constant, value)
        } else if let Some((name, rest)) = code.split_once(" {\n") {
            (name, Kind::Struct, rest.rsplit_once('}').expect("a struct ends").0)
        } else if let Some((_, name)) = code.split_once("(MPSD_CALL *") {
            (name.split(')').next().unwrap_or_default(), Kind::Callback, code.as_str())
        } else if let Some(function) = code.strip_prefix("MPSD_API ") {
            (function.split('(').next().unwrap_or_default(), Kind::Function, function)
        } else {
            let alias = code.trim_end_matches(';');
            let opaque = alias.split(' ').nth(1) == alias.split(' ').nth(2);
            (alias, if opaque { Kind::Opaque } else { Kind::Alias }, code.as_str())
        };
        let name = pieces(name).last().unwrap_or_default().to_owned();
        Translation { name, kind, comment, code: code.to_owned() }
    }
}
