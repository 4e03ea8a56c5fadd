//! Every status of the session routes.

mod support;

use mpsd_emulator::Settings;
use serde_json::json;
use support::*;

#[test]
fn create_read_change_and_leave() {
    let world = World::new();
    let user = world.user(1);
    user.get(&path("s")).is_empty(204);
    let created = user.join("s");
    created.gives(201);
    assert_eq!(created.header("content-location"), "");
    let read = user.get(&path("S"));
    assert_eq!(read.gives(200), created.json());
    assert_eq!(read.header("etag"), created.header("etag"));
    let known = user.send_with("GET", &path("s"), &[("If-None-Match", read.header("etag"))], b"");
    known.is_empty(304);
    assert_eq!(known.header("etag"), read.header("etag"));
    let stale = user.send_with("GET", &path("s"), &[("If-None-Match", "\"old\"")], b"");
    stale.gives(200);

    let change = json!({"properties": {"custom": {"map": "x", "mode": {"a": 1}}}});
    let changed = user.put(&path("s"), &change);
    assert_eq!(changed.gives(200)["properties"]["custom"], change["properties"]["custom"]);
    assert_ne!(changed.header("etag"), read.header("etag"));
    let merge = json!({"properties": {"custom": {"map": null, "mode": {"b": 2}}}});
    let merged = user.put(&path("s"), &merge).gives(200);
    assert_eq!(merged["properties"]["custom"], json!({"mode": {"a": 1, "b": 2}}));
    user.put(&path("s"), &leave()).is_empty(204);
    user.get(&path("s")).is_empty(204);
}

#[test]
fn the_creators_case_is_echoed() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.join("MixedCase").gives(201);
    let lower = path("mixedcase").to_lowercase();
    guest.put(&lower, &active()).gives(200);
    let handle = guest.activity("MIXEDCASE").gives(201);
    let by_handle = format!("/handles/{}/session", handle["id"].as_str().unwrap());
    let answer = host.get(&by_handle);
    assert_eq!(answer.header("content-location"), path("MixedCase"));
}

#[test]
fn encoded_names_are_decoded() {
    let world = World::new();
    let user = world.user(1);
    user.put(&path("a%20b%C3%BC"), &active()).gives(201);
    let handle = user.activity("a bü").gives(201);
    let by_handle = format!("/handles/{}/session", handle["id"].as_str().unwrap());
    let location = user.get(&by_handle).header("content-location").to_owned();
    assert_eq!(location, path("a%20b%C3%BC"));
    user.get(&location).gives(200);
}

#[test]
fn wrong_references_are_not_found() {
    let world = World::new();
    let user = world.user(1);
    let bad_scid = path("s").replace(SCID, "S");
    user.get(&bad_scid).refuses(404, "not a GUID");
    user.put(&bad_scid, &active()).refuses(404, "not a GUID");
    user.get(&path("a%2Fb")).refuses(404, "session name");
    user.get(&path(&"x".repeat(101))).refuses(404, "101 bytes");
    user.get(&path("%FF")).refuses(400, "not UTF-8");
    user.get("/serviceconfigs").refuses(404, "nothing at /serviceconfigs");
}

#[test]
fn a_write_without_members_creates_nothing() {
    let world = World::new();
    let user = world.user(1);
    for body in [json!({}), json!({"properties": {"custom": {"a": 1}}}), leave()] {
        user.put(&path("s"), &body).is_empty(204);
    }
    user.get(&path("s")).is_empty(204);
}

#[test]
fn malformed_writes_name_the_field() {
    let world = World::new();
    let user = world.user(1);
    user.put(&path("s"), &json!({"members": []})).refuses(400, "members must be an object");
    let wrong = json!({"members": {"me": {"constants": {"system": {"xuid": "2"}}}}});
    user.put(&path("s"), &wrong).refuses(400, "the caller is 1");
    user.send_with("PUT", &path("s"), &[], b"{").refuses(400, "not JSON");
}

#[test]
fn constants_conflict_after_creation() {
    let world = World::new();
    let user = world.user(1);
    let mut create = active();
    create["constants"] = json!({"custom": {"mode": "ctf"}});
    user.put(&path("s"), &create).gives(201);
    user.put(&path("s"), &create).gives(200);
    let other = json!({"constants": {"custom": {"mode": "ffa"}}});
    user.put(&path("s"), &other).refuses(409, "constants.custom.mode");
}

#[test]
fn conditions_answer_412_with_the_session() {
    let world = World::new();
    let user = world.user(1);
    user.put_if(&path("s"), ("If-Match", "*"), &active()).refuses(412, "does not exist");
    let created = user.put_if(&path("s"), ("If-None-Match", "*"), &active());
    created.gives(201);
    let again = user.put_if(&path("s"), ("If-None-Match", "*"), &active());
    assert_eq!(again.gives(412), created.json());
    assert_eq!(again.header("etag"), created.header("etag"));
    let change = json!({"properties": {"custom": {"a": 1}}});
    let changed = user.put_if(&path("s"), ("If-Match", created.header("etag")), &change);
    changed.gives(200);
    let stale = user.put_if(&path("s"), ("If-Match", created.header("etag")), &change);
    assert_eq!(stale.gives(412), changed.json());
}

