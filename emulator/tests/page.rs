//! The page as files: what is served, how, and to whom. How it behaves is tested in a browser.

mod support;

use serde_json::{Value, json};
use support::*;

/// Paths that a text of the page refers to: sources and links below `/page/`, imports beside `of`.
fn references(of: &str, text: &str) -> Vec<String> {
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let quoted = text.split('"').skip(1).step_by(2);
    let paths = quoted.filter_map(|quoted| match quoted.strip_prefix("./") {
        Some(beside) if beside.ends_with(".js") => Some(format!("{folder}/{beside}")),
        _ => quoted.starts_with("/page/").then(|| quoted.to_owned()),
    });
    paths.collect()
}

#[test]
fn every_part_of_the_page_is_there() {
    let world = World::new();
    let mut found = vec!["/".to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let answer = world.send("GET", &path, &[], b"");
        assert_eq!(answer.status, 200, "{path}");
        let kind = match path.rsplit_once('.') {
            None => "text/html; charset=utf-8",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            Some(_) => panic!("{path}"),
        };
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
        for reference in references(&path, &answer.text) {
            if !found.contains(&reference) {
                found.push(reference);
            }
        }
    }
    assert!(found.len() > 20, "{found:?}");
}

#[test]
fn looking_at_the_page_is_no_request_to_the_directory() {
    let world = World::new();
    assert_eq!(world.send("HEAD", "/", &[], b"").status, 200);
    world.send("POST", "/", &[], b"").refuses(405, "GET, HEAD");
    world.send("GET", "/page/nothing.js", &[], b"").refuses(404, "/page/nothing.js");
    world.send("GET", "/page/..%2Fmain.js", &[], b"").refuses(404, "the page is at /");
    world.send("GET", "/", &[("Host", "evil.example")], b"").refuses(421, "evil.example");
    let requests = world.control("GET", "/requests", &Value::Null).gives(200);
    let paths =
        |log: &Value| log["requests"].as_array().unwrap().iter().map(|entry| entry["path"].clone()).collect::<Vec<_>>();
    assert_eq!(paths(&requests), ["/"], "only what was meant for another host");
    assert_eq!(world.control("GET", "/state", &Value::Null).gives(200)["counts"]["users"], json!(0));
}
