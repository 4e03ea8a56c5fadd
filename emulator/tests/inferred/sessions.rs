//! Sessions: who gets in, and what becomes of what is written.

use serde_json::{Value, json};

use super::handles::active_host;
use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("everyoneFollows", "true", [json!(403), json!(200)], |world| joining_restricted(world, "followed")),
        case("sharedDevice", "true", [json!(403), json!(200)], |world| joining_restricted(world, "local")),
        case("sessionNames", "narrow", [json!([201, 201]), json!([201, 400])], |world| {
            let names = ["Posse.99_a-b", "caf%C3%A9%201"];
            json!(names.map(|name| world.user(1).join(name).status))
        }),
        case("unknownTemplate", "refuse", [json!(201), json!(404)], |world| json!(world.user(1).join("s").status)),
        case("capabilityViolationStatus", "409", [json!(400), json!(409)], |world| {
            json!(world.user(1).create("s", json!({"capabilities": {"large": true, "team": true}})).status)
        }),
        case("fullRoleStatus", "409", [json!(400), json!(409)], |world| {
            let mut medic = active();
            medic["members"]["me"]["roles"] = json!({"class": "medic"});
            let mut create = medic.clone();
            create["roleTypes"] = json!({"class": {"roles": {"medic": {"max": 1}}}});
            world.user(1).put(&path("s"), &create).gives(201);
            json!(world.user(2).put(&path("s"), &medic).status)
        }),
        case("customMerge", "shallow", [json!({"a": 1, "b": 2}), json!({"b": 2})], |world| {
            let host = active_host(world);
            let write = |map: Value| host.put(&path("s"), &json!({"properties": {"custom": {"map": map}}}));
            write(json!({"a": 1})).gives(200);
            write(json!({"b": 2})).gives(200)["properties"]["custom"]["map"].clone()
        }),
        case("rewrittenInitialize", "conflict", [json!(200), json!(409)], |world| {
            let me = json!({"constants": {"system": {"initialize": false}}});
            json!(active_host(world).put(&path("s"), &json!({"members": {"me": me}})).status)
        }),
        case("defaultVisibility", "private", [json!(200), json!(403)], |world| {
            active_host(world);
            json!(world.user(2).get(&path("s")).status)
        }),
        case("closedJoinStatus", "400", [json!(403), json!(400)], |world| {
            let host = active_host(world);
            host.put(&path("s"), &json!({"properties": {"system": {"closed": true}}})).gives(200);
            json!(world.user(2).join("s").status)
        }),
        case("forbiddenWriteBody", "session", [json!(false), json!(true)], |world| {
            let host = active_host(world);
            host.put(&path("s"), &json!({"properties": {"system": {"closed": true}}})).gives(200);
            json!(world.user(2).join("s").header("content-type").starts_with("application/json"))
        }),
        case("sessionHistory", "0", [json!(2), json!(1)], |world| {
            let host = active_host(world);
            host.put(&path("s"), &json!({"properties": {"custom": {"a": 1}}})).gives(200);
            let session = world.control("GET", &format!("/sessions/{SCID}/deathmatch/s"), &Value::Null).gives(200);
            json!(session["changes"].as_array().unwrap().len())
        }),
        case("seed", "7", [json!(false), json!(true)], |world| {
            let first = world.user(1).join("s").gives(201)["branch"].clone();
            world.control("POST", "/reset", &Value::Null).gives(200);
            json!(world.user(1).join("s").gives(201)["branch"] == first)
        }),
    ]
}

/// Status of a stranger's join.
fn joining_restricted(world: &World, restriction: &str) -> Value {
    let mut create = active();
    create["properties"] = json!({"system": {"joinRestriction": restriction}});
    world.user(1).put(&path("s"), &create).gives(201);
    json!(world.user(2).join("s").status)
}
