//! What the page shows while users play.

use mpsd_emulator::Options;
use serde_json::json;

use super::support::*;
use super::{name, open, session_view};

#[test]
fn two_users_play_and_the_page_follows() {
    let Some((world, page)) = open() else { return };
    page.shows("main", "Nobody is here yet");
    page.shows("main", world.emulator.url());
    page.shows("#timeline", "appears here");

    let (host, guest) = (world.user(3212), world.user(3210));
    name(&world, 3212, "Ada");
    host.join("Session-49").gives(201);
    page.shows(".users", "Ada 3212 title 1234567 · seen just now Plays in Session-49");
    page.shows("#timeline", "Ada Create Session-49 201");

    host.activity("session-49").gives(201);
    page.shows(".users", "Activity: session-49");
    guest.join("session-49").gives(200);
    page.shows(".users", "3210");
    page.shows("main table", "2/100 Ada 3210 open #3");
    page.shows("#timeline", "3210 Join session-49 200");
    guest.invite("nowhere", 3212).refuses(403, "nowhere");
    page.shows("#timeline", "3210 Invite Ada to nowhere 403");
    page.shows("#timeline .failed .reason", "only members may invite to it");

    page.click("label", "Failures only");
    page.shows_no("#timeline", "Join session-49");
    page.shows("#timeline", "Invite Ada to nowhere");

    guest.put(&path("session-49"), &leave()).gives(200);
    page.shows(".users", "In no session");
    host.put(&path("session-49"), &leave()).is_empty(204);
    page.shows("main", "No session. A PUT to its path creates one");
    page.click("button", "Clear");
    page.shows("#timeline", "appears here");
    assert_eq!(page.complaints(), [""; 0]);
}

#[test]
fn what_is_open_focused_and_typed_stays_while_users_play() {
    let Some((world, page)) = open() else { return };
    world.user(1).join("a").gives(201);
    page.shows("#timeline", "Create a");
    page.click("#timeline summary", "Create a");
    page.shows("#timeline .bodies", "\"active\": true");
    page.fill("input[type=search]", "a");
    page.run("window.field = document.activeElement; window.entry = document.querySelector('.entries li')");
    for xuid in 2..20 {
        world.user(xuid).join("a").gives(200);
    }
    page.shows("#timeline h2", "19");
    page.until("document.activeElement === field && field.value === 'a'");
    page.until(
        "entry.isConnected && entry.querySelector('details').open && entry !== document.querySelector('.entries li')",
    );
    page.shows("#timeline .bodies", "\"active\": true");

    page.run("const side = document.getElementById('timeline'); side.scrollTop = 200; window.top1 = entry.offsetTop");
    page.run("window.seen = entry.getBoundingClientRect().top");
    world.user(20).join("a").gives(200);
    page.shows("#timeline h2", "20");
    page.until("Math.abs(entry.getBoundingClientRect().top - seen) < 2");
}

#[test]
fn the_demo_seeds_the_page() {
    let Some((world, page)) = open() else { return };
    page.click("button", "Play a demo");
    page.shows(".users", "Cleo 2533274790412954 has not signed in In no session Ada invites to Friday-night");
    page.click("a", "Friday-night");
    page.shows("main h2", "Friday-night");
    page.shows(".changes", "#3");
    assert_eq!(super::look(&world, "/sessions")["count"], 1);

    page.click("button", "Reset…");
    page.shows("dialog", "It forgets all sessions");
    page.click("dialog button", "Reset");
    page.shows("#notices", "Kept: rateLimits = false.");
    page.shows("main", "does not exist");
    assert_eq!(super::look(&world, "/sessions")["count"], 0);
    page.click("main a", "Overview");
    page.shows("main", "Nobody is here yet");
}

#[test]
fn a_request_shows_the_headers_of_its_answer() {
    let Some((world, page)) = open() else { return };
    let created = world.user(1).join("s");
    page.go("#/requests");
    page.click("#timeline summary", "Create s");
    page.click("#timeline .bodies summary", "Answer headers");
    page.shows("#timeline .bodies details[open] .headers", created.header("x-xblcorrelationid"));
    page.shows("#timeline .view-head a", "Download as HAR");
}

#[test]
fn settings_have_their_defaults_again_by_a_reset() {
    let Some((world, page)) = open() else { return };
    page.click("button", "Reset…");
    page.click("dialog label", "Give settings their defaults again");
    page.click("dialog button", "Reset");
    page.shows("#notices", "Settings are the defaults, templates the built-in ones.");
    let kept = world.control("POST", "/reset", &serde_json::Value::Null).gives(200);
    assert_eq!(kept["kept"]["settings"], serde_json::json!({}));
}

#[test]
fn an_emulator_that_ends_is_noticed() {
    let Some((world, page)) = open() else { return };
    world.user(1).join("a").gives(201);
    page.go(&session_view("a"));
    page.shows("main", "End session");
    world.emulator.stop();
    page.shows("header", "is the emulator still running?");
    page.click("button", "End session");
    page.shows("#notices [role=alert]", "Could not end session a: the emulator does not answer");
}

#[test]
fn time_is_frozen_and_advanced() {
    let Some((world, page)) = open() else { return };
    page.go("#/clock");
    page.click("button", "Freeze");
    page.shows("nav", "frozen");
    assert_eq!(super::look(&world, "/clock")["frozen"], true);
    let mut reserve = json!({"members": {"reserve_1": {"constants": {"system": {"xuid": "5"}}}}});
    reserve["members"]["me"] = active()["members"]["me"].clone();
    world.user(1).put(&path("a"), &reserve).gives(201);
    page.click("nav a", "Overview");
    page.shows(".users", "Seat kept in a");
    page.click("nav a", "Clock");
    page.click("button", "+ 30 s");
    page.shows("#notices", "30 s have passed");
    page.fill("input[name=seconds]", "1");
    page.press("\u{e007}");
    page.click("nav a", "Overview");
    page.shows_no(".users", "Seat kept in a");
    page.click("nav a", "Clock");
    page.click("button", "Let it run");
    page.shows("main", "ahead of the machine");
}

#[test]
fn an_emulator_that_comes_back_is_followed_again() {
    let Some((world, page)) = open() else { return };
    let user = world.user(1);
    user.join("before").gives(201);
    user.get(&path("before")).gives(200);
    page.shows("#timeline", "Read before");
    let port = world.emulator.url().rsplit(':').next().unwrap().parse().unwrap();
    world.emulator.stop();
    page.shows("header", "Trying again");
    let again = World::start(Options { port, ..Options::default() });
    again.user(2).join("after").gives(201);
    page.shows("header", "Live");
    page.shows("#timeline", "2 Create after");
    page.shows_no("#timeline", "before");
    page.shows(".users", "Plays in after");
}
