//! Where the Rust compiler puts the fields of the structs that C sees, for the tests to compare with C's.

use std::collections::BTreeMap;

use super::bindings::{Kind, Translation, pieces};

/// A Rust expression of two vectors: the integer types with name, size and whether they are signed; and the structs with
/// name, size and fields, each with name, offset and size.
pub fn expression(items: &BTreeMap<String, Translation>) -> String {
    let of_kind = |kind| items.values().filter(move |item| item.kind == kind);
    let integers: String = of_kind(Kind::Alias).map(|item| integer(&item.name)).collect();
    let structs: String = of_kind(Kind::Struct).map(|item| structure(&item.name, &fields(&item.code))).collect();
    format!(
        "{{\n\
         const fn size_of_field<T, F>(_: fn(&T) -> &F) -> usize {{ size_of::<F>() }}\n\
         type Fields = Vec<(&'static str, usize, usize)>;\n\
         let integers: Vec<(&str, usize, bool)> = vec![\n{integers}];\n\
         let structs: Vec<(&str, usize, Fields)> = vec![\n{structs}];\n\
         (integers, structs)\n}}\n"
    )
}

fn integer(name: &str) -> String {
    format!("  (\"{name}\", size_of::<{name}>(), {name}::MIN != 0),\n")
}

fn structure(name: &str, fields: &[&str]) -> String {
    let field = |field: &&str| {
        format!("    (\"{field}\", std::mem::offset_of!({name}, {field}), size_of_field(|it: &{name}| &it.{field})),\n")
    };
    let fields: String = fields.iter().map(field).collect();
    format!("  (\"{name}\", size_of::<{name}>(), vec![\n{fields}  ]),\n")
}

/// The names of a struct's fields: "  const char *name;", "  uint8_t reserved[16];".
fn fields(code: &str) -> Vec<&str> {
    let declarations = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let before_the_size = declarations.filter_map(|line| line.split([';', '[']).next());
    before_the_size.filter_map(|line| pieces(line).last()).collect()
}
