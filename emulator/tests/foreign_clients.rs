//! Clients that were written for the live service: their requests, in the order and the shapes in which they send them,
//! with tokens as the live service makes them.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

const SCID: &str = "4fc10100-5f7a-4470-899b-280835760c07";
const CONNECTION: &str = "5d9b2c7e-0000-4000-8000-3f1c2a7b9d10";
const SUBSCRIPTION: &str = "845CC784-7348-4A27-BCDE-C083579DD113";

/// An emulator as `--accept-any-token` starts it.
fn world() -> World {
    World::with(Settings { accept_any_token: true, ..Settings::default() })
}

/// A user with a token of the form in which the live service gives them.
fn signed_in<'a>(world: &'a World, user_hash: &str) -> User<'a> {
    let token = format!(
        "XBL3.0 x={user_hash};eyJlbmMiOiJBMTI4Q0JDK0hTMjU2IiwiYWxnIjoiUlNBLU9BRVAiLCJjdHkiOiJKV1QiLCJ6aXAiOiJERUYifQ.{}.a-_9",
        "kR3x".repeat(300)
    );
    User { world, xuid: 0, token }
}

fn at(name: &str) -> String {
    format!("/serviceconfigs/{SCID}/sessionTemplates/MinecraftLobby/sessions/{name}")
}

fn reference(name: &str) -> Value {
    json!({"scid": SCID, "templateName": "MinecraftLobby", "name": name})
}

fn activity(name: &str) -> Value {
    json!({"version": 1, "type": "activity", "sessionRef": reference(name)})
}

/// A seat as all three write it, with the real xuid.
fn seat(xuid: &str) -> Value {
    json!({
        "constants": {"system": {"xuid": xuid, "initialize": true}},
        "properties": {"system": {
            "active": true,
            "connection": CONNECTION,
            "subscription": {"id": SUBSCRIPTION, "changeTypes": ["everything"]},
        }},
    })
}

fn lobby(xuid: &str) -> Value {
    json!({
        "members": {"me": seat(xuid)},
        "properties": {
            "system": {"joinRestriction": "followed", "readRestriction": "followed", "closed": false},
            "custom": {
                "hostName": "A server", "ownerId": xuid, "worldName": "World", "MemberCount": 1, "MaxMemberCount": 20,
                "BroadcastSetting": 3, "CrossPlayDisabled": false, "SupportedConnections": [{
                    "ConnectionType": 3, "HostIpAddress": "", "HostPort": 0, "NetherNetId": 17_483_296_013_847_225_921_u64,
                }],
            },
        },
    })
}

fn people(xuid: &str) -> Value {
    json!({"type": "activity", "scid": SCID, "owners": {"people": {"moniker": "people", "monikerXuid": xuid}}})
}

fn users(world: &World) -> Vec<String> {
    let list = world.control("GET", "/users", &Value::Null).gives(200);
    let mut xuids: Vec<String> =
        list["users"].as_array().unwrap().iter().map(|user| user["xuid"].as_str().unwrap().to_owned()).collect();
    xuids.sort();
    xuids
}

/// df-mc/go-xsapi: publish, look for friends, join by handle, leave.
#[test]
fn go_xsapi_publishes_and_joins() {
    let world = world();
    let (host, guest) = (signed_in(&world, "16057438121083561129"), signed_in(&world, "4126883174662030114"));
    let (host_xuid, guest_xuid) = ("2535412345678901", "2535498765432109");
    let name = "B6F6B2C1-6F1A-4C60-9D9A-6B1F3A0D4C11";
    let created = host.put_if(&at(name), ("If-None-Match", "*"), &lobby(host_xuid));
    assert_eq!(created.gives(201)["members"]["0"]["constants"]["system"]["xuid"], host_xuid);
    host.put_if(&at(name), ("If-None-Match", "*"), &lobby(host_xuid)).gives(412);
    let handle = host.post("/handles", &activity(name)).gives(201);
    assert_eq!(handle["ownerXuid"], host_xuid);

    let unknown = guest.put(&by_handle(&handle), &json!({"members": {"me": seat(guest_xuid)}}));
    unknown.refuses(403, &format!("no member follows them (PUT /emulator/users/<member>/people/{guest_xuid}"));
    world.control("PUT", &format!("/users/{guest_xuid}/people/{host_xuid}"), &Value::Null).is_empty(204);
    world.control("PUT", &format!("/users/{host_xuid}/people/{guest_xuid}"), &Value::Null).is_empty(204);
    let found = guest.post("/handles/query?include=relatedInfo%2CcustomProperties", &people(guest_xuid)).gives(200);
    assert_eq!(found["results"][0]["id"], handle["id"]);
    assert_eq!(found["results"][0]["customProperties"]["MaxMemberCount"], 20);
    let joined = guest.put_if(&by_handle(&handle), ("If-Match", "*"), &json!({"members": {"me": seat(guest_xuid)}}));
    assert_eq!(joined.gives(200)["membersInfo"]["count"], 2);
    assert_eq!(joined.header("content-location"), at(name));
    let read = guest.get(&at(name));
    assert_eq!(read.gives(200)["members"]["1"]["constants"]["system"]["xuid"], guest_xuid);
    guest.send_with("GET", &at(name), &[("If-None-Match", read.header("etag"))], b"").is_empty(304);
    let both = json!({"type": "activity", "scid": SCID, "owners": {"xuids": [host_xuid], "people": {}}});
    guest.post("/handles/query", &both).refuses(400, "both");
    guest.put(&at(name), &leave()).gives(200);
    host.put(&at(name), &leave()).is_empty(204);
    assert_eq!(users(&world), [host_xuid, guest_xuid]);
}

