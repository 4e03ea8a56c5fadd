//! Sessions with owners, and what else is reserved to insiders.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn owned(policies: Value) -> Value {
    json!({"capabilities": {"hasOwners": true}, "ownershipPolicies": policies})
}

#[test]
fn the_creator_owns_the_session() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let created = host.create("s", owned(json!({}))).gives(201);
    assert_eq!(created["properties"]["system"]["owners"], json!([0]));
    guest.join("s").gives(200);
    let both = json!({"properties": {"system": {"owners": [0, 1]}}});
    guest.put(&path("s"), &both).refuses(403, "xuid 2 is not an owner");
    for (owners, why) in [(json!([]), "at least one"), (json!([7]), "indices of members"), (json!(["0"]), "indices")] {
        host.put(&path("s"), &json!({"properties": {"system": {"owners": owners}}})).refuses(400, why);
    }
    let shared = host.put(&path("s"), &both).gives(200);
    assert_eq!(shared["properties"]["system"]["owners"], json!([0, 1]));
    guest.put(&path("s"), &both).gives(200);
    world.user(1).join("plain").gives(201);
    host.put(&path("plain"), &both).refuses(400, "no capability hasOwners");
}

#[test]
fn only_owners_invite_unless_the_policy_says_otherwise() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.create("s", owned(json!({}))).gives(201);
    guest.join("s").gives(200);
    host.invite("s", 3).gives(201);
    guest.invite("s", 3).refuses(403, "xuid 2 is not an owner");
    host.create("lenient", owned(json!({"allowNonOwnerInviteHandles": true}))).gives(201);
    guest.join("lenient").gives(200);
    guest.invite("lenient", 3).gives(201);
    world.user(4).invite("lenient", 3).refuses(403, "not a member");
}

#[test]
fn owners_remove_members() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.create("s", owned(json!({}))).gives(201);
    guest.join("s").gives(200);
    guest.activity("s").gives(201);
    let remove = |index: &str| json!({"members": {index: null}});
    guest.put(&path("s"), &remove("0")).refuses(403, "only a server or an owner");
    host.put(&path("s"), &json!({"members": {"1": {}}})).refuses(403, "change another member");
    host.put(&path("s"), &remove("0")).refuses(400, "as \"me\"");
    let left = host.put(&path("s"), &remove("1")).gives(200);
    assert_eq!(left["membersInfo"]["count"], 1);
    assert!(host.activities(&[2]).is_empty());
}

#[test]
fn the_last_owner_leaves_a_successor_or_nothing() {
    let world = World::new();
    let (host, second, third) = (world.user(1), world.user(2), world.user(3));
    for (name, policies) in [("oldest", json!({"migration": "oldest"})), ("ends", json!({}))] {
        host.create(name, owned(policies)).gives(201);
        second.join(name).gives(200);
        third.join(name).gives(200);
    }
    second.activity("ends").gives(201);
    let left = host.put(&path("oldest"), &leave()).gives(200);
    assert_eq!(left["properties"]["system"]["owners"], json!([1]));
    second.invite("oldest", 4).gives(201);
    let mut hand_over = leave();
    hand_over["properties"] = json!({"system": {"owners": [2]}});
    let left = second.put(&path("oldest"), &hand_over).gives(200);
    assert_eq!(left["properties"]["system"]["owners"], json!([2]));
    host.put(&path("ends"), &leave()).is_empty(204);
    third.get(&path("ends")).is_empty(204);
    assert!(third.activities(&[2]).is_empty());
}

#[test]
fn whom_an_owner_has_blocked_stays_out() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.create("s", owned(json!({}))).gives(201);
    let invite = host.invite("s", 2).gives(201);
    world.control("PUT", "/users/1/blocked/2", &Value::Null).is_empty(204);
    guest.join("s").refuses(403, "its owner 1 has blocked");
    guest.put(&by_handle(&invite), &active()).refuses(403, "has blocked");
    world.control("DELETE", "/users/1/blocked/2", &Value::Null).is_empty(204);
    guest.join("s").gives(200);
}

#[test]
fn owners_may_delete_search_handles() {
    for (by_owner, status) in [(true, 204), (false, 403)] {
        let world = World::with(Settings { deletable_by_owner: by_owner, ..Settings::default() });
        let (host, guest) = (world.user(1), world.user(2));
        let system = json!({"capabilities": {"hasOwners": true, "searchable": true}});
        host.create("s", system).gives(201);
        guest.join("s").gives(200);
        let handle = host.post("/handles", &search("s", json!({}))).gives(201);
        guest.delete(&handle_path(&handle)).refuses(403, "or an owner");
        host.put(&path("s"), &json!({"properties": {"system": {"owners": [1]}}})).gives(200);
        assert_eq!(guest.delete(&handle_path(&handle)).status, status);
    }
}

#[test]
fn a_forbidden_write_may_answer_with_the_session() {
    let world = World::with(Settings { forbidden_write_body: "session".to_owned(), ..Settings::default() });
    let (host, guest) = (world.user(1), world.user(2));
    let mut create = active();
    create["properties"] = json!({"system": {"joinRestriction": "local"}});
    host.put(&path("s"), &create).gives(201);
    let handle = host.activity("s").gives(201);
    let present = host.get(&path("s"));
    let refused = guest.join("s");
    assert_eq!(refused.gives(403), present.gives(200));
    assert_eq!(refused.header("etag"), present.header("etag"));
    let by = guest.put(&by_handle(&handle), &active());
    assert_eq!((by.gives(403), by.header("content-location")), (present.json(), path("s").as_str()));
    assert_eq!(guest.put(&path("s"), &json!({"members": {"0": null}})).gives(403), present.json());
    // What may not be read is not shown.
    host.create("hidden", json!({"visibility": "private"})).gives(201);
    guest.join("hidden").refuses(403, "private");
}

#[test]
fn reads_by_handle_know_304_and_say_where_the_session_is() {
    for (setting, base) in [("path", ""), ("url", "http://127.0.0.1:")] {
        let world = World::with(Settings { content_location: setting.to_owned(), ..Settings::default() });
        let user = world.user(1);
        user.join("s").gives(201);
        let handle = user.activity("s").gives(201);
        let read = user.get(&by_handle(&handle));
        read.gives(200);
        let location = read.header("content-location");
        assert!(location.starts_with(base) && location.ends_with(&path("s")), "{location}");
        let whole = if base.is_empty() { path("s") } else { format!("{}{}", world.emulator.url(), path("s")) };
        assert_eq!(location, whole);
        let known = [("If-None-Match", read.header("etag"))];
        let unchanged = user.send_with("GET", &by_handle(&handle), &known, b"");
        unchanged.is_empty(304);
        assert_eq!(unchanged.header("content-location"), location);
        assert_eq!(unchanged.header("etag"), read.header("etag"));
        let stale = user.put_if(&by_handle(&handle), ("If-Match", "\"old\""), &active());
        assert_eq!((stale.gives(412), stale.header("content-location")), (read.json(), location));
        assert_eq!(stale.header("etag"), read.header("etag"));
    }
}
