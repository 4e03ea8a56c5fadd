//! Handles: making, reading and deleting them.

use serde_json::{Value, json};

use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("createStatus", "200", [json!(201), json!(200)], |world| json!(active_host(world).activity("s").status)),
        case("deleteStatus", "200", [json!(204), json!(200)], |world| {
            let host = active_host(world);
            let handle = host.activity("s").gives(201);
            json!(host.delete(&handle_path(&handle)).status)
        }),
        case("unknownDeleteStatus", "204", [json!(404), json!(204)], |world| {
            json!(world.user(1).delete("/handles/nothing").status)
        }),
        case("foreignDeleteStatus", "404", [json!(403), json!(404)], |world| {
            let handle = active_host(world).activity("s").gives(201);
            json!(world.user(2).delete(&handle_path(&handle)).status)
        }),
        case("deletableByOwner", "false", [json!(204), json!(403)], |world| {
            let (host, guest) = (world.user(1), world.user(2));
            let policies = json!({"allowNonOwnerInviteHandles": true});
            host.create("s", json!({"capabilities": {"hasOwners": true}, "ownershipPolicies": policies})).gives(201);
            guest.join("s").gives(200);
            let invite = guest.invite("s", 3).gives(201);
            json!(host.delete(&handle_path(&invite)).status)
        }),
        case("readHandle", "session", [json!("activity"), Value::Null], |world| {
            let host = active_host(world);
            let handle = host.activity("s").gives(201);
            host.get(&handle_path(&handle)).gives(200)["type"].clone()
        }),
        case("clientHandleId", "refuse", [json!(201), json!(400)], |world| {
            let mut body = activity("s");
            body["id"] = json!("47ca41b5-14ad-4ea5-ac4a-a3a1b0a2a5b0");
            json!(active_host(world).post("/handles", &body).status)
        }),
        case("namelessActivity", "refuse", [json!(201), json!(400)], |world| {
            json!(world.user(1).post("/handles", &nameless()).status)
        }),
        case("repeatedActivity", "same", [json!(false), json!(true)], |world| {
            let host = active_host(world);
            json!(host.activity("s").gives(201)["id"] == host.activity("s").gives(201)["id"])
        }),
        case("activityScope", "session", [json!(1), json!(2)], |world| {
            let host = active_host(world);
            host.join("t").gives(201);
            host.activity("s").gives(201);
            host.activity("t").gives(201);
            json!(host.activities(&[1]).len())
        }),
        case("strictActivityMembership", "false", [json!(403), json!(201)], |world| {
            active_host(world);
            json!(world.user(2).activity("s").status)
        }),
        case("searchViolationStatus", "403", [json!(400), json!(403)], |world| {
            json!(active_host(world).post("/handles", &search("s", json!({}))).status)
        }),
        case("strictSearchMembership", "false", [json!(403), json!(201)], |world| {
            world.user(1).create("s", searchable()).gives(201);
            json!(world.user(2).post("/handles", &search("s", json!({}))).status)
        }),
        case("secondSearchHandle", "conflict", [json!(201), json!(409)], |world| {
            let host = searched(world, json!({}));
            json!(host.post("/handles", &search("s", json!({}))).status)
        }),
        case("searchHandleChangesSession", "false", [json!(2), json!(1)], |world| {
            searched(world, json!({})).get(&path("s")).gives(200)["changeNumber"].clone()
        }),
        case("searchHandleMeetsLocal", "false", [json!(200), json!(403)], |world| {
            let host = searched(world, json!({"joinRestriction": "local"}));
            let id = host.get(&path("s")).gives(200)["searchHandle"].clone();
            json!(world.user(2).put(&by_handle(&json!({ "id": id })), &active()).status)
        }),
        case("strictTransferMembership", "false", [json!(403), json!(201)], |world| {
            active_host(world);
            json!(world.user(2).post("/handles", &transfer("s", "t")).status)
        }),
        case("transferFromReservation", "true", [json!(403), json!(200)], |world| {
            let host = world.user(1);
            let mut lobby = active();
            lobby["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "2"}}});
            host.put(&path("lobby"), &lobby).gives(201);
            let mut game = active();
            game["properties"] = json!({"system": {"joinRestriction": "local"}});
            host.put(&path("game"), &game).gives(201);
            let handle = host.post("/handles", &transfer("game", "lobby")).gives(201);
            json!(world.user(2).put(&by_handle(&handle), &active()).status)
        }),
    ]
}

/// User 1 in the session `s`.
pub(crate) fn active_host(world: &World) -> User<'_> {
    let host = world.user(1);
    host.join("s").gives(201);
    host
}

/// User 1 in the session `s`, which has a search handle.
pub(crate) fn searched(world: &World, properties: Value) -> User<'_> {
    let host = world.user(1);
    let mut create = active();
    create["constants"] = json!({ "system": searchable() });
    create["properties"] = json!({ "system": properties });
    host.put(&path("s"), &create).gives(201);
    host.post("/handles", &search("s", json!({"language": "en"}))).gives(201);
    host
}

pub(crate) fn nameless() -> Value {
    let mut body = activity("s");
    body["sessionRef"].as_object_mut().unwrap().remove("name");
    body
}