#[test]
fn doors_open_and_close() {
    let world = World::new();
    let host = world.user(1);
    let create = |name: &str, constants, properties| {
        let mut body = active();
        body["constants"] = json!({"system": constants});
        body["properties"] = json!({"system": properties});
        host.put(&path(name), &body).gives(201);
    };
    create("private", json!({"visibility": "private"}), json!({}));
    create("visible", json!({"visibility": "visible"}), json!({}));
    create("full", json!({"maxMembersCount": 1}), json!({}));
    create("closed", json!({}), json!({"closed": true}));
    create("followed", json!({}), json!({"joinRestriction": "followed"}));
    let outsider = world.user(2);
    for (name, read, join, why) in [
        ("private", 403, 403, "private"),
        ("visible", 200, 400, "visible"),
        ("full", 200, 400, "full"),
        ("closed", 200, 403, "closed"),
        ("followed", 200, 403, "joinRestriction"),
    ] {
        assert_eq!(outsider.get(&path(name)).status, read, "{name}");
        outsider.join(name).refuses(join, why);
    }

    let guest = world.user(3);
    for (name, status) in [("private", 200), ("visible", 200), ("followed", 200), ("closed", 403), ("full", 400)] {
        let invite = host.invite(name, 3).gives(201);
        let by_handle = format!("/handles/{}/session", invite["id"].as_str().unwrap());
        assert_eq!(guest.get(&by_handle).status, 200, "{name}");
        assert_eq!(outsider.put(&by_handle, &active()).status / 100, 4, "{name}");
        assert_eq!(guest.put(&by_handle, &active()).status, status, "{name}");
    }
}

#[test]
fn everyone_may_follow_if_set_so() {
    let world = World::with(Settings { everyone_follows: true, ..Settings::default() });
    let mut create = active();
    create["properties"] = json!({"system": {"joinRestriction": "followed"}});
    world.user(1).put(&path("s"), &create).gives(201);
    world.user(2).join("s").gives(200);
}

#[test]
fn a_reserved_seat_waits_for_its_user() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let mut create = active();
    create["constants"] = json!({"system": {"visibility": "private", "maxMembersCount": 2}});
    create["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "2"}}});
    let document = host.put(&path("s"), &create).gives(201);
    assert_eq!(document["members"]["1"]["reserved"], true);
    assert_eq!(document["membersInfo"]["accepted"], 1);
    let joined = guest.join("s").gives(200);
    assert_eq!(joined["members"]["1"]["reserved"], json!(null));
    assert_eq!(joined["membersInfo"]["accepted"], 2);
    let time = |document: &serde_json::Value| document["members"]["1"]["joinTime"].to_string();
    assert!(time(&joined) > time(&document), "joining is later than reserving");
}

#[test]
fn a_closed_session_takes_no_reserved_user() {
    let world = World::new();
    let mut create = active();
    create["properties"] = json!({"system": {"closed": true}});
    create["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "2"}}});
    world.user(1).put(&path("s"), &create).gives(201);
    world.user(2).join("s").refuses(403, "closed");
}

#[test]
fn a_failed_condition_shows_no_private_session() {
    let world = World::new();
    let mut create = active();
    create["constants"] = json!({"system": {"visibility": "private"}});
    world.user(1).put(&path("s"), &create).gives(201);
    let outsider = world.user(2);
    let answer = outsider.put_if(&path("s"), ("If-None-Match", "*"), &active());
    answer.refuses(412, "exists");
}

#[test]
fn constants_may_be_echoed() {
    let world = World::new();
    let user = world.user(1);
    let document = user.join("s").gives(201);
    let constants = &document["members"]["0"]["constants"];
    let echo = json!({"constants": document["constants"], "members": {"me": {"constants": constants}}});
    assert_eq!(user.put(&path("s"), &echo).gives(200), document);
}

#[test]
fn seats_are_left_by_delete_too() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let me = format!("{}/members/me", path("s"));
    host.delete(&me).refuses(404, "does not exist");
    host.join("s").gives(201);
    guest.join("s").gives(200);
    host.delete(&me).is_empty(204);
    let document = guest.get(&path("s")).gives(200);
    assert_eq!(document["members"]["0"], json!(null));
    assert_eq!(document["membersInfo"]["first"], 1);
    assert_eq!(host.join("s").gives(200)["membersInfo"]["next"], 3);
}

#[test]
fn a_dry_run_is_not_stored() {
    let world = World::new();
    let user = world.user(1);
    user.put(&format!("{}?nocommit=true", path("s")), &active()).gives(201);
    user.get(&path("s")).is_empty(204);
}

#[test]
fn a_missing_session_is_404_if_set_so() {
    let world = World::with(Settings { missing_session_status: 404, ..Settings::default() });
    world.user(1).get(&path("s")).refuses(404, "does not exist");
}
