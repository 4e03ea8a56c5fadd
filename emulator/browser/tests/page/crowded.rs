//! The page with a thousand sessions and ten thousand handles.

use std::time::{Duration, Instant};

use mpsd_emulator::Options;
use mpsd_emulator_browser::Page;
use serde_json::json;

use super::has_browser;
use super::support::*;

const SESSIONS: u64 = 1000;
const INVITES: u64 = 9;

/// A player for each session, who invites nine: with the activity, ten handles each.
fn crowd() -> String {
    let mut scenario = format!("scid = \"{SCID}\"\ntemplateName = \"deathmatch\"\n");
    for xuid in 1..=SESSIONS {
        let session = format!("sessionRef = {{ name = \"session-{xuid}\" }}");
        let invites = (1..=INVITES).map(|invited| {
            let invited = SESSIONS + invited;
            format!("[[invites]]\nsenderXuid = \"{xuid}\"\ninvitedXuid = \"{invited}\"\n{session}\n")
        });
        scenario += &format!("[[sessions]]\n{session}\nmembers = [{{ xuid = \"{xuid}\" }}]\n");
        scenario += &format!("[[activities]]\nownerXuid = \"{xuid}\"\n{session}\n");
        scenario.extend(invites);
    }
    scenario
}

#[test]
fn a_crowd_does_not_slow_it_down() {
    if !has_browser() {
        return;
    }
    let scenario = Some(crowd());
    let world = World::start(Options { scenario, ..Options::default() });
    let page = Page::open(world.emulator.url());
    page.run("window.field = document.querySelector('input[type=search]'); field.focus()");
    page.shows("#handles-title", "10,000");
    page.shows("#sessions-title", "1,000");
    page.shows("main", "Showing 20 of 1,000 sessions");
    page.until("document.querySelectorAll('*').length < 3000");

    let started = Instant::now();
    world.user(5000).join("the-latest").gives(201);
    page.shows("main table", "the-latest");
    page.until("document.activeElement === field");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    let drawing = "const { onUpdate, update } = await import('/page/store.js'); \
                   const from = performance.now(); for (let n = 0; n < 20; n++) { update({}); await null; await null; } \
                   return (performance.now() - from) / 20";
    let milliseconds = page.run(drawing).as_f64().unwrap();
    assert!(milliseconds < 50.0, "one drawing takes {milliseconds} ms");

    page.fill("input[type=search]", "1001");
    page.shows(".users", "and 997 more");
    page.until("document.querySelectorAll('*').length < 3000");
    page.fill("input[type=search]", "session-777");
    page.shows("#sessions-title", "Sessions 1");
    page.shows("main table", "session-777");
    page.fill("input[type=search]", "no such thing");
    page.shows("main", "Nothing here fits the filter");
    page.run("field.value = ''; field.dispatchEvent(new Event('input'))");
    page.shows("#sessions-title", "1,001");
    page.click("main section[aria-labelledby=sessions-title] button", "Show more");
    page.shows("main", "Showing 120 of 1,001 sessions");
    assert_eq!(super::look(&world, "/state?take=1")["counts"]["handles"], json!(10_000));
}
