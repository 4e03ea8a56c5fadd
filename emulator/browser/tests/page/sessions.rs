//! A session's view: members, handles, changes, document.

use serde_json::json;

use super::support::*;
use super::{look, name, open, session_view};

#[test]
fn changes_are_told_apart() {
    let Some((world, page)) = open() else { return };
    name(&world, 1, "Ada");
    world.user(1).create("s", searchable()).gives(201);
    world.user(1).activity("s").gives(201);
    world.user(1).put(&path("s"), &json!({"properties": {"custom": {"map": "harbour", "round": 1}}})).gives(200);
    page.go(&session_view("s"));
    page.shows(".changes", "#3");
    page.click(".changes summary", "#2");
    page.shows(".changes", "a new handle counts as a change, too");
    page.click(".changes summary", "#2");
    world
        .user(1)
        .put(&path("s"), &json!({"properties": {"custom": {"map": null, "round": 2, "mode": "ctf"}}}))
        .gives(200);
    page.shows(".changes", "by Ada 1 added, 1 removed, 1 changed");
    page.click(".changes summary", "1 added, 1 removed, 1 changed");
    page.shows(".changes .diff .added", "+ added /properties/custom/mode \"ctf\"");
    page.shows(".changes .diff .removed", "− removed /properties/custom/map \"harbour\"");
    page.shows(".changes .diff .changed", "~ changed /properties/custom/round 1 2");

    world.user(2).join("s").gives(200);
    page.shows(".comparison", "From #1 #2 #3 #4 #5 to #1");
    page.shows("main table", "1 2 active");
    page.run("const from = document.querySelector('.comparison select'); from.value = '4'; from.dispatchEvent(new Event('change'))");
    page.shows(".comparison", "/members/1");
    page.shows_no(".comparison", "/properties/custom/mode");
    page.shows("[aria-labelledby=pointing-title]", "activity");

    page.click(".disclose", "activity");
    page.shows("[aria-labelledby=pointing-title] pre", "\"ownerXuid\": \"1\"");
    page.shows("[aria-labelledby=document-title] pre", "\"changeNumber\": 5");
    page.click("button", "End session");
    page.shows("#notices", "Session s is ended");
    page.shows("main", "does not exist");
    assert_eq!(look(&world, "/sessions")["count"], 0);
    assert!(page.complaints().iter().all(|complaint| complaint.contains("404")));
}
