//! How often a user may ask.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

/// An emulator whose clock stands still.
fn frozen(settings: Settings) -> World {
    let world = World::limited(settings);
    world.freeze();
    world
}

fn throttled(answer: &Answer, current: u32, most: u32, period: u32, retry_after: &str) {
    let body = json!({
        "version": 1, "currentRequests": current, "maxRequests": most, "periodInSeconds": period, "limitType": "Rate",
    });
    assert_eq!(answer.gives(429), body);
    assert_eq!(answer.header("retry-after"), retry_after);
}

/// Asks for nothing in particular, and gets it.
fn ask(user: &User<'_>, times: usize) {
    for time in 0..times {
        assert_eq!(user.get("/handles/x").status, 404, "request {time}");
    }
}

fn meters(world: &World) -> Value {
    let limits = world.control("GET", "/limits", &Value::Null).gives(200);
    assert_eq!(limits["enforced"], true);
    limits["meters"].clone()
}

#[test]
fn the_31st_request_in_15_seconds_is_dropped() {
    let world = frozen(Settings::default());
    let user = world.user(1);
    ask(&user, 30);
    throttled(&user.join("s"), 31, 30, 15, "15");
    world.advance(14.5);
    throttled(&user.get("/handles/x"), 32, 30, 15, "1");
    world.advance(0.5);
    user.get(&path("s")).is_empty(204);
    let log = world.control("GET", "/requests?after=30", &Value::Null).gives(200);
    assert_eq!(log["requests"][0]["status"], 429);
}

#[test]
fn dropped_requests_count_to_sustain() {
    let world = frozen(Settings::default());
    let user = world.user(1);
    for _ in 0..9 {
        ask(&user, 30);
        assert_eq!(user.get("/handles/x").status, 429);
        world.advance(15.0);
    }
    // 279 so far, of which 9 were dropped.
    ask(&user, 21);
    throttled(&user.get("/handles/x"), 301, 300, 300, "165");
    world.advance(15.0);
    throttled(&user.get("/handles/x"), 302, 300, 300, "150");
    world.advance(150.0);
    ask(&user, 1);
}

#[test]
fn users_and_titles_have_meters_of_their_own() {
    let world = frozen(Settings::default());
    let user = world.user(1);
    ask(&user, 30);
    ask(&world.user(2), 1);
    let mut elsewhere = world.user(1);
    elsewhere.token = "XBL3.0 x=emulator;xuid=1;title=5".to_owned();
    ask(&elsewhere, 1);
    elsewhere.token = format!("{};nonce=1", user.token);
    assert_eq!(elsewhere.get("/handles/x").status, 429, "another token of the same user");
    assert_eq!(world.control("GET", "/health", &Value::Null).status, 200);
    elsewhere.token = "nobody".to_owned();
    elsewhere.get("/handles/x").refuses(401, "XBL3.0");
}

#[test]
fn searches_are_read_and_written_once_in_15_seconds() {
    let world = frozen(Settings::default());
    let user = world.user(1);
    user.create("s", searchable()).gives(201);
    let created = user.post("/handles", &search("s", json!({"tags": ["a"]}))).gives(201);
    throttled(&user.delete(&handle_path(&created)), 2, 1, 15, "15");
    user.search(&json!({})).gives(200);
    throttled(&user.search(&json!({})), 2, 1, 15, "15");
    user.activities(&[1]);
    user.get(&handle_path(&created)).gives(200);
    world.advance(15.0);
    assert_eq!(user.delete(&handle_path(&created)).status, 204);
    // It is gone, so that this is no write.
    user.delete(&handle_path(&created)).refuses(404, "does not exist");
    throttled(&user.post("/handles", &search("s", json!({}))), 2, 1, 15, "15");
}

