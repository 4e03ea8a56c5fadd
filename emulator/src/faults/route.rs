//! Which verb and path a rule is for.

use serde::{Deserialize, Serialize};

/// A verb, a path or both: `POST`, `/handles/*`, `POST /handles`. Literals
/// are compared without regard to case, `*` stands for one segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct RoutePattern {
    verb: Option<String>,
    path: Option<String>,
}

const VERBS: [&str; 4] = ["GET", "PUT", "POST", "DELETE"];

impl RoutePattern {
    pub(super) fn matches(&self, method: &str, segments: &[String]) -> bool {
        self.verb.as_ref().is_none_or(|verb| verb == method)
            && self.path.as_ref().is_none_or(|path| is_at(path, segments))
    }
}

fn is_at(path: &str, segments: &[String]) -> bool {
    let wanted = path[1..].split('/');
    let same = |wanted: &str, segment: &String| wanted == "*" || wanted.to_lowercase() == segment.to_lowercase();
    wanted.clone().count() == segments.len() && wanted.zip(segments).all(|(wanted, segment)| same(wanted, segment))
}

impl TryFrom<String> for RoutePattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = |why: &str| format!("\"{text}\" {why}; write a verb, a path or both, as in \"POST /handles/*\"");
        let (verb, path) = match text.find('/') {
            Some(start) => (text[..start].trim(), Some(&text[start..])),
            None => (text.trim(), None),
        };
        let known = VERBS.into_iter().find(|known| known.eq_ignore_ascii_case(verb));
        if known.is_none() && (path.is_none() || !verb.is_empty()) {
            return Err(wrong("has none of the verbs GET, PUT, POST, DELETE"));
        }
        if path.is_some_and(|path| path.contains(['?', ' '])) {
            return Err(wrong("has a query or a blank in its path"));
        }
        if path.is_some_and(|path| path.split('/').nth(1) == Some("emulator")) {
            return Err(wrong("is of the control API, which has no faults"));
        }
        Ok(Self { verb: known.map(str::to_owned), path: path.map(str::to_owned) })
    }
}

impl From<RoutePattern> for String {
    fn from(pattern: RoutePattern) -> Self {
        [pattern.verb, pattern.path].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Result<RoutePattern, String> {
        text.to_owned().try_into()
    }

    #[test]
    fn verbs_and_segments_are_compared() {
        let asked = |text: &str, method: &str, path: &str| {
            let segments: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
            pattern(text).unwrap().matches(method, &segments)
        };
        assert!(asked("POST /handles", "POST", "/handles"));
        assert!(asked("/HANDLES/*/session", "PUT", "/handles/5/Session"));
        assert!(asked("post", "POST", "/anything/at/all"));
        assert!(asked("/handles/ÄB", "GET", "/handles/äb"));
        for (text, method, path) in [
            ("POST /handles", "GET", "/handles"),
            ("POST /handles", "POST", "/handles/query"),
            ("/handles/*", "GET", "/handles"),
            ("/handles/*", "GET", "/handles/5/session"),
            ("DELETE", "GET", "/handles/5"),
        ] {
            assert!(!asked(text, method, path), "{text}: {method} {path}");
        }
    }

    #[test]
    fn patterns_are_written_as_they_are_read() {
        for text in ["GET", "/handles", "POST /handles/*", "/"] {
            assert_eq!(String::from(pattern(text).unwrap()), text);
        }
        assert_eq!(String::from(pattern("post   /x").unwrap()), "POST /x");
        for (wrong, why) in [
            ("", "none of the verbs"),
            ("PATCH", "none of the verbs"),
            ("PSOT /handles", "none of the verbs"),
            ("handles", "none of the verbs"),
            ("GET /handles?x=1", "query"),
            ("GET /a b", "blank"),
            ("GET /emulator/health", "control API"),
        ] {
            let error = pattern(wrong).unwrap_err();
            assert!(error.contains(why) && error.contains(wrong), "{wrong}: {error}");
        }
    }
}
