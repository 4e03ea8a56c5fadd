//! The examples of the control API's description: its scenario makes what the other examples name, so that who tries one
//! after the other, as schemathesis does, sees each route at work.

mod support;

use serde_json::Value;
use support::*;

/// The document, and what of it is asked for.
struct Described(Value);

impl Described {
    fn new() -> Self {
        Self(serde_json::from_str(include_str!("../openapi.json")).unwrap())
    }

    fn scenario(&self) -> &str {
        self.0["paths"]["/emulator/scenario"]["put"]["requestBody"]["content"]["text/plain"]["example"]
            .as_str()
            .unwrap()
    }

    /// What a reference stands for, or the value itself.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        value["$ref"].as_str().map_or(value, |reference| self.0.pointer(reference.strip_prefix('#').unwrap()).unwrap())
    }

    /// Each call that takes JSON: verb, path, and the schema of its body.
    fn json_calls(&self) -> Vec<(String, &str, &Value)> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        let calls = paths.flat_map(|(path, verbs)| {
            verbs.as_object().unwrap().iter().map(move |(verb, call)| (verb.to_uppercase(), path.as_str(), call))
        });
        let with_body = calls.filter_map(|(verb, path, call)| {
            let schema = call.pointer("/requestBody/content/application~1json/schema")?;
            Some((verb, path, self.resolved(schema)))
        });
        with_body.collect()
    }

    /// A path with the examples of its parameters.
    fn path(&self, verb: &str, path: &str) -> String {
        let parameters = self.0["paths"][path][verb.to_lowercase()]["parameters"].as_array();
        parameters.into_iter().flatten().fold(path.to_owned(), |path, parameter| {
            let parameter = self.resolved(parameter);
            let example = parameter["example"].to_string();
            path.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), example.trim_matches('"'))
        })
    }
}

#[test]
fn the_examples_name_what_the_scenario_makes() {
    let (world, described) = (World::new(), Described::new());
    world.send("PUT", "/emulator/scenario", &[], described.scenario().as_bytes()).is_empty(204);
    for (verb, path, status) in [
        ("GET", "/emulator/sessions/{scid}/{template}/{name}", 200),
        ("DELETE", "/emulator/sessions/{scid}/{template}/{name}", 204),
        ("DELETE", "/emulator/faults/{id}", 204),
        ("GET", "/emulator/users/{xuid}", 200),
        ("GET", "/emulator/users/{xuid}/invites", 200),
        ("POST", "/emulator/users/{xuid}/invites/{id}/accept", 200),
        ("POST", "/emulator/users/{xuid}/invites/{id}/decline", 204),
        ("POST", "/emulator/users/{xuid}/join/{handle}", 200),
    ] {
        let answer = world.send(verb, &described.path(verb, path), &[], b"");
        assert_eq!(answer.status, status, "{verb} {path}: {}", answer.text);
    }
}

/// What is no object, or has a field that nobody knows, is refused in words; nothing is guessed or passed over.
#[test]
fn wrong_bodies_are_refused_in_words() {
    let (world, described) = (World::new(), Described::new());
    let calls = described.json_calls();
    assert!(calls.len() >= 10, "{calls:?}");
    for (verb, path, schema) in calls {
        let sent = |body: &[u8]| world.send(&verb, &described.path(&verb, path), &[], body);
        let right = match path {
            "/emulator/snapshot" => world.send("GET", path, &[], b"").json(),
            _ => schema["examples"][0].clone(),
        };
        assert!(sent(right.to_string().as_bytes()).status < 300, "{verb} {path} {right}");
        let mut more = right;
        more["misspelled"] = true.into();
        let deep = ["[".repeat(100_000), "{\"a\":".repeat(100_000)];
        let in_band = r#"{"$serde_json::private::Number":"1","$serde_json::private::RawValue":"{}"}"#.to_owned();
        let others = ["null", "[]", "[{}]", "\"x\"", "1e400", "true", "{", "\u{0}"].map(str::to_owned);
        for body in others.into_iter().chain(deep).chain([in_band, more.to_string()]) {
            let answer = sent(body.as_bytes());
            answer.refuses(400, "");
            let foreign = ["struct", "unit value", "invalid length", "Unchecked"];
            assert!(!foreign.iter().any(|word| answer.text.contains(word)), "{verb} {path}: {}", answer.text);
        }
        sent(b"{\"gamertag\":\"\xff\"}").refuses(400, "UTF-8");
        sent(&[b"\xef\xbb\xbf", more.to_string().as_bytes()].concat()).refuses(400, "misspelled");
    }
}
