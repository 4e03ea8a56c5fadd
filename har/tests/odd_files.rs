//! An entry of which one field is odd, a file that breaks off anywhere: what else is in the file is always read.

use mpsd_har::{File, Har};

/// Each value that a reader may look at is in ‹ ›.
const MARKED: &str = r#"‹{"startedDateTime":‹"2024-05-01T10:00:00Z"›,"time":‹5›,"request":‹{"method":‹"POST"›,"url":‹"https://a.test/x"›,"headers":‹[‹{"name":‹"A"›,"value":‹"b"›}›]›,"postData":‹{"mimeType":‹""›,"text":‹"{}"›,"encoding":‹""›}›}›,"response":‹{"status":‹200›,"headers":‹[‹{"name":‹"ETag"›,"value":‹"1"›}›]›,"content":‹{"size":‹2›,"text":‹"e30="›,"encoding":‹"base64"›}›}›,"_error":‹""›,"_mpsd":‹{"user":‹1›,"attempt":‹2›,"delivery":‹"answered"›,"error":‹""›}›}›"#;

fn entry() -> String {
    MARKED.replace(['‹', '›'], "")
}

/// The entry with one value replaced, for each value.
fn entries_with(odd: &str) -> Vec<String> {
    let with = |(start, _)| {
        let mut depth = 0;
        let end = MARKED[start..].find(|mark| {
            depth += i32::from(mark == '‹') - i32::from(mark == '›');
            depth == 0
        });
        format!("{}{odd}{}", &MARKED[..start], &MARKED[start + end.unwrap()..]).replace(['‹', '›'], "")
    };
    MARKED.match_indices('‹').map(with).collect()
}

const ODD: [&str; 16] = [
    "null",
    "true",
    "-1",
    "0",
    "8.0",
    "1e400",
    "18446744073709551616",
    r#""""#,
    r#""\ud83d\u0000""#,
    r#""*""#,
    "[]",
    "{}",
    "[null,[[]]]",
    r#"{"":null,"name":null,"value":7,"text":[]}"#,
    r#"{"$serde_json::private::RawValue":"{","$serde_json::private::Number":"1"}"#,
    r##"{"$serde_json::private::RawValue":"{\"$serde_json::private::RawValue\":\"[]\"}"}"##,
];

fn file(entries: &[&str]) -> String {
    format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[\n{}\n]}}}}\n", entries.join(",\n"))
}

/// Reads all that is lazy.
fn use_up(har: &Har) {
    for entry in &har.entries {
        let _ = entry.body.bytes();
        let _ = entry.answer.as_ref().map(|answer| answer.body.bytes());
    }
}

#[test]
fn one_odd_value_costs_no_other_entry() {
    let good = entry();
    let mut cells = 0;
    for entry in ODD.iter().flat_map(|odd| entries_with(odd)) {
        let text = file(&[&good, &entry, &good]);
        let file = File::new(text.as_bytes()).unwrap();
        let har = file.read().unwrap_or_else(|error| panic!("{entry}: {error}"));
        use_up(&har);
        let numbers: Vec<_> = har.entries.iter().map(|entry| entry.number).filter(|number| *number != 2).collect();
        assert_eq!(numbers, [1, 3], "{entry}");
        assert_eq!(har.entries.len() + har.passed_over.count(), 3, "{entry}");
        let last = har.entries.last().unwrap();
        assert_eq!((last.method.as_str(), last.body.bytes().unwrap()), ("POST", b"{}".to_vec()));
        assert_eq!(last.answer.as_ref().unwrap().body.bytes().unwrap(), b"{}");
        cells += 1;
    }
    println!("{cells} cells");
    assert!(cells > 400);
}

#[test]
fn a_file_that_breaks_off_gives_the_entries_before() {
    let whole = file(&[&entry(), &entry(), &entry()]);
    let ends: Vec<_> = whole.match_indices("}}\n").chain(whole.match_indices("}},\n")).map(|(at, _)| at + 2).collect();
    for length in 0..whole.len() {
        let complete = ends.iter().filter(|end| **end <= length).count();
        let Ok(file) = File::new(&whole.as_bytes()[..length]) else {
            assert_eq!(complete, 0, "{length}");
            continue;
        };
        match file.read() {
            Ok(har) if length < whole.trim_end().len() => {
                use_up(&har);
                assert_eq!((har.entries.len(), har.passed_over.count()), (complete, 1), "{length}");
                assert!(har.passed_over.to_string().contains("breaks off at line"), "{}", har.passed_over);
            }
            Ok(har) => assert_eq!((har.entries.len(), har.passed_over.count()), (3, 0)),
            Err(_) => assert_eq!(complete, 0, "{length}"),
        }
    }
}

#[test]
fn what_is_no_har_is_refused() {
    for (text, rule) in [
        ("", "expected a value"),
        ("no trace", "expected null"),
        ("{", "expected a member's name"),
        ("{}", "log.entries"),
        ("[]", "log.entries"),
        (r#"{"log":null}"#, "log.entries"),
        (r#"{"log":{"entries":null}}"#, "log.entries"),
        (r#"{"log":{"entries":{}}}"#, "log.entries"),
    ] {
        let error = File::new(text.as_bytes()).and_then(|file| file.read().map(drop)).unwrap_err().to_string();
        assert!(error.starts_with("is no HAR: ") && error.contains(rule), "{text}: {error}");
    }
    assert!(File::new(br#"{"log":{"entries":[]}}"#).unwrap().read().unwrap().entries.is_empty());
}

#[test]
fn a_byte_order_mark_and_bytes_that_are_no_utf8_do_not_matter() {
    let bytes = [b"\xef\xbb\xbf", file(&[&entry(), &entry().replace("b\"}", "\u{7f}\"}")]).as_bytes()].concat();
    let bytes: Vec<u8> = bytes.into_iter().map(|byte| if byte == 0x7f { 0xff } else { byte }).collect();
    let file = File::new(&bytes).unwrap();
    let har = file.read().unwrap();
    assert_eq!(har.entries.len(), 2);
    assert_eq!(har.entries[1].header("a"), Some("\u{fffd}"));
}

/// As many levels as a file can have; a stack that grew with them would overflow.
#[test]
fn a_file_is_read_on_a_small_stack() {
    let deep = format!("{}{}", "[{\"x\":".repeat(200_000), "1".to_owned() + &"}]".repeat(200_000));
    let nested = entry().replacen("\"_error\":\"\"", &format!("\"_error\":{deep},\"x\":{deep}"), 1);
    let text = file(&[&nested, &entry()]);
    let run = std::thread::Builder::new().stack_size(64 << 10).spawn(move || {
        let file = File::new(text.as_bytes()).unwrap();
        let har = file.read().unwrap();
        use_up(&har);
        assert_eq!(har.entries.len(), 2);
    });
    run.unwrap().join().unwrap();
}
