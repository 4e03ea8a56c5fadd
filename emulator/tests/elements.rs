//! Parts of sessions by paths of their own, and what capabilities demand of members.

mod support;

use serde_json::{Value, json};
use support::*;

fn element(name: &str) -> String {
    format!("{}/{name}", path("s"))
}

#[test]
fn properties_are_written_by_their_own_path() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let write = json!({"custom": {"map": "x"}, "system": {"closed": true}});
    host.put(&element("properties"), &write).refuses(404, "so neither does its properties");
    host.join("s").gives(201);
    let written = host.put(&element("Properties"), &write);
    let shown = json!({"custom": {"map": "x"}, "system": {"closed": true, "turn": [], "matchmaking": {}}});
    assert_eq!(written.gives(200)["properties"], shown);
    assert_ne!(written.header("etag"), "");
    guest.put(&element("properties"), &write).refuses(403, "closed");
    let stale = host.put_if(&element("properties"), ("If-Match", "\"old\""), &json!({}));
    assert_eq!(stale.gives(412)["members"], written.json()["members"]);
    host.put_if(&element("properties"), ("If-Match", written.header("etag")), &json!({})).gives(200);
    host.put(&format!("{}?nocommit=true", element("properties")), &json!({"custom": null})).gives(200);
    assert_eq!(host.get(&path("s")).gives(200)["properties"], shown);
    host.put(&element("properties"), &json!([])).refuses(400, "properties must be an object");
    host.get(&element("properties")).refuses(405, "possible: PUT");
}

#[test]
fn owners_delete_members_by_index() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.delete(&element("members/1")).refuses(404, "so neither does its members/1");
    host.create("s", json!({"capabilities": {"hasOwners": true}})).gives(201);
    guest.join("s").gives(200);
    guest.delete(&element("members/0")).refuses(403, "only a server or an owner");
    guest.delete(&element("members/1")).refuses(400, "as \"me\"");
    host.delete(&element("members/1")).is_empty(204);
    assert_eq!(host.get(&path("s")).gives(200)["membersInfo"]["count"], 1);
    host.delete(&element("members/1")).is_empty(204);
    host.delete(&element("members/x")).refuses(404, "nothing at");
    let stale = host.send_with("DELETE", &element("members/me"), &[("If-Match", "\"old\"")], b"");
    assert_eq!(stale.status, 412);
    host.delete(&element("members/me")).is_empty(204);
    host.get(&path("s")).is_empty(204);
}

#[test]
fn servers_are_for_servers() {
    let world = World::new();
    let host = world.user(1);
    host.join("s").gives(201);
    host.put(&path("s"), &json!({"servers": {"one": {}}})).refuses(403, "servers: only a server");
    host.put(&path("s"), &json!({"servers": {}})).gives(200);
    host.delete(&element("servers/one")).refuses(403, "only a server");
    host.get(&element("servers")).refuses(404, "nothing at");
}

#[test]
fn who_is_active_may_have_to_be_connected() {
    let world = World::new();
    let host = world.user(1);
    host.create("s", json!({"capabilities": {"connectionRequiredForActiveMembers": true}})).gives(201);
    let me = |system: Value| json!({"members": {"me": {"properties": {"system": system}}}});
    let guest = world.user(2);
    guest.put(&path("s"), &me(json!({"active": true}))).refuses(400, "connection is missing");
    guest.put(&path("s"), &me(json!({"ready": true}))).gives(200);
    guest.put(&path("s"), &me(json!({"active": true, "connection": "c"}))).gives(200);
    guest.put(&path("s"), &me(json!({"connection": null}))).refuses(400, "connection is missing");
}

#[test]
fn only_the_title_that_set_an_activity_deletes_it() {
    let world = World::new();
    let host = world.user(1);
    host.join("s").gives(201);
    let handle = host.activity("s").gives(201);
    let elsewhere = User { token: "XBL3.0 x=emulator;xuid=1;title=5".to_owned(), ..world.user(1) };
    elsewhere.delete(&handle_path(&handle)).refuses(403, "only title 1234567");
    host.delete(&handle_path(&handle)).is_empty(204);
}
