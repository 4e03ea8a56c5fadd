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

    /// A path with the examples of its parameters.
    fn path(&self, verb: &str, path: &str) -> String {
        let parameters = self.0["paths"][path][verb.to_lowercase()]["parameters"].as_array().unwrap();
        parameters.iter().fold(path.to_owned(), |path, parameter| {
            let parameter = match parameter["$ref"].as_str() {
                Some(reference) => self.0.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
                None => parameter,
            };
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
