//! A session of XSAPI's as it was recorded at the live service, played here: the same requests in the same order, with
//! made-up values, and of each answer what the recording shows. `README.md` names the recording.

mod support;

use serde_json::{Value, json};
use support::{Answer, SCID, User, World};

const CONNECTION: &str = "00000000-0000-4000-8000-0000000000c1";
const NONE: &str = "no-cache, no-store";
const SESSION: &str = "max-age=0, must-revalidate";
const IN_SESSION: &str = "session-access=write; reason=in-session";

fn at(template: &str, name: &str) -> String {
    format!("/serviceconfigs/{SCID}/sessionTemplates/{template}/sessions/{name}")
}

fn reference(template: &str, name: &str) -> Value {
    json!({"scid": SCID, "templateName": template, "name": name})
}

fn seat(mut constants: Value) -> Value {
    constants["xuid"] = json!("3212");
    json!({"constants": {"system": constants}, "properties": {"system": {
        "active": true, "connection": CONNECTION, "secureDeviceAddress": "AAAA",
        "subscription": {"changeTypes": ["everything"], "id": "00000000-0000-4000-8000-0000000000D1"},
    }}})
}

/// What the recording shows of each answer: status, change number, Cache-Control and X-Xbl-Debug.
#[track_caller]
fn is(answer: &Answer, status: u16, change: Value, cache: &str, debug: &str) -> Value {
    let body = answer.gives(status);
    assert_eq!(body["changeNumber"], change);
    assert_eq!((answer.header("cache-control"), answer.header("x-xbl-debug")), (cache, debug));
    assert_eq!(answer.header("x-xblcorrelationid").len(), 36);
    body
}

#[track_caller]
fn is_created(answer: &Answer) -> Value {
    let handle = is(answer, 201, Value::Null, NONE, IN_SESSION);
    let place = format!("/handles/{}", handle["id"].as_str().unwrap());
    assert_eq!((answer.header("location"), answer.header("content-location")), (place.as_str(), place.as_str()));
    handle
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_recorded_session_goes_as_it_went() {
    let world = World::new();
    for template in ["LobbySession", "GameSession"] {
        let system = json!({
            "version": 1, "maxMembersCount": 8, "visibility": "open", "inviteProtocol": "game",
            "capabilities": {
                "connectivity": true, "connectionRequiredForActiveMembers": true, "crossPlay": true,
                "userAuthorizationStyle": true,
            },
        });
        let path = format!("/templates/*/{template}");
        world.control("PUT", &path, &json!({"constants": {"system": system, "custom": {}}})).is_empty(204);
    }
    let user = User { token: "XBL3.0 x=emulator;xuid=3212;title=1234567;device=7".to_owned(), ..world.user(3212) };
    let (lobby, game) = (at("LobbySession", "L1"), at("GameSession", "G1"));

    let owners = json!({"people": {"moniker": "People", "monikerXuid": "3212"}});
    let query = json!({"owners": owners, "scid": SCID, "type": "activity"});
    let found = user.post("/handles/query?include=relatedInfo", &query);
    assert_eq!(is(&found, 200, Value::Null, NONE, ""), json!({"results": []}));

    let restrictions = json!({"joinRestriction": "followed", "readRestriction": "followed"});
    let create = json!({
        "members": {"me": seat(json!({"initialize": true}))},
        "properties": {"custom": {"Joinability": "joinable_by_friends"}, "system": restrictions},
    });
    let created = user.put(&lobby, &create);
    let document = is(&created, 201, json!(1), SESSION, "");
    let system = json!({"joinRestriction": "followed", "readRestriction": "followed", "turn": [], "matchmaking": {}});
    assert_eq!(document["properties"]["system"], system);
    assert_eq!(document["members"]["0"]["constants"], json!({"system": {"index": 0, "xuid": "3212"}, "custom": {}}));

    let set = json!({"sessionRef": reference("LobbySession", "L1"), "type": "activity", "version": 1});
    let activity = is_created(&user.post("/handles", &set));
    assert_eq!((&activity["ownerXuid"], &activity["titleId"]), (&json!("3212"), &json!("1234567")));

    let pending = json!({
        "members": {"me": {"properties": {"system": {"active": true, "connection": CONNECTION}}}},
        "properties": {"custom": {"GameSessionTransferHandle": "pending~3212"}},
    });
    let stale = user.put_if(&lobby, ("If-Match", created.header("etag")), &pending);
    let present = is(&stale, 412, json!(2), NONE, "");
    assert_ne!(stale.header("etag"), created.header("etag"));
    assert_eq!(present["members"], document["members"]);

    let host = json!({"properties": {"system": {"host": document["members"]["0"]["deviceToken"]}}});
    let hosted = user.put_if(&lobby, ("If-Match", "*"), &host);
    is(&hosted, 200, json!(3), SESSION, IN_SESSION);

    let created = user.put(&game, &json!({"members": {"me": seat(json!({}))}}));
    let document = is(&created, 201, json!(1), SESSION, "");
    let system = json!({"turn": [], "joinRestriction": "local", "readRestriction": "local", "matchmaking": {}});
    assert_eq!(document["properties"], json!({"system": system, "custom": {}}));

    let transfer = json!({
        "originSessionRef": reference("LobbySession", "L1"), "sessionRef": reference("GameSession", "G1"),
        "type": "transfer", "version": 1,
    });
    let transfer = is_created(&user.post("/handles", &transfer));
    assert_eq!(keys(&transfer), ["id", "originSessionRef", "sessionRef", "type", "version"]);

    let stale = user.put_if(&game, ("If-Match", created.header("etag")), &host);
    is(&stale, 412, json!(2), NONE, "");
    let completed = json!({"properties": {"custom": {"GameSessionTransferHandle": "completed~1"}}});
    is(&user.put_if(&lobby, ("If-Match", "*"), &completed), 200, json!(4), SESSION, IN_SESSION);
    let retried = user.put_if(&game, ("If-Match", stale.header("etag")), &host);
    is(&retried, 200, json!(3), SESSION, IN_SESSION);
}

#[test]
fn templates_are_listed_as_the_service_lists_them() {
    let world = World::new();
    let list = |scid: &str| world.user(1).get(&format!("/serviceconfigs/{scid}/SessionTemplates"));
    let built_in = ["default", "game", "global(lfg)", "large", "lfg", "lobby", "MinecraftLobby"];
    assert_eq!(list(SCID).gives(200), json!({ "results": built_in }));
    world.control("PUT", &format!("/templates/{SCID}/Lobby"), &json!({})).is_empty(204);
    world.control("PUT", &format!("/templates/{SCID}/arena"), &json!({})).is_empty(204);
    assert_eq!(list(&SCID.to_uppercase()).gives(200)["results"].as_array().unwrap().len(), built_in.len() + 1);
    assert_eq!(list("4fc10100-5f7a-4470-899b-280835760c07").gives(200), json!({ "results": built_in }));
    list("nowhere").refuses(404, "the scid \"nowhere\"");
    world.user(1).put(&format!("/serviceconfigs/{SCID}/sessiontemplates"), &json!({})).refuses(405, "GET");
}
