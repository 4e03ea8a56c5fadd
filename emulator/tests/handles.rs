//! Every status of the /handles routes.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn id(handle: &Value) -> String {
    handle["id"].as_str().unwrap().to_owned()
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

fn without(mut body: Value, parent: &str, field: &str) -> Value {
    let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.remove(field).unwrap();
    body
}

#[test]
fn malformed_posts_name_the_field() {
    let world = World::new();
    let user = world.user(1);
    user.join("s").gives(201);
    let (a, i) = (|| activity("s"), || invite("s", 2));
    let long = "x".repeat(257);
    for (body, why) in [
        (json!([]), "the body must be a JSON object"),
        (json!({}), "type is missing"),
        (with(a(), "/type", json!(3)), "type must be a string"),
        (with(a(), "/type", json!("Activity")), "\"Activity\""),
        (with(a(), "/type", json!("correlation")), "is not activity, invite, search or transfer"),
        (with(a(), "/type", json!("search")), "capabilities.searchable is not true"),
        (with(a(), "/type", json!("transfer")), "originSessionRef is missing"),
        (with(a(), "/version", json!(2)), "version 2"),
        (with(a(), "/version", json!("1")), "version must be"),
        (without(a(), "", "sessionRef"), "sessionRef is missing"),
        (with(a(), "/sessionRef", json!("s")), "sessionRef must be an object"),
        (without(a(), "/sessionRef", "scid"), "sessionRef.scid is missing"),
        (with(a(), "/sessionRef/scid", json!("S")), "not a GUID"),
        (without(a(), "/sessionRef", "templateName"), "sessionRef.templateName is missing"),
        (with(a(), "/sessionRef/name", json!("")), "session name has 0 bytes"),
        (with(a(), "/sessionRef/name", json!("a/b")), "must not contain '/'"),
        (without(i(), "/sessionRef", "name"), "sessionRef.name is missing"),
        (without(i(), "", "invitedXuid"), "invitedXuid is missing"),
        (with(i(), "/invitedXuid", json!(2)), "invitedXuid must be a string"),
        (with(i(), "/invitedXuid", json!("0")), "invitedXuid \"0\""),
        (with(i(), "/inviteAttributes", json!([])), "inviteAttributes must be an object"),
        (with(i(), "/inviteAttributes/titleId", json!(5)), "inviteAttributes.titleId must be a string"),
        (with(i(), "/inviteAttributes/titleId", json!("x")), "inviteAttributes.titleId \"x\""),
        (with(i(), "/inviteAttributes/context", json!(long)), "257 characters"),
        (with(i(), "/inviteAttributes/contextString", json!("capture")), "must begin with \"///\""),
    ] {
        user.post("/handles", &body).refuses(400, why);
    }
    user.send_with("POST", "/handles", &[], b"{\"type\":").refuses(400, "not JSON");
    user.send_with("POST", "/handles", &[], b"").refuses(400, "not JSON");
    assert!(world.inbox(2).is_empty());
}

#[test]
fn the_limit_of_the_context_is_exact() {
    let world = World::new();
    let user = world.user(1);
    user.join("s").gives(201);
    let context = |text: String| with(invite("s", 2), "/inviteAttributes/context", json!(text));
    user.post("/handles", &context("x".repeat(256))).gives(201);
    user.post("/handles", &context(" ".repeat(85))).gives(201);
    user.post("/handles", &context(" ".repeat(86))).refuses(400, "258");
}

#[test]
fn a_client_supplied_id_is_ignored() {
    let world = World::new();
    let user = world.user(1);
    user.join("s").gives(201);
    let mut body = activity("s");
    body["id"] = json!("47ca41f1-1a9c-4a07-b1c5-3d3ae3a8c1b0");
    let handle = user.post("/handles", &body).gives(201);
    assert_ne!(handle["id"], body["id"]);
}

