//! This API, described for programs.

use super::super::App;
use super::super::answer::{Outcome, json_text};
use super::super::request::Call;

pub(super) const DOCUMENT: &str = include_str!("../../../openapi.json");

pub(super) fn get(_app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    Ok(json_text(200, DOCUMENT.into()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::ROUTES;
    use super::DOCUMENT;

    /// `VERB path` of all that is described.
    fn described(document: &Value) -> BTreeSet<String> {
        let paths = document["paths"].as_object().unwrap();
        let operations = paths.iter().flat_map(|(path, verbs)| {
            verbs.as_object().unwrap().keys().map(move |verb| format!("{} {path}", verb.to_uppercase()))
        });
        operations.collect()
    }

    #[test]
    fn it_has_every_route_and_no_other() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let routes = ROUTES
            .iter()
            .flat_map(|(path, verbs)| verbs.iter().map(move |(verb, _)| format!("{verb} /emulator/{path}")));
        let routes: BTreeSet<String> = routes.collect();
        let described = described(&document);
        let difference: Vec<&String> = routes.symmetric_difference(&described).collect();
        assert!(difference.is_empty(), "only served, or only in openapi.json: {difference:?}");
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let mut values = vec![&document];
        while let Some(value) = values.pop() {
            if let Some(Value::String(reference)) = value.get("$ref") {
                let pointer = reference.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{reference}");
            }
            match value {
                Value::Array(list) => values.extend(list),
                Value::Object(object) => values.extend(object.values()),
                _ => {}
            }
        }
    }
}
