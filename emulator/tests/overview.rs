//! What people who look are shown: users, sessions with their changes, handles.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn look(world: &World, path: &str) -> Value {
    world.control("GET", path, &Value::Null).gives(200)
}

fn session_path(name: &str) -> String {
    format!("/sessions/{SCID}/deathmatch/{name}")
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|each| each["sessionRef"]["name"].as_str().unwrap()).collect()
}

fn xuids(list: &Value) -> Vec<&str> {
    let mut xuids: Vec<&str> = list.as_array().unwrap().iter().map(|each| each["xuid"].as_str().unwrap()).collect();
    xuids.sort_unstable();
    xuids
}

#[test]
fn users_are_known_by_token_seat_invite_and_relation() {
    let world = World::new();
    world.user(1).join("a").gives(201);
    world.user(1).invite("a", 2).gives(201);
    world.user(3).get("/handles/x").refuses(404, "handle x");
    world.control("PUT", "/users/4/people/1", &Value::Null).is_empty(204);
    let mut reserve = json!({"members": {"reserve_1": {"constants": {"system": {"xuid": "5"}}}}});
    reserve["members"]["me"] = active()["members"]["me"].clone();
    world.user(1).put(&path("a"), &reserve).gives(200);

    let users = look(&world, "/users");
    assert_eq!((users["count"].as_u64(), xuids(&users["users"])), (Some(5), vec!["1", "2", "3", "4", "5"]));
    let first = &users["users"][0];
    assert_eq!((&first["xuid"], &first["titleId"]), (&json!("1"), &json!("1234567")), "latest first");
    assert_eq!(first["sessions"], json!([{"sessionRef": session_ref("a"), "status": "active"}]));
    assert_eq!(look(&world, "/users/5")["sessions"][0]["status"], "reserved");
    assert_eq!(look(&world, "/users/2")["invites"][0]["senderXuid"], "1");
    assert_eq!(look(&world, "/users/2")["lastSeen"], Value::Null);
    assert_eq!(xuids(&look(&world, "/users?filter=4")["users"]), ["4"]);
}

#[test]
fn the_state_lists_the_newest_and_counts_all() {
    let world = World::new();
    for (xuid, name) in [(1, "one"), (2, "two"), (3, "three")] {
        world.user(xuid).join(name).gives(201);
        world.user(xuid).activity(name).gives(201);
    }
    let state = look(&world, "/state?take=2");
    assert_eq!(state["counts"], json!({"users": 3, "sessions": 3, "handles": 3}));
    assert_eq!(names(&state["sessions"]), ["three", "two"]);
    assert_eq!(names(&state["handles"]), ["three", "two"]);
    assert_eq!((state["users"].as_array().unwrap().len(), &state["revision"]), (2, &json!(6)));
    let session = &state["sessions"][0];
    assert_eq!(
        session["members"],
        json!([{"index": 0, "xuid": "3", "gamertag": null, "status": "active", "owner": false}])
    );
    assert_eq!((&session["visibility"], &session["changeNumber"]), (&json!("open"), &json!(2)));

    let filtered = look(&world, "/state?filter=TWO");
    assert_eq!(names(&filtered["sessions"]), ["two"]);
    assert_eq!(xuids(&filtered["users"]), ["2"]);
    assert_eq!(filtered["handles"][0]["creatorXuid"], "2");
    assert_eq!(look(&world, "/sessions?filter=1")["count"], 1, "by the xuid of a member");
    world.control("GET", "/state?take=x", &Value::Null).refuses(400, "take \"x\"");
    world.control("POST", "/state", &Value::Null).refuses(405, "GET");
}

#[test]
fn a_session_keeps_its_latest_versions() {
    let world = World::with(Settings { session_history: 2, ..Settings::default() });
    world.user(1).join("a").gives(201);
    for score in 1..=3 {
        world.user(1).put(&path("a"), &json!({"properties": {"custom": {"score": score}}})).gives(200);
    }
    world.user(1).put(&path("a"), &json!({})).gives(200);
    world.user(2).join("a").gives(200);
    let shown = look(&world, &session_path("A"));
    let changes = shown["changes"].as_array().unwrap();
    let numbers: Vec<_> = changes.iter().map(|each| each["changeNumber"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [3, 4, 5]);
    assert_eq!((&changes[1]["xuid"], &changes[2]["xuid"]), (&json!("1"), &json!("2")));
    assert_eq!(changes[0]["document"]["properties"]["custom"]["score"], 2);
    assert_eq!(changes[2]["document"], shown["document"]);
}

#[test]
fn an_administrator_ends_a_session() {
    let world = World::new();
    world.user(1).join("a").gives(201);
    let activity = world.user(1).activity("a").gives(201);
    world.control("DELETE", &session_path("a"), &Value::Null).is_empty(204);
    world.control("DELETE", &session_path("a"), &Value::Null).refuses(404, "a does not exist");
    world.control("GET", &session_path("a"), &Value::Null).refuses(404, "a does not exist");
    world.control("GET", "/sessions/x/y/z", &Value::Null).refuses(400, "scid");
    world.user(1).get(&path("a")).is_empty(204);
    world.user(1).get(&handle_path(&activity)).refuses(404, "does not exist");
    world.user(1).join("a").gives(201);
    assert_eq!(look(&world, &session_path("a"))["changes"].as_array().unwrap().len(), 1);
}

/// The event stream, from now on.
fn events(world: &World) -> impl BufRead {
    let host = world.emulator.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET /emulator/events HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    BufReader::new(stream)
}

/// The next revision of an event stream.
fn revision(events: &mut impl BufRead) -> u64 {
    loop {
        let mut line = String::new();
        assert!(events.read_line(&mut line).unwrap() > 0, "the stream ended");
        if let Some(data) = line.strip_prefix("data: ") {
            let data: Value = serde_json::from_str(data).unwrap();
            return data["revision"].as_u64().unwrap();
        }
    }
}

#[test]
fn changes_are_told_as_they_come() {
    let world = World::new();
    let mut events = events(&world);
    assert_eq!(revision(&mut events), 0, "the first comes at once");
    look(&world, "/state");
    world.user(1).join("a").gives(201);
    assert_eq!(revision(&mut events), 1, "looking is no change");
    world.control("POST", "/reset", &Value::Null).gives(200);
    assert_eq!(revision(&mut events), 2);
    assert_eq!(look(&world, "/state")["revision"], 2);
}

#[test]
fn what_time_does_is_told_too() {
    let world = World::new();
    world.user(1).create("a", json!({"reservedRemovalTimeout": 1})).gives(201);
    let mut events = events(&world);
    assert_eq!(revision(&mut events), 1);
    let reserve = json!({"members": {"reserve_1": {"constants": {"system": {"xuid": "5"}}}}});
    world.user(1).put(&path("a"), &reserve).gives(200);
    while revision(&mut events) < 3 {}
    assert_eq!(look(&world, "/users/5")["sessions"], json!([]));
}