#[test]
fn an_activity_needs_an_active_member() {
    let world = World::new();
    let (host, other) = (world.user(1), world.user(2));
    host.activity("s").refuses(403, "strictActivityMembership");
    host.join("s").gives(201);
    other.activity("s").refuses(403, "xuid 2 is not an active member");
    other.put(&path("s"), &json!({"members": {"me": {}}})).gives(200);
    other.activity("s").refuses(403, "not an active member");
    other.join("s").gives(200);
    other.activity("s").gives(201);

    let lax = World::with(Settings { strict_activity_membership: false, ..Settings::default() });
    lax.user(1).activity("nowhere").gives(201);
}

#[test]
fn an_activity_without_a_name_gets_one() {
    let world = World::new();
    let user = world.user(1);
    let body = without(activity("s"), "/sessionRef", "name");
    let handle = user.post("/handles", &body).gives(201);
    assert_eq!(handle["sessionRef"]["name"].as_str().unwrap().len(), 36);
    let by_handle = format!("/handles/{}/session", id(&handle));
    let missing = user.get(&by_handle);
    missing.is_empty(204);
    assert!(missing.header("content-location").starts_with("/serviceconfigs/"));
    user.put(&by_handle, &active()).gives(201);
    assert_eq!(user.get(&by_handle).gives(200)["membersInfo"]["count"], 1);
}

#[test]
fn a_second_activity_takes_the_place_of_the_first() {
    let world = World::new();
    let user = world.user(1);
    user.join("one").gives(201);
    user.join("two").gives(201);
    let first = user.activity("one").gives(201);
    let second = user.activity("two").gives(201);
    user.get(&format!("/handles/{}", id(&first))).refuses(404, &id(&first));
    assert_eq!(user.activities(&[1])[0]["id"], second["id"]);
    // Leaving the former session does not touch the activity in the present one.
    user.put(&path("one"), &leave()).is_empty(204);
    assert_eq!(user.activities(&[1]).len(), 1);
}

#[test]
fn inviting_needs_membership() {
    let world = World::new();
    world.user(1).invite("s", 2).refuses(403, "strictInviteMembership");
    world.user(9).join("s").gives(201);
    world.user(1).invite("s", 2).refuses(403, "xuid 1 is not a member");
    let lax = World::with(Settings { strict_invite_membership: false, ..Settings::default() });
    lax.user(1).invite("s", 2).gives(201);
}

#[test]
fn an_invite_without_attributes_is_for_the_callers_title() {
    let world = World::new();
    let user = world.user(1);
    user.join("s").gives(201);
    let body = without(invite("s", 2), "", "inviteAttributes");
    let handle = user.post("/handles", &body).gives(201);
    assert_eq!(handle["inviteAttributes"], json!({"titleId": "1234567"}));
}

#[test]
fn settings_change_the_answers() {
    let world = World::with(Settings {
        create_status: 200,
        activity_post_body: false,
        delete_status: 200,
        invite_lifetime_seconds: 0,
        default_invite_protocol: "chat".to_owned(),
        ..Settings::default()
    });
    let user = world.user(1);
    user.join("s").gives(201);
    user.activity("s").is_empty(200);
    let handle = user.activities(&[1])[0].clone();
    assert_eq!(handle["inviteProtocol"], "chat");
    user.delete(&format!("/handles/{}", id(&handle))).is_empty(200);
    let invite = user.invite("s", 2).gives(200);
    assert_eq!(invite["expiration"].as_str().unwrap().len(), 28);
    let expired = format!("/handles/{}", id(&invite));
    user.get(&expired).refuses(404, "does not exist");
    world.user(2).put(&format!("{expired}/session"), &active()).refuses(404, "does not exist");
    assert!(world.inbox(2).is_empty());
}

