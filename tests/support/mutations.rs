//! Valid JSON with one field changed: each field and element of a document × each odd value.
//!
//! Paths are JSON pointers (`/results/0/id`). The text is written here, byte by byte: no JSON library writes ill-formed
//! Unicode, numbers out of range or a key twice.

use serde_json::Value;

/// A document with one change.
#[derive(Clone)]
pub struct Mutant {
    /// The field that was changed, or the whole document: empty.
    pub path: String,
    /// What became of it.
    pub oddity: &'static str,
    /// The document.
    pub body: Vec<u8>,
}

/// What is put in the place of a lone surrogate: the text around it tells that it was read at all.
pub const SURROGATE: &str = "a lone surrogate";
/// A whole number that is written like none.
pub const WHOLE: &str = "8.0";
/// What any reader passes over.
pub const HARMLESS: &[&str] = &["a byte order mark", "white space around"];

enum Change {
    Replace(Vec<u8>),
    Remove,
    TwiceFirst(&'static str),
    TwiceLast(&'static str),
}

/// The document as its mutants are written: without white space.
pub fn compact(document: &str) -> Vec<u8> {
    if document.is_empty() {
        return Vec::new();
    }
    serde_json::from_str::<Value>(document).expect("a valid document").to_string().into_bytes()
}

/// Every field and element of `document` with every odd value in its place.
pub fn of_fields(document: &str) -> Vec<Mutant> {
    let value: Value = serde_json::from_str(document).expect("a valid document");
    let oddities = oddities();
    let mut mutants = Vec::new();
    for path in paths(&value) {
        for (oddity, change) in &oddities {
            let mut body = Vec::new();
            write(&value, "", &path, change, &mut body);
            mutants.push(Mutant { path: path.clone(), oddity, body });
        }
    }
    mutants
}

/// What else may come in the place of the whole document.
pub fn of_document(document: &str) -> Vec<Mutant> {
    let bytes = compact(document);
    let bytes = bytes.as_slice();
    let utf_16 = document.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bodies = [
        ("a byte order mark", [b"\xef\xbb\xbf", bytes].concat()),
        ("white space around", [b"\r\n\t ", bytes, b" \r\n"].concat()),
        ("truncated", bytes[..bytes.len() / 2].to_vec()),
        ("a closing bracket too many", [bytes, b"}"].concat()),
        ("text behind it", [bytes, b"\nServed by cache-7"].concat()),
        ("no UTF-8 before it", [b"\xff\xfe", bytes].concat()),
        ("UTF-16", utf_16),
        ("HTML", b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>".to_vec()),
        ("null", b"null".to_vec()),
        ("an empty array", b"[]".to_vec()),
        ("a string", b"\"x\"".to_vec()),
        ("an array of 100,000 levels", b"[".repeat(100_000)),
    ];
    bodies.map(|(oddity, body)| Mutant { path: String::new(), oddity, body }).into()
}

fn oddities() -> Vec<(&'static str, Change)> {
    let replace = |text: &[u8]| Change::Replace(text.to_vec());
    let nested = [b"[".repeat(200), b"]".repeat(200)].concat();
    let long = [b"\"".as_slice(), &b"x".repeat(100_000), b"\""].concat();
    let opened = format!(r#"{{"$serde_json::private::RawValue":"{}"}}"#, "[".repeat(2000)).into_bytes();
    vec![
        ("null", replace(b"null")),
        ("true", replace(b"true")),
        ("0", replace(b"0")),
        ("-1", replace(b"-1")),
        (WHOLE, replace(b"8.0")),
        ("1e400", replace(b"1e400")),
        ("2^70", replace(b"1180591620717411303424")),
        ("an empty string", replace(b"\"\"")),
        ("x", replace(b"\"x\"")),
        (SURROGATE, replace(br#""a\ud83db""#)),
        ("a NUL", replace(br#""a\u0000b""#)),
        ("no UTF-8", replace(b"\"a\xffb\"")),
        ("100 KB", Change::Replace(long)),
        ("an empty array", replace(b"[]")),
        ("an empty object", replace(b"{}")),
        ("200 levels", Change::Replace(nested)),
        ("a raw value in band", Change::Replace(opened)),
        ("a number in band", replace(br#"{"$serde_json::private::Number":"x"}"#)),
        ("absent", Change::Remove),
        ("twice, odd first", Change::TwiceFirst("[{}]")),
        ("twice, odd last", Change::TwiceLast("[{}]")),
    ]
}

/// The paths of all fields and elements, those of their parents first.
fn paths(value: &Value) -> Vec<String> {
    fn walk(value: &Value, here: &str, paths: &mut Vec<String>) {
        for (name, child) in children(value) {
            let path = format!("{here}/{name}");
            paths.push(path.clone());
            walk(child, &path, paths);
        }
    }
    let mut paths = Vec::new();
    walk(value, "", &mut paths);
    paths
}

fn children(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), member)).collect(),
        _ => Vec::new(),
    }
}

fn write(value: &Value, here: &str, at: &str, change: &Change, out: &mut Vec<u8>) {
    let (open, close) = match value {
        Value::Array(_) => (b'[', b']'),
        Value::Object(_) => (b'{', b'}'),
        scalar => return out.extend(scalar.to_string().bytes()),
    };
    let keyed = value.is_object();
    let mut first = true;
    let mut entry = |name: &str, out: &mut Vec<u8>| {
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        if keyed {
            out.extend(Value::from(name).to_string().bytes());
            out.push(b':');
        }
    };
    out.push(open);
    for (name, child) in children(value) {
        let path = format!("{here}/{name}");
        let changed = (path == at).then_some(change);
        if let Some(Change::TwiceFirst(text)) = changed {
            entry(&name, out);
            out.extend(text.bytes());
        }
        match changed {
            Some(Change::Remove) => {}
            Some(Change::Replace(text)) => {
                entry(&name, out);
                out.extend(text);
            }
            _ => {
                entry(&name, out);
                write(child, &path, at, change, out);
            }
        }
        if let Some(Change::TwiceLast(text)) = changed {
            entry(&name, out);
            out.extend(text.bytes());
        }
    }
    out.push(close);
}
