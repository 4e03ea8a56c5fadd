//! Names that are meant to be more than text.

use serde_json::json;

use super::support::*;
use super::{name, open, session_view};

const SCRIPT: &str = "<img src=x onerror=hacked=1><script>hacked=1<\u{2215}script>";

#[test]
fn names_are_text_and_nothing_else() {
    let Some((world, page)) = open() else { return };
    let encoded: String = SCRIPT.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let properties = json!({"properties": {"custom": {SCRIPT: SCRIPT, "__proto__": {"x": 1}}}});
    let body = |more: &serde_json::Value| {
        let mut body = active();
        body["properties"] = more["properties"].clone();
        body
    };
    name(&world, 1, SCRIPT);
    world.user(1).put(&path(&encoded), &body(&properties)).gives(201);
    world.user(1).activity(SCRIPT).gives(201);
    world.user(1).invite(SCRIPT, 2).gives(201);
    world.user(1).put(&path(&encoded), &json!({"properties": {"custom": {SCRIPT: "other"}}})).gives(200);
    world.user(1).get("/handles/%3Cscript%3Ehacked=1").refuses(404, "script");
    page.shows(".users", SCRIPT);
    page.shows("main table", SCRIPT);
    page.shows("#timeline", "Create <img");
    page.go(&session_view(&encoded));
    page.shows("main h2", SCRIPT);
    page.shows(".changes", "1 changed");
    page.click(".changes summary", "1 changed");
    page.shows(".changes .diff", SCRIPT);
    page.go("#/users/1");
    page.shows("main h2", SCRIPT);
    page.go("#/users/%3Cimg%20src%3Dx%20onerror%3Dhacked%3D1%3E");
    page.shows("main", "is not a nonzero decimal");
    page.until("typeof hacked === 'undefined' && document.querySelector('img, script:not([src])') === null");
}

#[test]
fn no_script_but_the_page_s_own_runs() {
    let Some((_world, page)) = open() else { return };
    page.run("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,x\" onerror=\"hacked=1\">')");
    page.run("const script = document.createElement('script'); script.text = 'hacked=1'; document.body.append(script)");
    page.run("return fetch('https://example.com/').catch(() => { window.refused = true })");
    page.until("refused && typeof hacked === 'undefined'");
    let complaints = page.complaints();
    assert!(complaints.iter().any(|complaint| complaint.contains("Content Security Policy")), "{complaints:?}");
}