#[test]
fn handles_are_read_and_deleted_without_regard_to_case() {
    let world = World::new();
    let user = world.user(1);
    user.join("s").gives(201);
    let handle = user.activity("S").gives(201);
    let upper = format!("/HANDLES/{}", id(&handle).to_uppercase());
    assert_eq!(user.get(&upper).gives(200), handle);
    world.user(2).delete(&upper).refuses(403, "only its owner");
    user.delete(&upper).is_empty(204);
    user.delete(&upper).refuses(404, "does not exist");
    user.get(&upper).refuses(404, "does not exist");
    user.get(&format!("{upper}/session")).refuses(404, "does not exist");
    user.put(&format!("{upper}/session"), &active()).refuses(404, "does not exist");
    assert!(user.activities(&[1]).is_empty());
}

#[test]
fn queries_include_what_is_asked_for() {
    let world = World::new();
    let (host, other) = (world.user(1), world.user(2));
    let mut create = active();
    create["constants"] = json!({"system": {"maxMembersCount": 1, "inviteProtocol": "chat"}});
    create["properties"] = json!({"system": {"joinRestriction": "followed"}, "custom": {"Map": "x"}});
    host.put(&path("s"), &create).gives(201);
    let handle = host.activity("s").gives(201);
    let query = json!({"type": "activity", "owners": {"xuids": ["1", "5", "1"]}});
    let plain = other.post("/handles/query", &query).gives(200);
    assert_eq!(plain, json!({"results": [handle]}));
    let all = other.post("/Handles/Query?include=CustomProperties,roleInfo,relatedInfo,other", &query);
    let result = all.gives(200)["results"][0].clone();
    assert_eq!(result["customProperties"], json!({"Map": "x"}));
    assert_eq!(result["roleInfo"], json!({"roleTypes": {}}));
    assert_eq!(
        result["relatedInfo"],
        json!({
            "visibility": "full",
            "joinRestriction": "followed",
            "closed": false,
            "maxMembersCount": 1,
            "membersCount": 1,
            "inviteProtocol": "chat",
            "postedTime": handle["createTime"],
        })
    );
    let elsewhere =
        json!({"type": "activity", "scid": "00000000-0000-0000-0000-000000000001", "owners": {"xuids": ["1"]}});
    let none = other.post("/handles/query", &elsewhere).gives(200);
    assert_eq!(none, json!({"results": []}));
}

#[test]
fn private_activities_are_for_members() {
    let world = World::new();
    let (host, other) = (world.user(1), world.user(2));
    let mut create = active();
    create["constants"] = json!({"system": {"visibility": "private"}});
    host.put(&path("s"), &create).gives(201);
    host.activity("s").gives(201);
    assert_eq!(host.activities(&[1]).len(), 1);
    assert!(other.activities(&[1]).is_empty());
}

#[test]
fn malformed_queries_say_why() {
    let world = World::new();
    let user = world.user(1);
    let owners = |owners: Value| json!({"type": "activity", "scid": SCID, "owners": owners});
    let people = json!({"moniker": "people", "monikerXuid": "1"});
    let many: Vec<String> = (1..=101).map(|xuid: u32| xuid.to_string()).collect();
    for (body, why) in [
        (json!([]), "the body"),
        (json!({"type": "invite"}), "\"invite\" is not"),
        (json!({"type": "activity"}), "owners has neither xuids nor people"),
        (owners(json!({})), "neither xuids nor people"),
        (owners(json!({"xuids": ["1"], "people": people})), "both xuids and people"),
        (owners(json!({"xuids": many})), "101 entries"),
        (owners(json!({"xuids": [1]})), "owners.xuids[0] must be a string"),
        (owners(json!({"xuids": ["1", "x"]})), "owners.xuids[1] \"x\""),
        (owners(json!({"people": {"moniker": "friends"}})), "moniker \"friends\""),
        (owners(json!({"people": {"moniker": "people", "monikerXuid": "x"}})), "monikerXuid \"x\""),
        (json!({"type": "activity", "scid": "S", "owners": {"xuids": ["1"]}}), "not a GUID"),
    ] {
        user.post("/handles/query", &body).refuses(400, why);
    }
    for empty in [json!({"people": people}), json!({"xuids": []})] {
        let answer = user.post("/handles/query", &owners(empty)).gives(200);
        assert_eq!(answer, json!({"results": []}));
    }
}
