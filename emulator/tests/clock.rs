//! The virtual clock.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

#[test]
fn the_clock_is_frozen_set_and_advanced() {
    let world = World::new();
    let running = world.control("GET", "/clock", &Value::Null).gives(200);
    assert_eq!((&running["frozen"], &running["offsetMs"]), (&json!(false), &json!(0)));
    let frozen = world.control("PUT", "/clock", &json!({"frozen": true, "now": "2040-01-01T00:00:00Z"})).gives(200);
    assert_eq!((&frozen["frozen"], &frozen["now"]), (&json!(true), &json!("2040-01-01T00:00:00.0000000Z")));
    let later = world.control("POST", "/clock/advance", &json!({"seconds": 90.5})).gives(200);
    assert_eq!(later["now"], "2040-01-01T00:01:30.5000000Z");
    assert_eq!(world.control("GET", "/clock", &Value::Null).gives(200)["now"], later["now"]);
    let going = world.control("PUT", "/clock", &json!({"frozen": false})).gives(200);
    assert_eq!(going["frozen"], false);
    assert!(going["offsetMs"].as_i64().unwrap() > 0);
}

#[test]
fn sessions_handles_and_answers_have_its_time() {
    let world = World::new();
    world.control("PUT", "/clock", &json!({"frozen": true, "now": "2040-01-01T00:00:00Z"})).gives(200);
    let user = world.user(1);
    let created = user.join("s");
    assert_eq!(created.gives(201)["startTime"], "2040-01-01T00:00:00.0000000Z");
    assert_eq!(created.header("date"), "Sun, 01 Jan 2040 00:00:00 GMT");
    assert_eq!(user.activity("s").gives(201)["createTime"], "2040-01-01T00:00:00.0000000Z");
}

#[test]
fn invites_expire_by_it() {
    let world = World::with(Settings { invite_lifetime_seconds: 60, ..Settings::default() });
    world.freeze();
    let host = world.user(1);
    host.join("s").gives(201);
    let invite = host.invite("s", 2).gives(201);
    world.advance(59.0);
    host.get(&handle_path(&invite)).gives(200);
    world.advance(1.0);
    host.get(&handle_path(&invite)).refuses(404, "does not exist");
    let health = world.control("GET", "/health", &Value::Null).gives(200);
    assert_eq!(health["handles"], 0);
}

#[test]
fn wrong_times_are_refused() {
    let world = World::new();
    let put = |body: Value| world.control("PUT", "/clock", &body);
    put(json!({})).refuses(400, "frozen is missing");
    put(json!({"frozen": 1})).refuses(400, "frozen must be true or false");
    put(json!({"frozen": true, "now": "today"})).refuses(400, "now \"today\" is not a time");
    put(json!({"frozen": true, "now": "2001-01-01T00:00:00Z"})).refuses(400, "does not go back");
    let advance = |seconds: Value| world.control("POST", "/clock/advance", &json!({ "seconds": seconds }));
    advance(json!(-1)).refuses(400, "seconds -1");
    advance(json!(-1e-323)).refuses(400, "seconds -1e-323");
    advance(json!("1")).refuses(400, "seconds must be a number");
    advance(json!(1e15)).refuses(400, "past the last time");
    advance(json!(1e300)).refuses(400, "seconds 1e300");
    advance(Value::Null).refuses(400, "seconds is missing");
}

#[test]
fn a_reset_gives_the_machines_clock_back() {
    let world = World::new();
    world.freeze();
    world.advance(3600.0);
    world.control("POST", "/reset", &Value::Null).gives(200);
    let clock = world.control("GET", "/clock", &Value::Null).gives(200);
    assert_eq!((&clock["frozen"], &clock["offsetMs"]), (&json!(false), &json!(0)));
}