/// LucienHH/bedrock-portal: a session, its activity, an invite, and the count of members again and again.
#[test]
fn bedrock_portal_keeps_a_session_up_to_date() {
    let world = world();
    let (host, name) = (signed_in(&world, "9834077120459213345"), "1d7b7d6a-1f0b-4f1e-9a61-2f0a9a1b2c3d");
    let xuid = "2535411111111111";
    host.put(&at(name), &lobby(xuid)).gives(201);
    host.post("/handles", &activity(name)).gives(201);
    let invite = json!({
        "version": 1, "type": "invite", "sessionRef": reference(name), "invitedXuid": "2535422222222222",
        "inviteAttributes": {"titleId": "896928775"},
    });
    assert_eq!(host.post("/handles", &invite).gives(201)["senderXuid"], xuid);
    for count in 1..4 {
        let body = json!({"properties": {"custom": {"MemberCount": count, "MaxMemberCount": 20}}});
        assert_eq!(host.put(&at(name), &body).gives(200)["properties"]["custom"]["MemberCount"], count);
    }
    let again = json!({"members": {"me": {"properties": {"system": {"active": true, "connection": CONNECTION}}}}});
    host.put(&at(name), &again).gives(200);
    assert_eq!(host.get(&at(name)).gives(200)["membersInfo"]["count"], 1);
    host.put(&at(name), &leave()).is_empty(204);
    assert_eq!(world.inbox(2_535_422_222_222_222)[0]["sessionRef"]["name"], name);
}

/// MCXboxBroadcast: further accounts join through the handle, and write their parent's xuid into their own seats.
#[test]
fn mcxboxbroadcast_joins_with_sub_sessions() {
    let settings = Settings { accept_any_token: true, everyone_follows: true, ..Settings::default() };
    let world = World::with(settings);
    let (parent, sub) = (signed_in(&world, "7700112233445566778"), signed_in(&world, "8811223344556677889"));
    let (xuid, name) = ("2535433333333333", "4A2F7C0E-8B39-4B6A-A2D8-0D9E6C1F5B73");
    parent.put(&at(name), &lobby(xuid)).gives(201);
    let handle = parent.post("/handles", &activity(name)).gives(201);
    let joined = sub.put(&by_handle(&handle), &json!({"members": {"me": seat(xuid)}})).gives(200);
    let own = joined["members"]["1"]["constants"]["system"]["xuid"].as_str().unwrap().to_owned();
    assert_ne!(own, xuid, "the xuid is the parent's, whose token was there first");
    assert_eq!(sub.post("/handles", &activity(name)).gives(201)["ownerXuid"], own.as_str());
    assert_eq!(parent.put(&at(name), &lobby(xuid)).gives(200)["membersInfo"]["count"], 2);
    assert_eq!(users(&world), [xuid, &own]);

    let strict =
        World::with(Settings { accept_any_token: true, foreign_me: "refuse".to_owned(), ..Settings::default() });
    signed_in(&strict, "7700112233445566778").put(&at(name), &lobby(xuid)).gives(201);
    let sub = signed_in(&strict, "8811223344556677889");
    sub.put(&at("other"), &lobby(xuid)).refuses(400, "setting foreignMe");
}

/// The LFG of the console: its template and its search, which names more than is known here.
#[test]
fn the_lfg_client_finds_a_group() {
    let world = world();
    let (host, seeker) = (signed_in(&world, "1111111111111111111"), signed_in(&world, "2222222222222222222"));
    let place = format!("/serviceconfigs/{SCID}/sessionTemplates/global(lfg)/sessions/group");
    host.put(&place, &json!({"members": {"me": seat("2535444444444444")}})).gives(201);
    let search = json!({
        "type": "search", "version": 1, "searchAttributes": {"tags": ["micsrequired"]},
        "sessionRef": {"scid": SCID, "templateName": "global(lfg)", "name": "group"},
    });
    host.post("/handles", &search).gives(201);
    let query = json!({
        "type": "search", "scid": SCID, "templateName": "global(lfg)", "orderBy": "suggestedLfg desc",
        "communicatePermissionRequired": true, "includeScheduled": true,
        "filter": "session/titleId eq '1' and tags/any(d:tolower(d) eq 'micsrequired')",
    });
    let found = seeker.post("/handles/query?include=relatedInfo,roleInfo,activityInfo", &query).gives(200);
    assert_eq!(found["results"][0]["relatedInfo"]["sessionOwners"], json!(["2535444444444444"]));
}

