//! Rules of the library's sources that no compiler holds.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file with its text, without the unit tests at its end.
fn sources() -> Vec<(String, String)> {
    fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let sources = files.iter().map(|file| {
        let text = fs::read_to_string(file).expect("a source is text");
        let name = file.strip_prefix(&root).expect("it is below the root").to_string_lossy().replace('\\', "/");
        (name, text.split("\n#[cfg(test)]").next().unwrap_or_default().to_owned())
    });
    let sources: Vec<_> = sources.filter(|(name, _)| !name.ends_with("tests.rs")).collect();
    assert!(sources.len() > 100, "the sources were found");
    sources
}

/// The files that have any of these words, but for those that may.
fn with_any(words: &[&str], but: &[&str]) -> Vec<String> {
    let sources = sources().into_iter();
    let found = sources.filter(|(name, text)| {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        !but.iter().any(|part| name.starts_with(part))
            && code.into_iter().any(|line| words.iter().any(|word| line.contains(word)))
    });
    found.map(|(name, _)| name).collect()
}

/// Elsewhere a thread would be without the mask of signals, and might leave something in the thread that starts it.
#[test]
fn one_place_starts_threads() {
    let found = with_any(&["thread::spawn", "thread::Builder", "thread::scope", "pthread_create"], &["threads"]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn unsafe_code_is_where_the_architecture_says() {
    let found = with_any(
        &["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"],
        &["ffi/", "memory", "threads/posix.rs", "process/per_process.rs"],
    );
    assert_eq!(found, [""; 0]);
}

/// Of a lock that another thread of the parent's holds, the child must not know.
#[test]
fn every_static_with_a_lock_is_renewed_in_the_child_of_a_fork() {
    let sources = sources();
    let (_, objects) = sources.iter().find(|(name, _)| name == "ffi/objects.rs").expect("the child's handler");
    let has_lock = |line: &&str| ["PerProcess<", "Table", "Mutex<", "RwLock<"].iter().any(|word| line.contains(word));
    let lines = sources.iter().flat_map(|(_, text)| text.lines());
    let name = |line: &str| Some(line.split_once("static ")?.1.split_once(": ")?.0.to_owned());
    let statics: Vec<String> = lines.filter(has_lock).filter_map(name).collect();
    assert!(statics.len() > 1, "the statics were found: {statics:?}");
    let forgotten: Vec<_> = statics.iter().filter(|name| !objects.contains(&format!("{name}.renew("))).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}
