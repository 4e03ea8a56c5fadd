//! What the header declares, read from its text.

use std::collections::BTreeSet;
use std::fs;

use super::library;

/// One exported function.
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its parameters, such as "mpsd_error *error".
    pub parameters: Vec<String>,
    /// Whether a comment stands before it.
    pub documented: bool,
}

impl Function {
    /// The names of its pointer parameters.
    pub fn pointers(&self) -> impl Iterator<Item = &str> {
        let pointers = self.parameters.iter().filter_map(|parameter| parameter.rsplit_once('*'));
        pointers.map(|(_, name)| name.strip_prefix("MPSD_NULLABLE ").unwrap_or(name))
    }

    /// The names of those that may be NULL.
    pub fn nullable(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter_map(|parameter| parameter.rsplit_once("*MPSD_NULLABLE ")).map(|(_, name)| name)
    }
}

/// The whole header.
pub fn text() -> String {
    text_of(library::HEADER)
}

/// The whole text of one of the headers.
pub fn text_of(header: &str) -> String {
    fs::read_to_string(library::include_dir().join(header)).expect("the header is there")
}

/// The functions, in the header's order.
pub fn functions(header: &str) -> Vec<Function> {
    header.match_indices("\nMPSD_API ").map(|(start, _)| function(header, start)).collect()
}

fn function(header: &str, start: usize) -> Function {
    let declaration = &header[start..];
    let declaration = &declaration[..declaration.find(';').expect("a declaration ends")];
    let (before, parameters) = declaration.split_once('(').expect("a function has parameters");
    let name = before.rsplit([' ', '*']).next().expect("a function has a name");
    let parameters = parameters.trim_end_matches(')').split(',');
    let words = |parameter: &str| parameter.split_whitespace().collect::<Vec<_>>().join(" ");
    Function {
        name: name.to_owned(),
        parameters: parameters.map(words).filter(|parameter| parameter != "void").collect(),
        documented: header[..start].lines().last().is_some_and(|line| line.starts_with("// ")),
    }
}

/// The names that including it brings into a program: macros, types, functions.
pub fn declared_names(header: &str) -> BTreeSet<String> {
    let code = without_comments(header);
    let (macros, declarations): (Vec<&str>, Vec<&str>) = code.lines().partition(|line| line.starts_with('#'));
    let macros = macros.iter().filter_map(|line| line.strip_prefix("#define "));
    let of_types_and_functions = declarations.iter().flat_map(|line| {
        let introduced = ["struct ", "enum ", "union ", "MPSD_CALL *", "MPSD_CALL "].into_iter();
        let after = introduced.flat_map(|word| line.split(word).skip(1));
        // "typedef int32_t name;" and the end of "typedef struct name { … } name;".
        let alias = line.strip_suffix(';').filter(|line| line.starts_with("typedef ") || line.starts_with('}'));
        after.chain(alias.filter(|line| !line.ends_with(')')).and_then(|line| line.rsplit(' ').next()))
    });
    let name = |text: &str| {
        text.split(|character: char| !character.is_alphanumeric() && character != '_').next().map(str::to_owned)
    };
    macros.chain(of_types_and_functions).filter_map(name).filter(|name| !name.is_empty()).collect()
}

/// The macros that stand for something, without those that take arguments.
pub fn valued_macros(header: &str) -> impl Iterator<Item = &str> {
    let definitions = header.lines().filter_map(|line| line.strip_prefix("#define ")?.split_once(' '));
    definitions.map(|(name, _)| name).filter(|name| !name.contains('('))
}

/// The fixed arrays of its structs: names and sizes as they are written.
pub fn arrays(header: &str) -> Vec<(String, String)> {
    let code = without_comments(header);
    let fields = code.lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix("];")?.split_once('['));
    fields.map(|(field, size)| (field.rsplit(' ').next().unwrap_or_default().to_owned(), size.to_owned())).collect()
}

/// Its code alone.
pub fn without_comments(header: &str) -> String {
    let blocks = header.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code));
    let text: String = blocks.collect();
    text.lines().map(|line| line.split("//").next().unwrap_or_default().trim_end().to_owned() + "\n").collect()
}

/// The paragraphs of its comments that have several lines.
pub fn paragraphs(header: &str) -> impl Iterator<Item = String> {
    let comment = |line: &str| {
        let line = line.trim();
        line.strip_prefix("// ").or(line.strip_prefix("* ")).map(|text| text.trim().to_owned())
    };
    let lines: Vec<Option<String>> = header.lines().map(comment).collect();
    let paragraphs: Vec<Vec<Option<String>>> =
        lines.chunk_by(|one, other| one.is_some() && other.is_some()).map(<[_]>::to_vec).collect();
    let several = paragraphs.into_iter().filter(|paragraph| paragraph.len() > 1);
    several.map(|paragraph| paragraph.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// The constants whose values are plain integers.
pub fn constants(header: &str) -> impl Iterator<Item = (&str, i32)> {
    header.lines().filter_map(|line| {
        let code = line.split("//").next().unwrap_or_default();
        let mut words = code.strip_prefix("#define ")?.split_whitespace();
        let (name, value, rest) = (words.next()?, words.next()?, words.next());
        rest.is_none().then(|| Some((name, value.parse().ok()?)))?
    })
}