/// What a token did before it was known whose it is, its user has done.
#[test]
fn a_token_that_names_its_user_late_is_renamed() {
    let world = world();
    let late = signed_in(&world, "3333333333333333333");
    let body = json!({"members": {"me": {"properties": {"system": {"active": true}}}}});
    let created = late.put(&at("s"), &body);
    let invented = created.gives(201)["members"]["0"]["constants"]["system"]["xuid"].clone();
    let handle = late.post("/handles", &activity("s")).gives(201);
    assert_eq!(handle["ownerXuid"], invented);
    late.post("/handles", &json!({"type": "invite", "version": 1, "sessionRef": reference("s"), "invitedXuid": "7"}))
        .gives(201);
    let follow = format!("/users/7/people/{}", invented.as_str().unwrap());
    world.control("PUT", &follow, &Value::Null).is_empty(204);

    let xuid = "2535455555555555";
    let named =
        late.put_if(&at("s"), ("If-None-Match", created.header("etag")), &json!({"members": {"me": seat(xuid)}}));
    let document = named.gives(200);
    assert_eq!(document["membersInfo"]["count"], 1);
    assert_eq!(document["members"]["0"]["constants"]["system"]["xuid"], xuid);
    assert_eq!(late.get(&handle_path(&handle)).gives(200)["ownerXuid"], xuid);
    assert_eq!(world.inbox(7)[0]["senderXuid"], xuid);
    assert_eq!(world.control("GET", "/users/7", &Value::Null).gives(200)["people"], json!([xuid]));
    assert_eq!(users(&world), [xuid, "7"]);
    let log = world.control("GET", "/requests?take=1", &Value::Null).gives(200);
    assert_eq!(log["requests"][0]["xuid"], xuid);

    // From now on it is that user, whatever a request says.
    let other = late.put(&at("other"), &lobby("2535466666666666")).gives(201);
    assert_eq!(other["members"]["0"]["constants"]["system"]["xuid"], xuid);
    late.post("/handles/query", &people("2535466666666666")).gives(200);
    assert_eq!(users(&world), [xuid, "7"]);
    let snapshot = world.send("GET", "/emulator/snapshot", &[], b"");
    world.control("POST", "/reset", &Value::Null).gives(200);
    world.send("PUT", "/emulator/snapshot", &[], snapshot.text.as_bytes()).is_empty(204);
    late.get("/handles/x").refuses(404, "x");
    assert_eq!(users(&world), [xuid, "7"], "a snapshot knows, too");
}

/// The user whom a token turns out to be may play already, with a token of another kind.
#[test]
fn a_renamed_user_has_one_activity() {
    for token_is_first in [true, false] {
        let world = world();
        let (late, xuid) = (signed_in(&world, "6666666666666666666"), 2_535_466_666_666_666);
        let known = world.user(xuid);
        let active = json!({"members": {"me": {"properties": {"system": {"active": true}}}}});
        let [earlier, later] = if token_is_first { [&late, &known] } else { [&known, &late] };
        for (user, name) in [(earlier, "earlier"), (later, "later")] {
            user.put(&at(name), &active).gives(201);
            user.post("/handles", &activity(name)).gives(201);
        }
        late.put(&at("third"), &lobby(&xuid.to_string())).gives(201);
        let activities = world.control("GET", &format!("/users/{xuid}"), &Value::Null).gives(200)["activities"].clone();
        let names: Vec<&Value> =
            activities.as_array().unwrap().iter().map(|each| &each["sessionRef"]["name"]).collect();
        assert_eq!(names, ["later"], "token is first: {token_is_first}");
    }
}

/// A query may be about others, so that a seat goes before it.
#[test]
fn a_query_is_a_guess_and_a_seat_is_certain() {
    let world = world();
    let user = signed_in(&world, "4444444444444444444");
    let query = |xuid: &str| json!({"type": "activity", "scid": SCID, "owners": {"xuids": [xuid]}});
    user.post("/handles/query", &query("2535477777777777")).gives(200);
    assert_eq!(users(&world), ["2535477777777777"]);
    user.post("/handles/query", &query("2535488888888888")).gives(200);
    assert_eq!(users(&world), ["2535477777777777"], "one guess is enough");
    user.put(&at("s"), &lobby("2535499999999999")).gives(201);
    assert_eq!(users(&world), ["2535499999999999"]);

    let other = signed_in(&world, "5555555555555555555");
    other.get(&format!("/serviceconfigs/{SCID}/sessions?xuid=2535400000000000&private=true")).gives(200);
    assert_eq!(users(&world), ["2535400000000000", "2535499999999999"]);
    let made_up = User { token: "XBL3.0 x=emulator;xuid=5".to_owned(), ..world.user(5) };
    made_up.put(&at("own"), &lobby("6")).refuses(400, "the caller is 5");
}
