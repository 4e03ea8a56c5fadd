//! Names, structure, sizes and contrast of every view, in light and dark, on wide and narrow screens.

use mpsd_emulator_browser::{Look, Page};
use serde_json::json;

use super::support::*;
use super::{name, open, session_view};

const AUDIT: &str = include_str!("audit.js");

const LOOKS: [Look; 4] = [Look::WIDE, Look::WIDE.dark(), Look::NARROW, Look::NARROW.dark()];

#[track_caller]
fn audit(page: &Page, view: &str) {
    for look in LOOKS {
        page.look(look);
        assert_eq!(page.run(AUDIT), json!([]), "{view} as {look:?}");
    }
    page.look(Look::WIDE);
}

#[test]
fn every_view_can_be_read_and_used() {
    let Some((world, page)) = open() else { return };
    audit(&page, "the first steps");
    name(&world, 2_533_274_790_412_952, "A gamertag of some length");
    let host = world.user(2_533_274_790_412_952);
    let other = world.user(2_533_274_790_412_953);
    let long = "a-session-with-a-name-that-is-rather-long-and-has-no-place-to-break-it-in-two";
    host.create(long, searchable()).gives(201);
    host.activity(long).gives(201);
    host.invite(long, other.xuid).gives(201);
    host.post("/handles", &search(long, json!({"tags": ["calm"]}))).gives(201);
    other.join(long).gives(200);
    other.join("party").gives(201);
    other.post("/handles", &transfer(long, "party")).gives(201);
    other.invite("nowhere", host.xuid).refuses(403, "nowhere");
    for rule in [
        json!({"times": 1, "route": "POST /handles", "effect": {"kind": "status", "status": 503}}),
        json!({"latencyMs": 1, "xuid": "2533274790412953"}),
    ] {
        world.control("POST", "/faults", &rule).gives(201);
    }
    other.activity("party");
    page.shows("#timeline", "503");
    page.click(".disclose", "invite");
    page.click("#timeline summary", "Set activity party");
    audit(&page, "the overview");
    page.go("#/requests");
    audit(&page, "the requests");
    page.go(&session_view(long));
    page.click(".changes summary", "#2");
    audit(&page, "a session");
    page.go(&format!("#/users/{}", other.xuid));
    page.shows("main", "Signs in with");
    page.click("button", "Accept");
    page.shows(".activation", "ms-xbl");
    audit(&page, "a user");
    for view in ["#/faults", "#/limits", "#/clock"] {
        page.go(view);
        audit(&page, view);
    }
    page.click("button", "Reset…");
    audit(&page, "the dialog");
}

#[test]
fn a_screen_reader_is_told_calmly() {
    let Some((world, page)) = open() else { return };
    world.user(1).join("s").gives(201);
    page.shows("#timeline", "Create s");
    page.run(
        "window.said = []; new MutationObserver(() => said.push(announcer.textContent)).observe(announcer, { childList: true })",
    );
    for _ in 0..5 {
        world.user(2).get(&path("s")).gives(200);
    }
    world.user(2).get("/handles/x").refuses(404, "x");
    page.until("said.at(-1)?.endsWith(' new requests, 1 failed. The latest: 2: Read handle x, status 404')");
    // Perhaps one more for what came before.
    page.until("said.length <= 2");
}