#[test]
fn searches_are_read_20_times_in_300_seconds() {
    let world = frozen(Settings::default());
    let user = world.user(1);
    for _ in 0..19 {
        user.search(&json!({})).gives(200);
        world.advance(15.0);
    }
    user.search(&json!({})).gives(200);
    // Both limits are passed; sustain, which began 285 seconds ago, ends at the same time as burst.
    assert_eq!(user.search(&json!({})).header("retry-after"), "15");
    world.advance(14.0);
    assert_eq!(user.search(&json!({})).header("retry-after"), "1");
    world.advance(1.0);
    user.search(&json!({})).gives(200);
}

#[test]
fn the_meters_can_be_read() {
    let world = World::limited(Settings::default());
    world.control("PUT", "/clock", &json!({"frozen": true, "now": "2040-01-01T00:00:00Z"})).gives(200);
    assert_eq!(meters(&world), json!([]));
    world.user(3212).search(&json!({})).gives(200);
    ask(&world.user(3212), 2);
    world.advance(15.0);
    let burst = |limit: u32| json!({"used": 0, "limit": limit, "periodSeconds": 15, "endsAt": null});
    let sustain = |used: u32, limit: u32| json!({"used": used, "limit": limit, "periodSeconds": 300, "endsAt": "2040-01-01T00:05:00.0000000Z"});
    let shown = json!([
        {"xuid": "3212", "titleId": "1234567", "bucket": "requests", "burst": burst(30), "sustain": sustain(3, 300)},
        {"xuid": "3212", "titleId": "1234567", "bucket": "searchRead", "burst": burst(1), "sustain": sustain(1, 20)},
    ]);
    assert_eq!(meters(&world), shown);
    world.advance(285.0);
    assert_eq!(meters(&world), json!([]));
    ask(&world.user(1), 1);
    world.control("POST", "/reset", &Value::Null).gives(200);
    assert_eq!(meters(&world), json!([]));
}

#[test]
fn limits_can_be_changed_and_switched_off() {
    let world = frozen(Settings {
        burst_limit: 2,
        burst_period_seconds: 60.try_into().unwrap(),
        limit_type: "rate".to_owned(),
        search_counts_as_request: false,
        ..Settings::default()
    });
    let user = world.user(1);
    ask(&user, 2);
    user.search(&json!({})).gives(200);
    let over = user.get("/handles/x");
    assert_eq!((&over.gives(429)["limitType"], over.header("retry-after")), (&json!("rate"), "60"));

    let world = World::limited(Settings { rate_limits: false, ..Settings::default() });
    ask(&world.user(1), 40);
    let limits = world.control("GET", "/limits", &Value::Null).gives(200);
    assert_eq!((&limits["enforced"], &limits["meters"][0]["sustain"]["used"]), (&json!(false), &json!(40)));
}

#[test]
fn periods_may_begin_with_the_clock() {
    let world = World::limited(Settings { limit_period_start: "clock".to_owned(), ..Settings::default() });
    world.control("PUT", "/clock", &json!({"frozen": true, "now": "2040-01-01T00:00:14Z"})).gives(200);
    let user = world.user(1);
    ask(&user, 30);
    assert_eq!(user.get("/handles/x").header("retry-after"), "1");
    world.advance(1.0);
    ask(&user, 30);
    assert_eq!(user.get("/handles/x").header("retry-after"), "15");
}

#[test]
fn what_a_fault_keeps_from_the_directory_is_not_counted() {
    let world = frozen(Settings::default());
    let user = world.user(1);
    let fail = json!({"effect": {"kind": "status", "status": 503}, "times": 5});
    world.control("POST", "/faults", &fail).gives(201);
    for _ in 0..5 {
        user.get("/handles/x").is_empty(503);
    }
    ask(&user, 30);
    assert_eq!(user.get("/handles/x").status, 429);
}

/// A test that fires many requests at once gets exactly as many through.
#[test]
fn concurrent_requests_are_counted_once_each() {
    let world = frozen(Settings::default());
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..10).map(|_| world.user(1).get("/handles/x").status).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let count = |status: u16| statuses.iter().filter(|each| **each == status).count();
    assert_eq!((count(404), count(429)), (30, 10));
}
