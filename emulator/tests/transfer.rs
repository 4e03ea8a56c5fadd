//! Transfer handles: from one session into another.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

#[test]
fn members_of_the_origin_may_join_the_target() {
    let world = World::new();
    let (host, friend, stranger) = (world.user(1), world.user(2), world.user(3));
    host.join("lobby").gives(201);
    friend.join("lobby").gives(200);
    for visibility in ["private", "visible", "open"] {
        let mut create = active();
        create["constants"] = json!({"system": {"visibility": visibility}});
        create["properties"] = json!({"system": {"joinRestriction": "followed"}});
        host.put(&path(visibility), &create).gives(201);
        let handle = host.post("/handles", &transfer(visibility, "lobby")).gives(201);
        assert_eq!(
            handle,
            json!({
                "id": handle["id"], "type": "transfer", "version": 1,
                "sessionRef": session_ref(visibility), "originSessionRef": session_ref("lobby"),
            })
        );
        assert!([400, 403].contains(&friend.join(visibility).status));
        assert!([400, 403].contains(&stranger.put(&by_handle(&handle), &active()).status));
        friend.get(&by_handle(&handle)).gives(200);
        let joined = friend.put_if(&by_handle(&handle), ("If-Match", "*"), &active());
        assert_eq!(joined.gives(200)["membersInfo"]["count"], 2);
        assert_eq!(joined.header("content-location"), path(visibility));
    }
}

#[test]
fn membership_is_looked_up_when_the_handle_is_used() {
    let world = World::new();
    let (host, friend) = (world.user(1), world.user(2));
    host.join("lobby").gives(201);
    host.create("game", json!({"visibility": "private"})).gives(201);
    let handle = host.post("/handles", &transfer("game", "lobby")).gives(201);
    friend.get(&by_handle(&handle)).refuses(403, "private");
    friend.join("lobby").gives(200);
    friend.get(&by_handle(&handle)).gives(200);
    friend.put(&path("lobby"), &leave()).gives(200);
    friend.put(&by_handle(&handle), &active()).refuses(403, "private");
    let reserve = json!({"members": {"reserve_1": {"constants": {"system": {"xuid": "2"}}}}});
    host.put(&path("lobby"), &reserve).gives(200);
    friend.put(&by_handle(&handle), &active()).refuses(403, "private");
}

#[test]
fn a_reservation_is_enough_by_setting() {
    let world = World::with(Settings { transfer_from_reservation: true, ..Settings::default() });
    let (host, friend) = (world.user(1), world.user(2));
    let mut lobby = active();
    lobby["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "2"}}});
    host.put(&path("lobby"), &lobby).gives(201);
    host.create("game", json!({"visibility": "private"})).gives(201);
    let handle = host.post("/handles", &transfer("game", "lobby")).gives(201);
    friend.put(&by_handle(&handle), &active()).gives(200);
}

#[test]
fn closed_and_full_targets_stay_shut() {
    let world = World::new();
    let (host, friend) = (world.user(1), world.user(2));
    host.join("lobby").gives(201);
    friend.join("lobby").gives(200);
    host.create("full", json!({"maxMembersCount": 1})).gives(201);
    let full = host.post("/handles", &transfer("full", "lobby")).gives(201);
    friend.put(&by_handle(&full), &active()).refuses(400, "full");
    host.join("closed").gives(201);
    let closed = host.post("/handles", &transfer("closed", "lobby")).gives(201);
    host.put(&path("closed"), &json!({"properties": {"system": {"closed": true}}})).gives(200);
    friend.put(&by_handle(&closed), &active()).refuses(403, "closed");
}

#[test]
fn the_target_must_exist_and_have_the_caller() {
    let world = World::new();
    let (host, other) = (world.user(1), world.user(2));
    host.join("lobby").gives(201);
    host.post("/handles", &transfer("game", "lobby")).refuses(403, "it does not exist");
    host.join("game").gives(201);
    other.post("/handles", &transfer("game", "lobby")).refuses(403, "strictTransferMembership");
    let lax = World::with(Settings { strict_transfer_membership: false, ..Settings::default() });
    lax.user(1).join("game").gives(201);
    lax.user(2).post("/handles", &transfer("game", "nowhere")).gives(201);
}

#[test]
fn malformed_transfers_name_the_field() {
    let world = World::new();
    let host = world.user(1);
    host.join("game").gives(201);
    for (field, value, why) in [
        ("originSessionRef", Value::Null, "originSessionRef is missing"),
        ("originSessionRef", json!({"scid": SCID, "templateName": "t"}), "originSessionRef.name is missing"),
        ("originSessionRef", json!({"scid": "S", "templateName": "t", "name": "n"}), "originSessionRef: the scid"),
        ("sessionRef", json!({"scid": SCID, "templateName": "t"}), "sessionRef.name is missing"),
    ] {
        let mut body = transfer("game", "lobby");
        body[field] = value;
        host.post("/handles", &body).refuses(400, why);
    }
}

#[test]
fn a_transfer_handle_is_its_creators_and_dies_with_the_target() {
    let world = World::new();
    let (host, friend) = (world.user(1), world.user(2));
    host.join("lobby").gives(201);
    host.join("game").gives(201);
    friend.join("game").gives(200);
    let first = host.post("/handles", &transfer("game", "lobby")).gives(201);
    friend.delete(&handle_path(&first)).refuses(403, "only its creator");
    host.delete(&handle_path(&first)).is_empty(204);
    let second = host.post("/handles", &transfer("game", "lobby")).gives(201);
    host.put(&path("lobby"), &leave()).is_empty(204);
    host.get(&handle_path(&second)).gives(200);
    host.put(&path("game"), &leave()).gives(200);
    friend.put(&path("game"), &leave()).is_empty(204);
    host.get(&handle_path(&second)).refuses(404, "does not exist");
}
