//! Roles: what they are called, how many may have one, and who gives them.

mod support;

use serde_json::{Value, json};
use support::*;

fn create(world: &World, system: Value, types: Value) -> Answer {
    let mut body = active();
    body["constants"] = json!({ "system": system });
    body["roleTypes"] = types;
    world.user(1).put(&path("s"), &body)
}

fn owned() -> Value {
    json!({"capabilities": {"hasOwners": true}})
}

fn with_role(role: Value) -> Value {
    let mut body = active();
    body["members"]["me"]["roles"] = json!({ "class": role });
    body
}

#[test]
fn a_full_role_keeps_people_out() {
    let world = World::new();
    let types = json!({"class": {"roles": {"medic": {"max": 1}, "tank": {"target": 1}}}});
    create(&world, json!({}), types).gives(201);
    let (host, guest) = (world.user(1), world.user(2));
    host.put(&path("s"), &with_role(json!("medic"))).gives(200);
    guest.put(&path("s"), &with_role(json!("Medic"))).refuses(400, "the role \"Medic\" is full: its max is 1");
    assert_eq!(host.get(&path("s")).gives(200)["membersInfo"]["count"], 1);
    // A target is a wish.
    for user in [&guest, &world.user(3)] {
        user.put(&path("s"), &with_role(json!("tank"))).gives(200);
    }
    // Who has it keeps it, and who gives it up makes room.
    host.put(&path("s"), &with_role(json!("medic"))).gives(200);
    host.put(&path("s"), &with_role(Value::Null)).gives(200);
    guest.put(&path("s"), &with_role(json!("medic"))).gives(200);
    guest.put(&path("s"), &with_role(json!("pilot"))).refuses(400, "no role \"pilot\"");
    guest.put(&path("s"), &with_role(json!(1))).refuses(400, "must be a string");
    world.user(4).join("plain").gives(201);
    world.user(4).put(&path("plain"), &with_role(json!("medic"))).refuses(400, "no such role type");
}

#[test]
fn owners_manage_roles_that_are_theirs_to_give() {
    let world = World::new();
    let types = json!({"class": {"ownerManaged": true, "roles": {"leader": {"max": 1}}}});
    create(&world, json!({}), types.clone()).refuses(400, "ownerManaged needs the capability hasOwners");
    create(&world, owned(), types).gives(201);
    let (host, guest) = (world.user(1), world.user(2));
    guest.join("s").gives(200);
    guest.put(&path("s"), &with_role(json!("leader"))).refuses(403, "only an owner assigns");
    let assign = |index: &str, role: &str| json!({"members": {index: {"roles": {"class": role}}}});
    guest.put(&path("s"), &assign("0", "leader")).refuses(403, "their roles");
    let assigned = host.put(&path("s"), &assign("1", "leader")).gives(200);
    assert_eq!(assigned["members"]["1"]["roles"], json!({"class": "leader"}));
    host.put(&path("s"), &with_role(json!("leader"))).refuses(400, "is full");
    host.put(&path("s"), &assign("7", "leader")).refuses(400, "no such member");
    host.put(&path("s"), &json!({"members": {"1": {"properties": {}}}})).refuses(403, "members.1");
}

#[test]
fn owners_change_what_is_mutable() {
    let world = World::new();
    let types = |max: u64, target: u64| json!({"class": {"mutableRoleSettings": ["max"], "roles": {"medic": {"max": max, "target": target}}}});
    create(&world, owned(), types(1, 1)).gives(201);
    let (host, guest) = (world.user(1), world.user(2));
    guest.join("s").gives(200);
    let change = |max, target| json!({ "roleTypes": types(max, target) });
    guest.put(&path("s"), &change(2, 1)).refuses(403, "xuid 2 is not an owner");
    guest.put(&path("s"), &change(1, 1)).gives(200);
    assert_eq!(host.put(&path("s"), &change(2, 1)).gives(200)["roleTypes"], types(2, 1));
    host.put(&path("s"), &change(2, 2)).refuses(409, "roleTypes.class: only what mutableRoleSettings names");
    host.put(&path("s"), &json!({"roleTypes": {"squad": {}}})).refuses(409, "roleTypes.squad");
    host.put(&path("s"), &json!({"roleTypes": {"class": {"roles": {"medic": {"max": 0}}}}}))
        .refuses(400, "more than 0");
}

#[test]
fn a_templates_roles_are_its_sessions() {
    let world = World::new();
    let types = json!({"class": {"roles": {"medic": {"max": 1}}}});
    world.control("PUT", "/templates/*/deathmatch", &json!({ "roleTypes": types })).is_empty(204);
    create(&world, json!({}), json!({"class": {"roles": {}}})).refuses(409, "roleTypes.class: the session template");
    let created = create(&world, json!({}), json!({"squad": {"roles": {"one": {}}}})).gives(201);
    assert_eq!(created["roleTypes"]["class"], types["class"]);
    assert_eq!(created["roleTypes"]["squad"], json!({"roles": {"one": {}}}));
}
