use super::*;

#[test]
fn an_answer_may_nest_a_thousand_levels_on_a_small_stack() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let work = move || {
        assert_eq!(answer(nested(1000).as_bytes()).unwrap().root().elements().count(), 1);
        let error = answer(nested(1001).as_bytes()).err().unwrap();
        assert_eq!(error.message, "the answer nests deeper than 1000 levels");
        let open = r#"{"a":"#.repeat(999);
        assert_eq!(answer(format!("{open}1{}", "}".repeat(999)).as_bytes()).unwrap().root().members().count(), 1);
    };
    std::thread::Builder::new().stack_size(64 * 1024).spawn(work).unwrap().join().unwrap();
}

/// No source of the library, and of what it reads with, reads text into a tree of serde_json's, or into what serde buffers first.
#[test]
fn no_text_is_read_by_what_gives_keys_a_meaning() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = ["src", "json/src", "har/src"].iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") && path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                found.extend(
                    product.lines().filter(|line| buffers(line)).map(|line| format!("{}: {line}", path.display())),
                );
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

fn buffers(line: &str) -> bool {
    // A raw value that is asked for by its type is a text.
    let code = line.split("//").next().unwrap_or_default().replace("RawValue", "");
    code.contains("serde_json") && (code.contains("Value") || code.contains("Map")) || code.contains("serde(flatten")
}

/// A path is found by going through what stands before it.
#[test]
fn odd_rows_and_elements_without_number_are_read_in_a_time_that_grows_as_they_do() {
    let odd = "null,".repeat(300_000);
    let text = format!(r#"{{"rows":[{odd}{{}}],"texts":[{odd}"x"]}}"#);
    let (document, notes) = (answer(text.as_bytes()).unwrap(), Notes::default());
    let root = Fields::root(&document, &notes).unwrap();
    let began = std::time::Instant::now();
    let (rows, skipped) = root.field("rows").rows(|_| Ok(())).unwrap();
    assert_eq!((rows.len(), skipped.count, skipped.reasons.len()), (1, 300_000, 100));
    assert_eq!(skipped.reasons[99], "rows[99]: should be an object, is null");
    assert_eq!(root.field("texts").strings(), ["x"]);
    assert_eq!(notes.into_vec().last().unwrap(), "and 599980 more");
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}
