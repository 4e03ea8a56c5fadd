//! Consoles: users on one device are local to each other.

mod support;

use serde_json::{Value, json};
use support::*;

fn on(world: &World, xuid: u64, device: u64) -> User<'_> {
    let user = world.user(xuid);
    User { token: format!("{};device={device}", user.token), ..user }
}

fn restricted(restriction: &str) -> Value {
    let mut body = active();
    body["properties"] = json!({"system": {"joinRestriction": restriction, "readRestriction": restriction}});
    body
}

#[test]
fn who_shares_the_console_of_an_active_member_is_local() {
    let world = World::new();
    for restriction in ["local", "followed"] {
        let (host, beside, elsewhere) = (on(&world, 1, 7), on(&world, 2, 7), on(&world, 3, 8));
        host.put(&path(restriction), &restricted(restriction)).gives(201);
        for stranger in [&elsewhere, &world.user(2)] {
            stranger.get(&path(restriction)).refuses(403, restriction);
            stranger.join(restriction).refuses(403, restriction);
        }
        beside.get(&path(restriction)).gives(200);
        beside.join(restriction).gives(200);
    }
}

#[test]
fn an_inactive_member_lets_nobody_in() {
    let world = World::new();
    let (host, beside) = (on(&world, 1, 7), on(&world, 2, 7));
    let mut create = restricted("local");
    create["constants"] = json!({"system": {"inactiveRemovalTimeout": null}});
    host.put(&path("s"), &create).gives(201);
    let inactive = json!({"members": {"me": {"properties": {"system": {"active": false}}}}});
    host.put(&path("s"), &inactive).gives(200);
    beside.join("s").refuses(403, "local");
    // The member is on another console now.
    on(&world, 1, 9).join("s").gives(200);
    beside.join("s").refuses(403, "local");
    on(&world, 2, 9).join("s").gives(200);
}

#[test]
fn members_have_a_token_of_their_device_address() {
    let world = World::new();
    let mut create = active();
    create["members"]["me"]["properties"]["system"]["secureDeviceAddress"] = json!("ryY=");
    let created = world.user(1).put(&path("s"), &create).gives(201);
    let token = created["members"]["0"]["deviceToken"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 8);
    let joined = world.user(2).put(&path("s"), &create).gives(200);
    assert_eq!(joined["members"]["1"]["deviceToken"], token);
    assert_eq!(world.user(3).join("s").gives(200)["members"]["2"]["deviceToken"], Value::Null);
}

#[test]
fn members_have_the_gamertag_that_they_were_last_seen_with() {
    let world = World::new();
    world.control("PUT", "/users/1", &json!({"gamertag": "Zoë"})).is_empty(204);
    let mut create = active();
    create["members"]["reserve_0"] = json!({"constants": {"system": {"xuid": "2"}}});
    let created = world.user(1).put(&path("s"), &create).gives(201);
    assert_eq!(created["members"]["0"]["gamertag"], "Zoë");
    assert_eq!(created["members"]["1"]["gamertag"], Value::Null);
    world.control("PUT", "/users/1", &json!({"gamertag": null})).is_empty(204);
    assert_eq!(world.user(1).join("s").gives(200)["members"]["0"]["gamertag"], Value::Null);
}
