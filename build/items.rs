//! The items of a header, as C programmers read them.

use std::collections::{BTreeMap, BTreeSet};

use super::bindings::{Kind, Translation, pieces};
use super::sources::Declared;
use super::style::{comment, commented, wrapped};

/// A declaration with its comment.
pub struct Item {
    pub name: String,
    kind: Kind,
    comment: String,
    code: String,
    /// A struct's, which sets every field to its default.
    initialiser: Option<String>,
    /// Whether it stands close to the item before.
    follows: bool,
}

/// Where an item stands in its section.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Opaque,
    /// Constants, and the integer types of their families.
    Constant,
    Type,
    Function,
}

impl Item {
    pub fn of(declared: &Declared, all: &BTreeMap<String, Translation>) -> Item {
        let name = &declared.name;
        let translation = all.get(name).unwrap_or_else(|| panic!("{name} is public, but no function uses it"));
        let code = match &declared.constant_type {
            Some(of) if is_unsigned(of, all) => unsigned(&translation.code),
            _ => translation.code.clone(),
        };
        Item {
            name: name.clone(),
            kind: translation.kind,
            comment: comment(&translation.comment, "// "),
            code: if translation.kind == Kind::Struct { fields(&code) } else { code },
            initialiser: translation
                .code
                .trim_start()
                .contains("uint32_t struct_size;")
                .then(|| initialiser(translation, all)),
            follows: declared.follows,
        }
    }

    pub fn rank(&self) -> Rank {
        match self.kind {
            Kind::Opaque => Rank::Opaque,
            Kind::Constant | Kind::Alias => Rank::Constant,
            Kind::Struct | Kind::Callback => Rank::Type,
            Kind::Function => Rank::Function,
        }
    }

    /// The words of its code, without comments.
    fn words(&self) -> impl Iterator<Item = &str> {
        self.code.lines().filter(|line| !is_comment(line)).flat_map(pieces)
    }

    fn declaration(&self, ahead: bool) -> String {
        let Item { name, code, .. } = self;
        match (self.kind, ahead) {
            (Kind::Constant, _) => format!("#define {name} {code}\n"),
            (Kind::Opaque, true) => format!("struct {name};\n"),
            (Kind::Opaque, false) => format!("typedef struct {name} {name};\n"),
            (Kind::Struct, true) => format!("struct {name} {{\n{code}}};\n"),
            (Kind::Struct, false) => format!("typedef struct {name} {{\n{code}}} {name};\n"),
            (Kind::Callback | Kind::Alias, _) => wrapped(code, ""),
            (Kind::Function, _) => {
                let (result, parameters) = code.split_once(name.as_str()).expect("it has its name");
                wrapped(&format!("MPSD_API {result}MPSD_CALL {name}{parameters}"), "")
            }
        }
    }
}

/// For programs that load the library by hand: the type of a pointer to a function.
pub fn pointer_type(function: &Translation) -> Option<String> {
    let Translation { name, kind, code, .. } = function;
    let (result, parameters) = code.split_once(name.as_str()).filter(|_| *kind == Kind::Function)?;
    Some(wrapped(&format!("typedef {result}(MPSD_CALL *{name}_fn){parameters}"), ""))
}

/// The items one after the other. `ahead` are the types that were declared before.
pub fn text(items: &[Item], ahead: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        let follows =
            item.follows && [item, &items[index.saturating_sub(1)]].iter().all(|it| it.rank() == Rank::Constant);
        if index > 0 && !follows {
            text.push('\n');
        }
        let declaration = item.declaration(ahead.contains(&item.name));
        text += &match item.kind {
            Kind::Constant => commented(&item.comment, &declaration),
            _ => item.comment.clone() + &declaration,
        };
        text += item.initialiser.as_deref().unwrap_or_default();
    }
    text
}

