//! Settings whose defaults have a source: the sources disagree, or tests want something else.

use serde_json::json;

use super::handles::{active_host, searched};
use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("activityPostBody", "false", [json!(false), json!(true)], |world| {
            json!(active_host(world).activity("s").text.is_empty())
        }),
        case("activityPlatform", "scarlett", [json!(["win32"]), json!(["scarlett"])], |world| {
            let activity = active_host(world).activity("s").gives(201);
            activity["gameTypes"].as_object().unwrap().keys().cloned().collect()
        }),
        case("defaultInviteProtocol", "chat", [json!("game"), json!("chat")], |world| {
            active_host(world).activity("s").gives(201)["inviteProtocol"].clone()
        }),
        case("inviteContextLimit", "9", [json!(201), json!(400)], |world| {
            json!(active_host(world).invite("s", 2).status)
        }),
        case("strictSearchNames", "false", [json!(400), json!(201)], |world| {
            json!(searched(world, json!({})).post("/handles", &search("s", json!({"tags": ["a_b"]}))).status)
        }),
        case("strictFilter", "false", [json!(400), json!(200)], |world| {
            json!(world.user(1).search(&json!({"filter": "tags/any(d:d eq 'x')"})).status)
        }),
        case("reservedRemovalTimeout", "infinite", [json!(1), json!(2)], |world| {
            world.freeze();
            let mut create = active();
            create["members"]["reserve_0"] = json!({"constants": {"system": {"xuid": "2"}}});
            world.user(1).put(&path("s"), &create).gives(201);
            world.advance(30.0);
            world.user(1).get(&path("s")).gives(200)["membersInfo"]["count"].clone()
        }),
        case("inactiveRemovalTimeout", "infinite", [json!(204), json!(201)], |world| {
            json!(world.user(1).put(&path("s"), &json!({"members": {"me": {}}})).status)
        }),
        case("readyRemovalTimeout", "1000", [json!(200), json!(204)], |world| {
            world.freeze();
            let ready = json!({"members": {"me": {"properties": {"system": {"ready": true}}}}});
            world.user(1).put(&path("s"), &ready).gives(201);
            world.advance(1.0);
            json!(world.user(1).get(&path("s")).status)
        }),
        case("sessionEmptyTimeout", "infinite", [json!(204), json!(200)], |world| {
            json!(active_host(world).put(&path("s"), &leave()).status)
        }),
        case("defaultMaxMembers", "1", [json!(200), json!(400)], |world| {
            active_host(world);
            json!(world.user(2).join("s").status)
        }),
        case("largeSessionMembers", "1000", [json!(204), json!(400)], |world| {
            let system = json!({"capabilities": {"large": true}, "maxMembersCount": 1001});
            json!(world.user(1).put(&path("s"), &json!({"constants": {"system": system}})).status)
        }),
        case("missingSessionStatus", "404", [json!(204), json!(404)], |world| {
            json!(world.user(1).get(&path("s")).status)
        }),
        case("contentLocation", "url", [json!(false), json!(true)], |world| {
            let host = active_host(world);
            let handle = host.activity("s").gives(201);
            json!(host.get(&by_handle(&handle)).header("content-location").starts_with("http://"))
        }),
        case("minimumContractVersion", "108", [json!(404), json!(400)], |world| {
            json!(world.user(1).get("/handles/x").status)
        }),
    ]
}
