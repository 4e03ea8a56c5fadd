//! Fault switches, and what they do to the next requests.

use mpsd_emulator::Settings;
use mpsd_emulator_browser::Page;

use super::support::World;
use super::{has_browser, look, open};

#[test]
fn a_switch_makes_the_next_request_fail() {
    let Some((world, page)) = open() else { return };
    page.go("#/faults");
    page.shows("main", "Nothing fails");
    page.click("button", "The next request answers 503");
    page.shows("#notices", "From now on: answer 503, to be retried after 5 s, the next request.");
    page.shows("main table", "answer 503, to be retried after 5 s the next request");
    page.shows("nav", "Faults 1");
    let failed = world.user(1).join("s");
    assert_eq!((failed.status, failed.header("retry-after")), (503, "5"));
    page.shows("#timeline .failed", "1 Join s 503");
    page.shows("#timeline .fault", "Fault: answered instead of the directory");
    page.shows("main table", "used up");
    world.user(1).join("s").gives(201);
    page.click("button", "Remove all");
    page.shows("main", "Nothing fails");
    page.shows_no("nav", "Faults 1");
}

#[test]
fn a_rule_is_written_in_a_form() {
    let Some((world, page)) = open() else { return };
    page.go("#/faults");
    page.fill("input[name=status]", "418");
    page.fill("input[name=route]", "POST /handles");
    page.fill("input[name=xuid]", "7");
    page.fill("input[name=times]", "2");
    page.click("button", "Add rule");
    page.shows("main table", "answer 418 the next 2 requests to POST /handles of 7");
    world.user(7).join("s").gives(201);
    assert_eq!(world.user(7).activity("s").status, 418);
    page.shows("main table", "the next request to POST /handles of 7");

    page.run("const effect = document.querySelector('.fault-form select'); effect.value = 'truncate'; effect.dispatchEvent(new Event('change'))");
    page.until("document.querySelector('input[name=status]') === null");
    page.fill("input[name=bytes]", "9");
    page.fill("input[name=chance]", "50");
    page.click("button", "Add rule");
    page.shows("main table", "answer cut after 9 bytes");
    let rule = &look(&world, "/faults")["rules"][1];
    assert_eq!((&rule["effect"]["bytes"], &rule["probability"]), (&9.into(), &0.5.into()));

    page.fill("input[name=route]", "PO ST");
    page.click("button", "Add rule");
    page.shows("#notices [role=alert]", "Could not add the rule: ");
    page.click("button", "Remove: answer 418");
    page.shows_no("main table", "answer 418");
}

#[test]
fn meters_show_what_is_used_of_the_limits() {
    if !has_browser() {
        return;
    }
    let world = World::limited(Settings::default());
    let page = Page::open(world.emulator.url());
    page.go("#/limits");
    page.shows("main", "Beyond a limit a request answers 429");
    page.shows("main", "Nobody has asked for anything yet");
    for _ in 0..30 {
        world.user(1).get("/handles/x").refuses(404, "x");
    }
    page.shows("main table", "1 1234567 Requests 30 of 30 in 15 s 30 of 300 in 5 min");
    assert_eq!(world.user(1).get("/handles/x").status, 429);
    page.shows("#timeline .failed", "429");
    page.click("button", "Stop enforcing");
    page.shows("main", "none is refused");
    world.user(1).get("/handles/x").refuses(404, "x");
    page.click("button", "Enforce");
    page.shows("main", "Beyond a limit a request answers 429");
    assert_eq!(look(&world, "/limits")["enforced"], true);
}
