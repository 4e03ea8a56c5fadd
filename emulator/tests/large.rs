//! Large sessions: more seats, and less to see and to do.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn large(most: u32) -> Value {
    json!({"capabilities": {"large": true}, "maxMembersCount": most})
}

/// To join as an active member; nobody subscribes to a large session.
fn join() -> Value {
    json!({"members": {"me": {"properties": {"system": {"active": true}}}}})
}

fn create(world: &World, system: Value) -> Answer {
    let mut body = join();
    body["constants"] = json!({ "system": system });
    world.user(1).put(&path("s"), &body)
}

#[test]
fn everybody_sees_themselves_only() {
    let world = World::new();
    let created = create(&world, large(1000)).gives(201);
    assert_eq!(created["members"]["me"]["constants"]["system"]["xuid"], "1");
    let joined = world.user(2).put(&path("s"), &join()).gives(200);
    assert_eq!(joined["members"].as_object().unwrap().keys().collect::<Vec<_>>(), ["me"]);
    assert_eq!(joined["members"]["me"]["constants"]["system"]["index"], 1);
    assert_eq!(joined["membersInfo"], json!({"first": 0, "next": 2, "count": 2, "accepted": 2, "active": 2}));
    let seen = world.user(3).get(&path("s")).gives(200);
    assert_eq!((&seen["members"], &seen["membersInfo"]["count"]), (&json!({}), &json!(2)));
    // Whoever plays all sides sees all members.
    let whole = world.control("GET", &format!("/sessions/{SCID}/deathmatch/s"), &Value::Null).gives(200);
    assert_eq!(whole["document"]["members"].as_object().unwrap().len(), 2);
    let stale = world.user(2).put_if(&path("s"), ("If-Match", "\"old\""), &join()).gives(412);
    assert_eq!(stale["members"]["me"]["constants"]["system"]["xuid"], "2");
}

#[test]
fn everybody_writes_themselves_only() {
    let world = World::new();
    let mut system = large(1000);
    system["capabilities"]["hasOwners"] = json!(true);
    create(&world, system).gives(201);
    let (owner, guest) = (world.user(1), world.user(2));
    guest.put(&path("s"), &join()).gives(200);
    for members in [
        json!({"1": null}),
        json!({"1": {"roles": {}}}),
        json!({"reserve_0": {"constants": {"system": {"xuid": "3"}}}}),
    ] {
        owner.put(&path("s"), &json!({ "members": members })).refuses(409, "is large");
    }
    owner.delete(&format!("{}/members/1", path("s"))).refuses(409, "is large");
    for (restriction, status) in [("none", 200), ("followed", 400), ("local", 400)] {
        let body = json!({"properties": {"system": {"joinRestriction": restriction}}});
        assert_eq!(owner.put(&path("s"), &body).status, status, "{restriction}");
    }
    guest.join("s").refuses(400, "members.me.properties.system.subscription is not possible in a large session");
    guest.put(&path("s"), &leave()).gives(200);
}

#[test]
fn the_number_of_seats_follows_the_capability_and_the_setting() {
    let world = World::new();
    create(&world, json!({"maxMembersCount": 101}))
        .refuses(400, "101 is more than the 100 members of a session without");
    create(&world, large(10_001)).refuses(400, "maxMembersCount 10001");
    create(&world, large(10_000)).gives(201);
    let small = World::with(Settings { large_session_members: 1000, ..Settings::default() });
    create(&small, large(1001)).refuses(400, "the 1000 members of a large session");
    create(&small, large(101)).gives(201);
    let full = World::new();
    create(&full, large(2)).gives(201);
    full.user(2).put(&path("s"), &join()).gives(200);
    full.user(3).put(&path("s"), &join()).refuses(400, "maxMembersCount is 2");
}

#[test]
fn a_thousand_members_find_room() {
    let world = World::new();
    let large = "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/large/sessions/s";
    for xuid in 1..=1000 {
        let joined = world.user(xuid).put(large, &join());
        assert_eq!(joined.status, if xuid == 1 { 201 } else { 200 });
        assert!(joined.text.len() < 2000, "{} bytes", joined.text.len());
    }
    world.user(1001).put(large, &join()).refuses(400, "full");
    world.user(1).put(large, &leave()).gives(200);
    let last = world.user(1001).put(large, &join()).gives(200);
    assert_eq!(last["membersInfo"]["active"], 1000);
}

#[test]
fn encounters_are_told_and_never_shown() {
    let world = World::new();
    create(&world, large(1000)).gives(201);
    let groups = json!({"groups": ["team-buzz"], "encounters": ["trade.1"]});
    let written =
        world.user(1).put(&path("s"), &json!({"members": {"me": {"properties": {"system": groups}}}})).gives(200);
    let system = &written["members"]["me"]["properties"]["system"];
    assert_eq!((&system["groups"], &system["encounters"]), (&json!(["team-buzz"]), &Value::Null));
}
