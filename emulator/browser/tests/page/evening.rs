//! Two users play a whole evening while the page is open; pictures are taken of it.

use std::env;
use std::path::{Path, PathBuf};

use mpsd_emulator_browser::{Look, Page};
use serde_json::json;

use super::support::*;
use super::{name, open, session_view};

const ADA: u64 = 2_533_274_790_412_952;
const BROOK: u64 = 2_533_274_790_412_953;
const CLEO: u64 = 2_533_274_790_412_954;

/// Where the pictures go: MPSD_PICTURES, or a place that `cargo clean` empties.
fn pictures() -> PathBuf {
    let place = env::var_os("MPSD_PICTURES").unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
    // Cargo runs tests in the folder of their package.
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(place);
    std::fs::create_dir_all(&place).unwrap();
    place
}

const WIDE: Look = Look { width: 1280, height: 860, dark: false };
const NARROW: Look = Look { height: 800, ..Look::NARROW };

fn picture(page: &Page, name: &str, look: Look) {
    page.look(look);
    page.run("return new Promise(requestAnimationFrame)");
    page.picture(&pictures().join(format!("page-{name}.png")));
    page.look(Look::WIDE);
}

#[test]
fn two_users_play_an_evening() {
    let Some((world, page)) = open() else { return };
    picture(&page, "first-steps", WIDE);
    let (ada, brook, cleo) = (world.user(ADA), world.user(BROOK), world.user(CLEO));
    for (xuid, gamertag) in [(ADA, "Ada"), (BROOK, "Brook"), (CLEO, "Cleo")] {
        name(&world, xuid, gamertag);
    }

    // Ada opens a lobby and shows it; Brook is invited and accepts on the page.
    let capabilities = json!({"capabilities": {"searchable": true}, "maxMembersCount": 8});
    ada.create("Harbour-lobby", capabilities.clone()).gives(201);
    ada.activity("Harbour-lobby").gives(201);
    ada.put(&path("Harbour-lobby"), &json!({"properties": {"custom": {"map": "harbour", "round": 1}}})).gives(200);
    ada.invite("Harbour-lobby", BROOK).gives(201);
    ada.invite("Harbour-lobby", CLEO).gives(201);
    let invite = world.inbox(BROOK)[0].clone();
    page.shows(".users", "Ada invites to Harbour-lobby");
    page.click("button", "Accept the invite of Ada to Brook");
    page.shows(".activation", invite["id"].as_str().unwrap());
    brook.get(&by_handle(&invite)).gives(200);
    brook.put_if(&by_handle(&invite), ("If-Match", "*"), &active()).gives(200);
    brook.activity("Harbour-lobby").gives(201);
    page.shows("main table", "2/8 Ada Brook");
    cleo.invite("Harbour-lobby", BROOK).refuses(403, "only members may invite");
    page.shows("#timeline", "Cleo Invite Brook to Harbour-lobby 403");
    picture(&page, "overview", WIDE);
    picture(&page, "overview-dark", WIDE.dark());
    picture(&page, "overview-narrow", NARROW);

    // A round is played: what changed can be read.
    ada.put(&path("Harbour-lobby"), &json!({"properties": {"custom": {"map": "citadel", "round": 2, "mode": "ctf"}}}))
        .gives(200);
    page.go(&session_view("Harbour-lobby"));
    page.click(".changes summary", "1 added, 2 changed");
    page.shows(".diff", "/properties/custom/mode");
    page.click("#timeline summary", "Change Harbour-lobby");
    picture(&page, "session", Look { height: 1000, ..WIDE });

    // The service fails once; the game tries again.
    page.go("#/faults");
    page.click("button", "The next request answers 503");
    page.shows("main table", "the next request");
    assert_eq!(ada.post("/handles", &search("Harbour-lobby", json!({"tags": ["calm"]}))).status, 503);
    ada.post("/handles", &search("Harbour-lobby", json!({"tags": ["calm"]}))).gives(201);
    page.shows("#timeline .fault", "Fault");
    page.shows("main table", "used up");
    picture(&page, "faults", WIDE);

    // Cleo finds the lobby by search, and joins.
    let found = cleo.search(&json!({"filter": "tags/any(d:tolower(d) eq 'calm')"})).gives(200);
    cleo.put(&by_handle(&found["results"][0]), &active()).gives(200);
    page.go("");
    page.shows("main table", "3/8 Ada Brook Cleo");

    // All move on to the match, and leave in the end.
    ada.create("Citadel-match", json!({"maxMembersCount": 8})).gives(201);
    let moved = ada.post("/handles", &transfer("Citadel-match", "Harbour-lobby")).gives(201);
    for user in [&brook, &cleo] {
        user.put(&by_handle(&moved), &active()).gives(200);
        user.put(&path("Harbour-lobby"), &leave()).gives(200);
    }
    page.shows("main table", "Citadel-match deathmatch 3/8 Ada Brook Cleo");
    page.shows("[aria-labelledby=handles-title]", "Harbour-lobby → Citadel-match");
    page.click("nav a", "Overview");
    page.look(NARROW);
    page.click("nav a", "Requests");
    picture(&page, "requests-narrow", NARROW.dark());
    page.click("nav a", "Overview");

    ada.put(&path("Harbour-lobby"), &leave()).is_empty(204);
    for user in [&ada, &brook] {
        user.put(&path("Citadel-match"), &leave()).gives(200);
    }
    cleo.put(&path("Citadel-match"), &leave()).is_empty(204);
    page.shows("main", "No session. A PUT to its path creates one");
    assert_eq!(page.complaints(), [""; 0]);
}
