//! The whole state as one document, taken and put back.

mod support;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use support::*;

fn taken(world: &World) -> String {
    let answer = world.control("GET", "/snapshot", &Value::Null);
    answer.gives(200);
    answer.text
}

#[track_caller]
fn restored(snapshot: &str) -> World {
    let world = World::new();
    world.send("PUT", "/emulator/snapshot", &[], snapshot.as_bytes()).is_empty(204);
    world
}

/// A world with one of everything.
fn furnished() -> World {
    let world = World::new();
    world.control("PUT", "/clock", &json!({"frozen": true, "now": "2040-01-01T00:00:00Z"})).gives(200);
    world.control("PATCH", "/settings", &json!({"createStatus": 200})).gives(200);
    world.control("PUT", "/users/1/people/2", &json!({"favorite": true})).is_empty(204);
    world.control("PUT", "/users/1/blocked/3", &Value::Null).is_empty(204);
    world.control("POST", "/tokens/revoke", &json!({"token": "XBL3.0 x=emulator;xuid=9"})).is_empty(204);
    for rule in [json!({"latencyMs": 1}), json!({"xuid": "8", "times": 2, "latencyMs": 1, "probability": 0.5})] {
        world.control("POST", "/faults", &rule).gives(201);
    }
    world.control("POST", "/faults", &json!({"latencyMs": 5})).gives(201);
    world.control("DELETE", "/faults/3", &Value::Null).is_empty(204);
    world.control("PUT", "/users/2", &json!({"gamertag": "Zwei"})).is_empty(204);
    let template = json!({"constants": {"system": {"maxMembersCount": 5}}, "roleTypes": {"side": {"roles": {}}}});
    world.control("PUT", &format!("/templates/{SCID}/deathmatch"), &template).is_empty(204);
    let (host, guest) = (world.user(1), world.user(2));
    let mut body = active();
    body["constants"] = json!({"system": {"capabilities": {"searchable": true}, "maxMembersCount": 5}});
    body["properties"] = json!({"custom": {"map": "fjord", "odds": 0.1, "big": 18_446_744_073_709_551_615_u64}});
    body["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "4"}}});
    host.put(&path("lobby"), &body).gives(201);
    guest.join("lobby").gives(200);
    host.join("game").gives(201);
    host.activity("lobby").gives(200);
    host.invite("lobby", 2).gives(200);
    let invite = host.invite("game", 2).gives(200);
    let accept = format!("/users/2/invites/{}/accept", invite["id"].as_str().unwrap());
    world.control("POST", &accept, &Value::Null).gives(200);
    host.post("/handles", &search("lobby", json!({"tags": ["micRequired"]}))).gives(200);
    host.post("/handles", &transfer("game", "lobby")).gives(200);
    world
}

#[test]
fn it_holds_everything() {
    let world = furnished();
    let snapshot = taken(&world);
    let copy = restored(&snapshot);
    assert_eq!(taken(&copy), snapshot);
    for path in ["/state", "/settings", "/clock", "/users/1/invites", "/faults", "/templates", "/limits", &lobby()] {
        let ask = |world: &World| world.control("GET", path, &Value::Null).gives(200);
        let (mut one, mut other) = (ask(&world), ask(&copy));
        for answer in [&mut one, &mut other] {
            answer.as_object_mut().unwrap().remove("revision");
            answer.as_object_mut().unwrap().remove("offsetMs");
            answer.as_object_mut().unwrap().remove("clock");
        }
        assert_eq!(one, other, "{path}");
    }
    let revoked = copy.send("GET", "/handles/x", &[("Authorization", "XBL3.0 x=emulator;xuid=9")], b"");
    revoked.refuses(401, "revoked");
    assert_eq!(copy.control("POST", "/faults", &json!({"latencyMs": 1})).gives(201)["id"], 4);
}

fn lobby() -> String {
    format!("/sessions/{SCID}/deathmatch/lobby")
}

#[test]
fn timers_and_a_running_clock_go_on() {
    let world = furnished();
    let copy = restored(&taken(&world));
    for each in [&world, &copy] {
        each.advance(30.0);
        let document = each.user(1).get(&path("lobby")).gives(200);
        assert_eq!(document["membersInfo"]["count"], 2, "the reservation is over");
        each.control("PUT", "/clock", &json!({"frozen": false})).gives(200);
    }
    let ahead = |world: &World| world.control("GET", "/clock", &Value::Null).gives(200)["offsetMs"].clone();
    assert_eq!(ahead(&restored(&taken(&world))), ahead(&world));
}

/// A snapshot with one change.
fn changed(snapshot: &str, pointer: &str, value: Value) -> String {
    let mut document: Value = serde_json::from_str(snapshot).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap_or_else(|| panic!("{parent}")) {
        Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
        object => object[name] = value,
    }
    document.to_string()
}

#[test]
fn a_wrong_document_is_refused_by_field_and_changes_nothing() {
    let world = furnished();
    let snapshot = taken(&world);
    let document: Value = serde_json::from_str(&snapshot).unwrap();
    let session = document["directory"]["sessions"][1]["present"].clone();
    assert_eq!(session["reference"]["name"], "lobby");
    let handle = document["directory"]["handles"][0].clone();
    for (pointer, wrong, why) in [
        ("/format", json!("other"), "format: it is not \"mpsd-emulator snapshot\""),
        ("/version", json!(2), "version: it is 2; this emulator reads 1"),
        ("/more", json!(1), "unknown field `more`"),
        ("/directory/settings/createStatus", json!("500"), "directory.settings: setting createStatus"),
        ("/directory/clock/frozen/at", json!("today"), "directory.clock.frozen.at: "),
        ("/directory/ids", json!("x"), "directory.ids: \"x\" is not a decimal 64-bit number"),
        ("/directory/users/zero", json!({}), "\"zero\" is not a nonzero decimal"),
        (
            "/directory/sessions/1/present/reference/scid",
            json!("S"),
            "directory.sessions[1].present.reference: the scid",
        ),
        ("/directory/sessions/1/present/members/1/title", json!(7), "directory.sessions[1].present.members.1.title"),
        ("/directory/sessions/1/present/members/1/xuid", json!("1"), "present.members.1.xuid: 1 has another seat"),
        ("/directory/sessions/1/present/nextIndex", json!(1), "directory.sessions[1].present.members.1: is not below"),
        ("/directory/sessions/1/present/nextIndex", json!(u32::MAX), "present.nextIndex: 4294967295 is more"),
        ("/directory/sessions/1/present/owners", json!([7]), "present.owners: there is no member 7"),
        ("/directory/sessions/1/present/searchHandle", Value::Null, "does not name its search handle"),
        ("/directory/sessions/0/present/searchHandle", json!("x"), "a searchHandle does not exist"),
        (
            "/directory/sessions/0",
            json!({"present": session, "history": []}),
            "directory.sessions[1].present.reference",
        ),
        ("/directory/sessions/0/history", json!([session]), "is another session"),
        ("/directory/handles/1", handle, "directory.handles[1]"),
        ("/directory/templates/1/name", json!("Default"), "directory.templates[1]: template Default is there twice"),
        ("/directory/templates/1/scid", json!("x"), "directory.templates[1]: template"),
        ("/faults/rules/1/times", json!(0), "times 0 is not from 1 on"),
        ("/faults/rules/1/xuid", json!("x"), "\"x\" is not a nonzero decimal"),
        ("/directory/handles/0/kind", json!("magic"), "directory.handles[0].kind"),
    ] {
        let answer = world.send("PUT", "/emulator/snapshot", &[], changed(&snapshot, pointer, wrong).as_bytes());
        answer.refuses(400, why);
    }
    for (text, why) in [
        ("", "not a snapshot: it is not JSON: it ends where a value is expected"),
        ("[]", "not a snapshot: it is an array"),
        (&snapshot[..snapshot.len() - 1], "it ends where a comma or } is expected at line 1 column"),
    ] {
        world.send("PUT", "/emulator/snapshot", &[], text.as_bytes()).refuses(400, why);
    }
    assert_eq!(taken(&world), snapshot);
}

#[test]
fn it_may_be_larger_and_deeper_than_a_request() {
    let world = World::new();
    let host = world.user(1);
    host.join("deep").gives(201);
    let nested = |levels| (0..levels).fold(json!(1), |inner, _| json!({ "x": inner }));
    let custom = |value: Value| json!({"properties": {"custom": {"deep": value}}});
    host.put(&path("deep"), &custom(nested(98))).refuses(400, "more than 100 levels");
    host.put(&path("deep"), &custom(nested(97))).gives(200);
    for name in ["a", "b"] {
        let mut body = active();
        body["properties"] = json!({"custom": {"map": "x".repeat(1_000_000)}});
        host.put(&path(name), &body).gives(201);
    }
    let snapshot = taken(&world);
    assert!(snapshot.len() > 2_000_000);
    assert_eq!(taken(&restored(&snapshot)), snapshot);
}

/// Something a test does, by numbers: who, what, where, to whom.
type Step = (u8, u64, u8, u64);

fn play(world: &World, (what, who, place, whom): Step) -> Answer {
    let user = world.user(who);
    let name = ["lobby", "game"][usize::from(place)];
    let newest = || {
        let list = world.control("GET", "/state?take=1", &Value::Null).gives(200);
        list["handles"][0]["id"].as_str().unwrap_or("none").to_owned()
    };
    match what {
        0 | 1 => user.join(name),
        2 => user.create(name, searchable()),
        3 => user.put(&path(name), &leave()),
        4 => user.put(
            &path(name),
            &json!({"members": {"me": {"properties": {"system": {"active": false, "ready": true}}}}}),
        ),
        5 => user.activity(name),
        6 => user.invite(name, whom),
        7 => user.post("/handles", &search(name, json!({"numbers": {"skill": who}}))),
        8 => user.post("/handles", &transfer(name, "lobby")),
        9 => user.delete(&format!("/handles/{}", newest())),
        10 => user.get(&format!("/handles/{}/session", newest())),
        11 => world.control("PUT", &format!("/users/{who}/people/{whom}"), &Value::Null),
        12 => world.control("PUT", &format!("/users/{who}/blocked/{whom}"), &Value::Null),
        13 => user.search(&json!({})),
        _ => world.control("POST", "/clock/advance", &json!({"seconds": who * 60})),
    }
}

/// What must be the same of two answers; the machine's own time is not.
fn told(answer: &Answer) -> (u16, String, String) {
    let etag = answer.header("etag").to_owned();
    (answer.status, etag, if answer.text.contains("offsetMs") { String::new() } else { answer.text.clone() })
}

#[test]
fn a_restored_emulator_goes_on_as_the_first_one_would_have() {
    let steps = || prop::collection::vec((0..15_u8, 1..4_u64, 0..2_u8, 1..4_u64), 0..30);
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&(steps(), steps()), |(before, after)| {
        let world = World::new();
        world.freeze();
        for step in before {
            play(&world, step);
        }
        let snapshot = taken(&world);
        let copy = restored(&snapshot);
        prop_assert_eq!(taken(&copy), snapshot);
        for step in after {
            prop_assert_eq!(told(&play(&world, step)), told(&play(&copy, step)), "{:?}", step);
        }
        prop_assert_eq!(taken(&copy), taken(&world));
        Ok(())
    });
    outcome.unwrap();
}
