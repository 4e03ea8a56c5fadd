//! What a peer writes as `custom` is kept as it was written, and steers nothing.

mod support;

use mpsd_emulator::{Emulator, Options, Settings};
use serde_json::{Value, json};
use support::*;

/// Values of custom fields, each as it must come back.
fn values() -> Vec<String> {
    let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(80), "]".repeat(80));
    vec![
        // Keys by which some readers hand numbers and raw text around inside.
        r#"{"$serde_json::private::Number":"x"}"#.to_owned(),
        r#"{"$serde_json::private::Number":"1"}"#.to_owned(),
        r#"{"$serde_json::private::RawValue":"[[[["}"#.to_owned(),
        nested(r#"{"$serde_json::private::RawValue":"{\"$serde_json::private::RawValue\":\"[\"}"}"#),
        r#"{"$__toml_private_datetime":"1979-05-27"}"#.to_owned(),
        r#"{"mpsd_emulator::json::Value":"[]"}"#.to_owned(),
        // Numbers that are none of Rust's.
        "123456789012345678901234567890".to_owned(),
        "-9223372036854775809".to_owned(),
        "1e400".to_owned(),
        "-0.10E-5".to_owned(),
        "1.0".to_owned(),
        // Strings that are none of Rust's, and odd ones.
        r#""\ud800""#.to_owned(),
        r#""a\udc00\ud83db""#.to_owned(),
        r#""\u0000""#.to_owned(),
        "\"\u{feff}\u{1f600}\"".to_owned(),
        "\"\"".to_owned(),
        r#"["Hello",null,true,{}]"#.to_owned(),
        nested("1"),
        format!("\"{}\"", "x".repeat(1 << 14)),
    ]
}

fn world() -> World {
    World::with(Settings { max_body_bytes: 8 << 20, ..Settings::default() })
}

/// A document with a value in all places where a game may write one.
fn document(value: &str) -> String {
    format!(
        r#"{{"constants":{{"custom":{{"v":{value}}}}},"properties":{{"custom":{{"v":{value},"deep":{{"v":{value}}}}}}},
        "members":{{"me":{{"constants":{{"custom":{{"v":{value}}}}},
        "properties":{{"system":{{"active":true}},"custom":{{"v":{value}}}}}}}}}}}"#
    )
}

