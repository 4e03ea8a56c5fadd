//! Social groups: who follows whom, and what that opens.

mod support;

use serde_json::{Value, json};
use support::*;

fn follow(world: &World, user: u64, other: u64, favorite: bool) {
    let body = if favorite { json!({"favorite": true}) } else { Value::Null };
    world.control("PUT", &format!("/users/{user}/people/{other}"), &body).is_empty(204);
}

fn group(moniker: &str, xuid: u64) -> Value {
    json!({"people": {"moniker": moniker, "monikerXuid": xuid.to_string()}})
}

#[test]
fn the_control_api_keeps_people_and_favorites() {
    let world = World::new();
    follow(&world, 1, 3, true);
    follow(&world, 1, 2, false);
    let shown = |world: &World| world.control("GET", "/users/1", &Value::Null).gives(200);
    assert_eq!(shown(&world)["people"], json!(["2", "3"]));
    assert_eq!(shown(&world)["favorites"], json!(["3"]));
    follow(&world, 1, 3, false);
    assert_eq!(shown(&world)["favorites"], json!([]));
    world.control("DELETE", "/users/1/people/2", &Value::Null).is_empty(204);
    world.control("DELETE", "/users/1/people/2", &Value::Null).is_empty(204);
    assert_eq!(shown(&world)["people"], json!(["3"]));
    world.control("PUT", "/users/1/people/x", &Value::Null).refuses(400, "xuid \"x\"");
    world.control("PUT", "/users/1/people/2", &json!({"favorite": 1})).refuses(400, "favorite must be");
    world.control("PUT", "/users/1/people/2", &json!([])).refuses(400, "must be a JSON object");
    world.control("POST", "/reset", &Value::Null).gives(200);
    assert_eq!(shown(&world)["people"], json!([]));
}

#[test]
fn users_have_gamertags() {
    let world = World::new();
    let put = |body: Value| world.control("PUT", "/users/7", &body);
    put(json!({"gamertag": "Zoë the Brave"})).is_empty(204);
    assert_eq!(world.control("GET", "/users/7", &Value::Null).gives(200)["gamertag"], "Zoë the Brave");
    let found = world.control("GET", "/users?filter=zo%C3%AB", &Value::Null).gives(200);
    assert_eq!((&found["count"], &found["users"][0]["xuid"]), (&json!(1), &json!("7")));
    world.user(7).join("s").gives(201);
    let sessions = world.control("GET", "/sessions", &Value::Null).gives(200);
    assert_eq!(sessions["sessions"][0]["members"][0]["gamertag"], "Zoë the Brave");
    put(json!({"gamertag": ""})).refuses(400, "gamertag must have 1 to 64");
    put(json!({"gamertag": "a\u{7}"})).refuses(400, "no control characters");
    put(json!({"gamertag": 7})).refuses(400, "gamertag must be a string");
    put(json!({"gamertag": null})).is_empty(204);
    assert_eq!(world.control("GET", "/users/7", &Value::Null).gives(200)["gamertag"], Value::Null);
}

#[test]
fn activities_of_a_social_group() {
    let world = World::new();
    let (two, three) = (world.user(2), world.user(3));
    for (user, name) in [(&two, "a"), (&three, "b")] {
        user.join(name).gives(201);
        user.activity(name).gives(201);
    }
    follow(&world, 1, 2, false);
    follow(&world, 1, 3, true);
    let owners = |user: &User<'_>, owners: Value| -> Vec<Value> {
        let body = json!({"type": "activity", "scid": SCID, "owners": owners});
        let results = user.post("/handles/query", &body).gives(200)["results"].as_array().unwrap().clone();
        results.iter().map(|each| each["ownerXuid"].clone()).collect()
    };
    let one = world.user(1);
    assert_eq!(owners(&one, group("people", 1)), ["2", "3"]);
    assert_eq!(owners(&one, group("favorites", 1)), ["3"]);
    assert_eq!(owners(&one, json!({"people": {"moniker": "people"}})), ["2", "3"]);
    assert_eq!(owners(&two, group("favorites", 1)), ["3"]);
    assert!(owners(&one, group("people", 2)).is_empty());
}

#[test]
fn searches_for_sessions_with_people() {
    let world = World::new();
    for (xuid, name) in [(2, "a"), (3, "b"), (4, "c")] {
        let host = world.user(xuid);
        host.create(name, searchable()).gives(201);
        host.post("/handles", &search(name, json!({}))).gives(201);
    }
    follow(&world, 1, 2, false);
    follow(&world, 1, 3, true);
    let user = world.user(1);
    assert_eq!(user.finds(&json!({"sessionMembers": group("people", 1)})), ["a", "b"]);
    assert_eq!(user.finds(&json!({"sessionMembers": group("favorites", 1)})), ["b"]);
    assert!(user.finds(&json!({"sessionMembers": group("people", 4)})).is_empty());
}

#[test]
fn followed_restrictions_look_at_the_members() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let mut create = active();
    create["properties"] = json!({"system": {"joinRestriction": "followed", "readRestriction": "Followed"}});
    create["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "3"}}});
    host.put(&path("s"), &create).gives(201);
    // Neither the wrong direction nor a reserved seat counts.
    follow(&world, 2, 1, false);
    follow(&world, 3, 2, false);
    guest.get(&path("s")).refuses(403, "readRestriction \"followed\"");
    guest.join("s").refuses(403, "joinRestriction \"followed\"");
    follow(&world, 1, 2, false);
    guest.get(&path("s")).gives(200);
    guest.join("s").gives(200);
}
