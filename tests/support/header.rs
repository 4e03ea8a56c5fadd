//! What the header declares, read from its text.

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
        self.parameters.iter().filter_map(|parameter| parameter.rsplit_once('*').map(|(_, name)| name))
    }
}

/// The whole header.
pub fn text() -> String {
    fs::read_to_string(library::include_dir().join(library::HEADER)).expect("the header is there")
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
        documented: header[..start].ends_with("*/"),
    }
}

/// The constants whose values are plain integers.
pub fn constants(header: &str) -> impl Iterator<Item = (&str, i32)> {
    header.lines().filter_map(|line| {
        let mut words = line.strip_prefix("#define ")?.split_whitespace();
        let (name, value, rest) = (words.next()?, words.next()?, words.next());
        rest.is_none().then(|| Some((name, value.parse().ok()?)))?
    })
}