/// Puts each callback before the first struct that has it: its type cannot be declared ahead.
pub fn place_callbacks(sections: &mut [Vec<Item>]) {
    let is_callback = |item: &mut Item| item.kind == Kind::Callback;
    let callbacks: Vec<Item> = sections.iter_mut().flat_map(|items| items.extract_if(.., is_callback)).collect();
    for callback in callbacks {
        let has_it = |item: &Item| item.words().any(|word| word == callback.name);
        let places = sections.iter().enumerate();
        let place = places.filter_map(|(section, items)| Some((section, items.iter().position(has_it)?))).next();
        let (section, index) = place.unwrap_or_else(|| panic!("no struct has {}", callback.name));
        sections[section].insert(index, callback);
    }
}

/// The types that some of the items use before another defines them.
pub fn used_before_defined(sections: &[Vec<Item>]) -> BTreeSet<String> {
    let is_type = |item: &&Item| matches!(item.kind, Kind::Opaque | Kind::Struct);
    let items = || sections.iter().flatten();
    let mut undefined: BTreeSet<&str> = items().filter(is_type).map(|item| item.name.as_str()).collect();
    let mut ahead = BTreeSet::new();
    for item in items() {
        undefined.remove(item.name.as_str());
        ahead.extend(item.words().filter(|word| undefined.contains(word)).map(str::to_owned));
    }
    ahead
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// A struct's fields with their comments.
fn fields(code: &str) -> String {
    let lines: Vec<String> = code.lines().map(str::to_owned).collect();
    let fields = lines.chunk_by(|line, _| is_comment(line));
    fields.map(field).collect()
}

/// The lines of a field: its comment, and its declaration. The introduction says what every `struct_size` and reserved
/// field is.
fn field(lines: &[String]) -> String {
    let (declaration, above) = lines.split_last().expect("a field has a declaration");
    let name = pieces(declaration.split('[').next().unwrap_or_default())
        .filter(|piece| piece.starts_with(|first: char| first.is_ascii_alphabetic()))
        .last();
    let is_conventional = name.is_some_and(|name| name == "struct_size" || name.starts_with("reserved"));
    let comment = if is_conventional { String::new() } else { comment(above, "  // ") };
    commented(&comment, &format!("{declaration}\n"))
}

/// Whether a constant's type is one of C's unsigned ones, which cbindgen drops.
fn is_unsigned(of: &str, all: &BTreeMap<String, Translation>) -> bool {
    of == "u32" || all.get(of).is_some_and(|item| item.code.starts_with("typedef uint32_t "))
}

/// A value that has the type of the fields and parameters that it is for.
fn unsigned(value: &str) -> String {
    let is_number = |piece: &str| piece.starts_with(|digit: char| digit.is_ascii_digit());
    pieces(value).map(|piece| if is_number(piece) { format!("{piece}u") } else { piece.to_owned() }).collect()
}

fn initialiser(of: &Translation, all: &BTreeMap<String, Translation>) -> String {
    let size = format!("sizeof({})", of.name);
    let rest = zeros(of, all).split_off(1);
    let name = of.name.to_uppercase();
    wrapped(&format!("#define {name}_INIT {{ {} }}", [vec![size], rest].concat().join(", ")), " \\")
}

/// The zero of each field.
fn zeros(of: &Translation, all: &BTreeMap<String, Translation>) -> Vec<String> {
    let zero = |field: &str| {
        let of = pieces(field.trim()).next().and_then(|name| all.get(name));
        match of.map(|of| of.kind) {
            _ if field.contains('*') => "NULL".to_owned(),
            _ if field.contains('[') => "{ 0 }".to_owned(),
            Some(Kind::Callback) => "NULL".to_owned(),
            Some(Kind::Struct) => format!("{{ {} }}", zeros(of.expect("it is a struct"), all).join(", ")),
            _ => "0".to_owned(),
        }
    };
    of.code.lines().filter(|line| !is_comment(line)).map(zero).collect()
}
