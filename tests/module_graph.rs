//! No circle among modules, in any crate of the workspace.
//!
//! At each level of the tree the children of a module, each a file with the directory of its name, must depend on each
//! other in one direction: one depends on another where a file of it names something of the other, by a path that begins
//! with `crate` or `super`. A name that a module passes on from elsewhere (`use`) is followed to where it comes from, so
//! that a circle cannot hide behind a parent. What a module's own file uses of its children is no dependence among
//! siblings. Unit tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Module = Vec<String>;

#[test]
fn no_modules_depend_on_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for sources in [
        "src",
        "bench/src",
        "emulator/src",
        "emulator/ffi/src",
        "emulator/browser/src",
        "har/src",
        "json/src",
        "xtask/src",
    ] {
        let tree = Tree::read(&root.join(sources));
        assert!(!tree.files.is_empty(), "{sources} has sources");
        for (parent, siblings) in tree.siblings() {
            let level = [&[sources.to_owned()], parent.as_slice()].concat().join("/");
            found.extend(circles(&siblings).iter().map(|names| format!("{level}: {}", names.join(", "))));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_circle_is_found_also_behind_a_parent() {
    let tree = Tree::of(&[
        ("lib.rs", "mod a; mod b; mod c;\npub use a::{One, Two as Other};\nuse c::Three;"),
        ("a/mod.rs", "mod inner;\npub use inner::{One, Two};"),
        ("a/inner.rs", "use crate::b::B; // crate::c\npub struct One;"),
        ("b.rs", "use crate::{Three, Other as Third};"),
        ("c.rs", "fn c() { super::c::d::<u8>() }\n#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}"),
    ]);
    let siblings = tree.siblings();
    let [(parent, edges)] = siblings.iter().collect::<Vec<_>>()[..] else { panic!("{siblings:?}") };
    assert!(parent.is_empty());
    let pairs: Vec<_> =
        edges.iter().flat_map(|(one, others)| others.iter().map(move |other| (one.as_str(), other.as_str()))).collect();
    assert_eq!(pairs, [("a", "b"), ("b", "a"), ("b", "c")]);
    assert_eq!(circles(edges).into_iter().collect::<Vec<_>>(), [["a", "b"]]);
}

/// The modules of a crate with the code of their files.
struct Tree {
    files: BTreeMap<Module, String>,
    /// By module, the names that it has from elsewhere, and the paths to them.
    passed_on: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

type Siblings = BTreeMap<Module, BTreeMap<String, BTreeSet<String>>>;

impl Tree {
    fn read(sources: &Path) -> Tree {
        fn collect(directory: &Path, below: &Path, files: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(directory).expect("a directory") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    collect(&path, below, files);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let name = path.strip_prefix(below).expect("it is below").to_string_lossy().replace('\\', "/");
                    files.push((name, fs::read_to_string(&path).expect("a source is text")));
                }
            }
        }
        let mut files = Vec::new();
        collect(sources, sources, &mut files);
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Tree::of(&files)
    }

    fn of(files: &[(&str, &str)]) -> Tree {
        let has_library = files.iter().any(|(name, _)| *name == "lib.rs");
        let mut tree = Tree { files: BTreeMap::new(), passed_on: BTreeMap::new() };
        let mut tests = Vec::new();
        for (name, text) in files {
            // The program beside a library uses it from outside.
            if has_library && *name == "main.rs" {
                continue;
            }
            let module = module(name);
            tests.extend(test_modules(text).map(|test| [module.as_slice(), &[test]].concat()));
            tree.files.insert(module, code(text));
        }
        tree.files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        for (module, text) in &tree.files {
            let names = uses(text).into_iter().map(|path| {
                let name = path.name.clone();
                (name, path.segments)
            });
            tree.passed_on.insert(module.clone(), names.collect());
        }
        tree
    }

    /// By parent, which of its children depend on which others.
    fn siblings(&self) -> Siblings {
        let mut siblings = Siblings::new();
        for (module, text) in &self.files {
            for path in paths(text) {
                let Some(target) = self.resolve(module, &path, 0) else { continue };
                let common = module.iter().zip(&target).take_while(|(one, other)| one == other).count();
                if let (Some(one), Some(other)) = (module.get(common), target.get(common)) {
                    let level = siblings.entry(module[..common].to_vec()).or_default();
                    level.entry(one.clone()).or_default().insert(other.clone());
                }
            }
        }
        siblings
    }

    /// The module whose file has what a path in `module` leads to.
    fn resolve(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        // A name that is passed on in a circle is none of ours.
        if depth > 20 {
            return None;
        }
        let mut at = module.clone();
        let mut segments = path.iter();
        let mut rest = segments.as_slice();
        while let Some(segment) = segments.next() {
            match segment.as_str() {
                "crate" => at.clear(),
                "super" => drop(at.pop()?),
                "self" => {}
                name => {
                    let child = [at.as_slice(), &[name.to_owned()]].concat();
                    if self.files.contains_key(&child) {
                        at = child;
                    } else if let Some(from) = self.passed_on.get(&at).and_then(|names| names.get(name)) {
                        let whole = [from.as_slice(), segments.as_slice()].concat();
                        return self.resolve(&at, &whole, depth + 1).or(Some(at));
                    } else if rest.len() == path.len() {
                        // It begins with another crate, or with what the file has itself.
                        return None;
                    } else {
                        return Some(at);
                    }
                }
            }
            rest = segments.as_slice();
        }
        Some(at)
    }
}

fn module(file: &str) -> Module {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if matches!(path, "lib" | "main") { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The modules in files of their own that a file has for its tests.
fn test_modules(text: &str) -> impl Iterator<Item = String> {
    let lines =
        text.lines().zip(text.lines().skip(1)).filter(|(attribute, _)| attribute.trim().starts_with("#[cfg(test)]"));
    lines.filter_map(|(_, line)| Some(line.trim().strip_prefix("mod ")?.strip_suffix(';')?.to_owned()))
}

/// A file without its unit tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// A path of a `use`, and the name that it has in the file.
struct Use {
    segments: Vec<String>,
    name: String,
}

fn uses(code: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("use ") {
        if code[..start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
            continue;
        }
        let statement = code[start + 4..].split(';').next().unwrap_or_default();
        expand(statement, &mut Vec::new(), &mut found);
    }
    found
}

/// The paths in a file that begin with `crate` or `super`.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for first in ["crate::", "super::"] {
        for (start, _) in code.match_indices(first) {
            let before = code[..start].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || matches!(before, '_' | ':' | '$') {
                continue;
            }
            let mut uses = Vec::new();
            expand(&code[start..], &mut Vec::new(), &mut uses);
            found.extend(uses.into_iter().map(|path| path.segments));
        }
    }
    found
}

/// Adds the paths that a tree of a `use` stands for, and gives what follows the tree.
fn expand<'a>(tree: &'a str, before: &mut Vec<String>, found: &mut Vec<Use>) -> &'a str {
    let length = before.len();
    let mut rest = tree.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group;
            loop {
                rest = expand(rest, before, found).trim_start();
                rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
                if rest.is_empty() || rest.starts_with('}') {
                    break;
                }
            }
            before.truncate(length);
            return rest.strip_prefix('}').unwrap_or(rest);
        }
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        let (segment, after) = rest.split_at(end);
        if segment.is_empty() {
            break;
        }
        before.push(segment.to_owned());
        rest = after;
        match after.strip_prefix("::") {
            Some(more) if !more.starts_with('<') => rest = more,
            _ => break,
        }
    }
    // A star is all that the module has; another character ends nothing that was begun.
    rest = rest.strip_prefix('*').unwrap_or(rest);
    if before.len() == length && !rest.is_empty() {
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    let mut name = before.last().cloned().unwrap_or_default();
    if let Some(renamed) = rest.trim_start().strip_prefix("as ") {
        let end = renamed.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(renamed.len());
        name = renamed[..end].to_owned();
        rest = &renamed[end..];
    }
    if before.last().is_some_and(|last| last == "self") {
        let segments = before[..before.len() - 1].to_vec();
        name = segments.last().cloned().unwrap_or_default();
        found.push(Use { segments, name });
    } else {
        found.push(Use { segments: before.clone(), name });
    }
    before.truncate(length);
    rest
}

/// The nodes that reach each other, circle by circle.
fn circles(edges: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let reached = |from: &String| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            open.extend(edges.get(node).into_iter().flatten().filter(|next| reached.insert((*next).clone())));
        }
        reached
    };
    let circle = |node: &String| -> Vec<String> {
        reached(node).into_iter().filter(|other| reached(other).contains(node)).collect()
    };
    edges.keys().map(circle).filter(|circle| !circle.is_empty()).collect()
}