#[track_caller]
fn holds(answer: &Answer, status: u16, value: &str, times: usize) {
    assert_eq!(
        answer.status,
        status,
        "{}: {}",
        &value[..value.len().min(100)],
        &answer.text[..answer.text.len().min(300)]
    );
    let found = answer.text.matches(&format!(r#""v":{value}"#)).count();
    assert_eq!(found, times, "{}", &value[..value.len().min(100)]);
}

#[test]
fn what_is_written_is_read() {
    for value in values() {
        let world = world();
        let (host, guest) = (world.user(1), world.user(2));
        let put = |user: &User<'_>| user.send_with("PUT", &path("s"), &[], document(&value).as_bytes());
        holds(&put(&host), 201, &value, 5);
        host.activity("s").gives(201);
        // The same constants again are no conflict, and the same properties no change.
        let etag = host.get(&path("s")).header("etag").to_owned();
        let again = put(&host);
        holds(&again, 200, &value, 5);
        assert_eq!(again.header("etag"), etag);
        holds(&guest.get(&path("s")), 200, &value, 5);
        holds(&put(&guest), 200, &value, 7);
        let query = json!({"type": "activity", "scid": SCID, "owners": {"xuids": ["1"]}});
        let found =
            guest.send_with("POST", "/handles/query?include=customProperties", &[], query.to_string().as_bytes());
        holds(&found, 200, &value, 2);
        let merged = br#"{"properties":{"custom":{"deep":{"w":1},"x":{"y":null}}}}"#;
        holds(&host.send_with("PUT", &path("s"), &[], merged), 200, &value, 7);

        let snapshot = world.send("GET", "/emulator/snapshot", &[], b"");
        world.control("POST", "/reset", &Value::Null).gives(200);
        world.send("PUT", "/emulator/snapshot", &[], snapshot.text.as_bytes()).is_empty(204);
        assert!(world.send("GET", "/emulator/snapshot", &[], b"").text == snapshot.text);
        holds(&host.get(&path("s")), 200, &value, 7);
    }
}

#[test]
fn a_text_may_be_long() {
    let world = world();
    let value = format!("\"{}\\n\"", "é".repeat(1 << 19));
    holds(&world.user(1).send_with("PUT", &path("s"), &[], document(&value).as_bytes()), 201, &value, 5);
    holds(&world.user(2).get(&path("s")), 200, &value, 5);
}

#[test]
fn a_whole_custom_may_be_any_value() {
    for value in values().into_iter().chain(["false".to_owned(), "[]".to_owned()]) {
        let world = world();
        let host = world.user(1);
        let body = format!(
            r#"{{"properties":{{"custom":{value}}},"members":{{"me":{{"properties":{{"system":{{"active":true}}}}}}}}}}"#
        );
        let created = host.send_with("PUT", &path("s"), &[], body.as_bytes());
        assert!(created.text.contains(&format!(r#""properties":{{"custom":{value},"system""#)), "{}", created.status);
        // An object takes the place of what is none, and null clears.
        let body = json!({"properties": {"custom": {"map": "x"}}});
        let merged = host.put(&path("s"), &body);
        assert!(merged.text.contains(r#""map":"x""#), "{}", merged.status);
        let cleared = host.put(&path("s"), &json!({"properties": {"custom": null}})).gives(200);
        assert_eq!(cleared["properties"]["custom"], json!({}));
    }
}

#[test]
fn a_template_keeps_them_too() {
    for value in values() {
        let world = world();
        let template = format!(r#"{{"constants":{{"custom":{{"v":{value}}}}}}}"#);
        world.send("PUT", "/emulator/templates/*/deathmatch", &[], template.as_bytes()).is_empty(204);
        holds(&world.send("GET", "/emulator/templates", &[], b""), 200, &value, 1);
        holds(&world.user(1).send_with("PUT", &path("s"), &[], document(&value).as_bytes()), 201, &value, 5);
    }
}

#[test]
fn a_state_file_keeps_them_over_a_restart() {
    let file = std::env::temp_dir().join(format!("mpsd-emulator-custom-{}.json", std::process::id()));
    let settings = Settings { rate_limits: false, max_body_bytes: 8 << 20, ..Settings::default() };
    let start = || {
        let options = Options { settings: settings.clone(), state_file: Some(file.clone()), ..Options::default() };
        World::of(Emulator::start(options).unwrap())
    };
    for (number, value) in values().into_iter().enumerate() {
        let name = format!("s{number}");
        start().user(1).send_with("PUT", &path(&name), &[], document(&value).as_bytes());
        holds(&start().user(1).get(&path(&name)), 200, &value, 5);
    }
    // As an editor on Windows leaves it.
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("\u{feff}{text}")).unwrap();
    assert_eq!(start().user(1).get(&path("s0")).status, 200);
    for name in ["", ".lock", ".tmp"] {
        let _ = std::fs::remove_file(format!("{}{name}", file.display()));
    }
}

#[test]
fn what_is_odd_elsewhere_is_defined() {
    let world = World::new();
    let user = world.user(1);
    let put = |body: &str| user.send_with("PUT", &path("s"), &[], body.as_bytes());
    for (body, why) in [
        (
            r#"{"properties":{"system":{"joinRestriction":"\ud800"}}}"#,
            "joinRestriction must be a string, not a string with half",
        ),
        (r#"{"properties":{"custom":{"\ud800":1}}}"#, "a name with half of a surrogate pair at line 1 column 26"),
        (
            r#"{"constants":{"system":{"maxMembersCount":1e400}}}"#,
            "maxMembersCount must be a whole number, not the number 1e400",
        ),
        (r#"{"constants":{"system":{"maxMembersCount":8.5}}}"#, "maxMembersCount must be a whole number"),
        (
            r#"{"properties":{"custom":{"a":1,}}}"#,
            "the body is not JSON: expected a name in quotes at line 1 column 32",
        ),
        ("{\"a\":\n 01}", "expected a comma or } at line 2 column 3"),
        ("nul", "the body is not JSON: expected a value"),
    ] {
        put(body).refuses(400, why);
    }
    let deep = format!(r#"{{"properties":{{"custom":{}{}}}}}"#, "[".repeat(99), "]".repeat(99));
    put(&deep).refuses(400, "more than 100 levels of objects and arrays");
    // A byte order mark is passed over, the last of equal keys counts, and 8.0 is 8.
    let body = r#"{"constants":{"system":{"maxMembersCount":8.0}},"members":{"me":null,"me":{"properties":{"system":
        {"active":false,"active":true}}}},"properties":{"custom":{"a":1,"a":2}}}"#;
    let created = put(&format!("\u{feff}{body}")).gives(201);
    assert_eq!(created["properties"]["custom"], json!({"a": 2}));
    user.activity("s").gives(201);
    assert_eq!(user.activities(&[1])[0]["relatedInfo"]["maxMembersCount"], 8);
}

/// TOML has two ways to nest, each with a bound of its own.
#[test]
fn a_scenario_is_bounded_in_depth() {
    let session = format!(
        "[[sessions]]\nsessionRef = {{ scid = \"{SCID}\", templateName = \"t\", name = \"s\" }}\nmembers = [{{ xuid = \"1\" }}]\ndocument.properties"
    );
    for place in [session.as_str(), "[[templates]]\nname = \"m\"\nconstants"] {
        for (tables, arrays, status) in [(40, 40, 204), (70, 70, 400), (100_000, 1, 400), (1, 100_000, 400)] {
            let world = World::new();
            let text = format!(
                "{place}.custom.{} = {}{}",
                vec!["a"; tables].join("."),
                "[".repeat(arrays),
                "]".repeat(arrays)
            );
            let played = world.send("PUT", "/emulator/scenario", &[], text.as_bytes());
            assert_eq!(played.status, status, "{tables} {arrays}: {}", played.text);
            assert_eq!(world.send("GET", "/emulator/templates", &[], b"").status, 200);
            let snapshot = world.send("GET", "/emulator/snapshot", &[], b"");
            world.send("PUT", "/emulator/snapshot", &[], snapshot.text.as_bytes()).is_empty(204);
        }
    }
}

/// The readers of others give some texts a meaning. Only `src/json` may know them, as a writer.
#[test]
fn no_other_reader_is_used() {
    fn below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { below(&path, found) } else { found.push(path) }
        }
    }
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    below(&source, &mut files);
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        // `lint` reads archives, and keeps nothing of them.
        let within = file.strip_prefix(&source).unwrap();
        if within.starts_with("json") || within.starts_with("lint") || within.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        assert!(!code.contains("serde_json"), "{}: read with crate::json", file.display());
    }
}
