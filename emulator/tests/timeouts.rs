//! Members, reservations and sessions that go by themselves.

mod support;

use mpsd_emulator::{Settings, Timeout};
use serde_json::{Value, json};
use support::*;

fn status(active: bool, ready: bool) -> Value {
    json!({"members": {"me": {"properties": {"system": {"active": active, "ready": ready}}}}})
}

#[test]
fn a_reservation_goes_after_its_timeout() {
    let world = World::new();
    world.freeze();
    let (host, guest) = (world.user(1), world.user(2));
    let mut create = active();
    create["constants"] = json!({"system": {"visibility": "private"}});
    create["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "2"}}});
    let created = host.put(&path("s"), &create);
    let document = created.gives(201);
    let time = |name: &str| document[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(time("nextTimer").duration_since(time("startTime")).as_secs(), 30);
    assert_ne!(created.header("expires"), "");
    world.advance(29.9);
    guest.get(&path("s")).gives(200);
    world.advance(0.1);
    guest.join("s").refuses(403, "private");
    let later = host.get(&path("s"));
    assert_eq!(later.gives(200)["changeNumber"], 2);
    assert_eq!((&later.json()["nextTimer"], later.header("expires")), (&Value::Null, ""));
    assert_ne!(later.header("etag"), created.header("etag"));
}

#[test]
fn an_inactive_member_goes_with_activity_and_seat() {
    let world = World::new();
    world.freeze();
    let (host, guest) = (world.user(1), world.user(2));
    host.create("s", json!({"inactiveRemovalTimeout": 5000})).gives(201);
    guest.join("s").gives(200);
    guest.activity("s").gives(201);
    guest.put(&path("s"), &status(false, false)).gives(200);
    assert!(world.user(3).activities(&[2]).is_empty());
    world.advance(4.0);
    assert_eq!(host.get(&path("s")).gives(200)["membersInfo"]["count"], 2);
    guest.put(&path("s"), &status(true, false)).gives(200);
    world.advance(60.0);
    guest.put(&path("s"), &status(false, false)).gives(200);
    world.advance(5.0);
    assert_eq!(host.get(&path("s")).gives(200)["membersInfo"]["count"], 1);
}

#[test]
fn by_default_the_inactive_leave_at_once() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.join("s").gives(201);
    guest.put(&path("s"), &json!({"members": {"me": {}}})).gives(200);
    assert_eq!(host.get(&path("s")).gives(200)["membersInfo"]["count"], 1);
    guest.put(&path("other"), &json!({"members": {"me": {}}})).is_empty(204);
    host.put(&path("s"), &status(false, false)).is_empty(204);
    let lasting = World::with(Settings { inactive_removal_timeout: Timeout(None), ..Settings::default() });
    lasting.user(1).put(&path("s"), &json!({"members": {"me": {}}})).gives(201);
}

#[test]
fn ready_turns_inactive_unless_active_comes_first() {
    let world = World::new();
    world.freeze();
    let (host, guest) = (world.user(1), world.user(2));
    host.join("s").gives(201);
    let joined = guest.put(&path("s"), &status(false, true)).gives(200);
    assert_eq!(joined["membersInfo"]["active"], 1);
    world.advance(179.0);
    let playing = json!({"members": {"me": {"properties": {"system": {"active": true}}}}});
    let document = guest.put(&path("s"), &playing).gives(200);
    assert_eq!(document["members"]["1"]["properties"]["system"]["ready"], Value::Null);
    guest.put(&path("s"), &status(false, true)).gives(200);
    world.advance(180.0);
    assert_eq!(host.get(&path("s")).gives(200)["membersInfo"]["count"], 1);
}

#[test]
fn an_empty_session_lingers_and_takes_its_handles_along() {
    let world = World::new();
    world.freeze();
    let (host, guest) = (world.user(1), world.user(2));
    let system = json!({"sessionEmptyTimeout": 10_000, "capabilities": {"searchable": true}});
    host.create("s", system).gives(201);
    let handle = host.post("/handles", &search("s", json!({}))).gives(201);
    let empty = host.put(&path("s"), &leave());
    assert_eq!(empty.gives(200)["members"], json!({}));
    world.advance(9.0);
    assert_eq!(guest.join("s").gives(200)["membersInfo"]["count"], 1);
    guest.put(&path("s"), &leave()).gives(200);
    world.advance(9.0);
    guest.get(&handle_path(&handle)).gives(200);
    world.advance(1.0);
    guest.get(&handle_path(&handle)).refuses(404, "does not exist");
    guest.get(&path("s")).is_empty(204);
    let nobody = json!({"constants": {"system": {"sessionEmptyTimeout": 1000}}});
    host.put(&path("t"), &nobody).gives(201);
    world.advance(1.0);
    host.get(&path("t")).is_empty(204);
}

#[test]
fn null_is_infinite_and_stays_a_constant() {
    let world = World::new();
    world.freeze();
    let user = world.user(1);
    let created = user.create("s", json!({"sessionEmptyTimeout": null})).gives(201);
    assert_eq!(created["constants"]["system"], json!({"sessionEmptyTimeout": null}));
    user.put(&path("s"), &json!({ "constants": created["constants"] })).gives(200);
    let other = json!({"constants": {"system": {"sessionEmptyTimeout": 0}}});
    user.put(&path("s"), &other).refuses(409, "constants.system.sessionEmptyTimeout");
    user.put(&path("s"), &leave()).gives(200);
    world.advance(1e9);
    user.get(&path("s")).gives(200);
}
