//! Queries for the sessions of users, or with a keyword.

mod support;

use serde_json::{Value, json};
use support::*;

fn all(query: &str) -> String {
    format!("/serviceconfigs/{SCID}/sessions?{query}")
}

fn names(answer: &Answer) -> Vec<String> {
    let results = answer.gives(200)["results"].as_array().unwrap().clone();
    results.iter().map(|each| each["sessionRef"]["name"].as_str().unwrap().to_owned()).collect()
}

/// User 1 is active in `open` and `private`, inactive in `idle`, reserved in
/// `kept`, and user 2 active in `open`, `kept` and `elsewhere`.
fn world() -> World {
    let world = World::new();
    let (one, two) = (world.user(1), world.user(2));
    let mut open = active();
    open["constants"] = json!({"system": {"version": 5}});
    open["properties"] = json!({"system": {"keywords": ["Foo", "bar"], "joinRestriction": "followed", "turn": [0]}});
    one.put(&path("open"), &open).gives(201);
    one.create("private", json!({"visibility": "private"})).gives(201);
    let idle = json!({"constants": {"system": {"inactiveRemovalTimeout": null}}, "members": {"me": {}}});
    one.put(&path("idle"), &idle).gives(201);
    let mut kept = active();
    kept["constants"] = json!({"system": {"maxMembersCount": 2}});
    kept["members"]["reserve_1"] = json!({"constants": {"system": {"xuid": "1"}}});
    two.put(&path("kept"), &kept).gives(201);
    let follow = world.control("PUT", "/users/1/people/2", &Value::Null);
    follow.is_empty(204);
    two.join("open").gives(200);
    let elsewhere = path("elsewhere").replace("deathmatch", "other");
    two.put(&elsewhere, &json!({"properties": {"system": {"keywords": ["foo"]}}, "members": active()["members"]}))
        .gives(201);
    world
}

#[test]
fn a_users_own_sessions() {
    let world = world();
    let one = world.user(1);
    let results = one.get(&all("xuid=1")).gives(200)["results"].clone();
    let document = one.get(&path("open")).gives(200);
    assert_eq!((&document["members"]["0"]["turn"], &document["members"]["1"]["turn"]), (&json!(true), &Value::Null));
    assert_eq!(
        results,
        json!([{
            "xuid": "1", "startTime": document["startTime"], "sessionRef": session_ref("open"), "accepted": 2,
            "status": "active", "visibility": "open", "joinRestriction": "followed", "myTurn": true,
            "keywords": ["Foo", "bar"],
        }])
    );
    assert_eq!(names(&one.get(&all("xuid=1&private=true"))), ["open", "private"]);
    assert_eq!(names(&one.get(&all("xuid=1&inactive=TRUE"))), ["open", "idle"]);
    let kept = one.get(&all("xuid=1&reservations=true&visibility=Full"));
    assert_eq!(names(&kept), ["kept"]);
    assert_eq!(kept.json()["results"][0]["status"], "reserved");
    assert_eq!(kept.json()["results"][0]["myTurn"], false);
    // There is none, so none is told.
    assert_eq!(kept.json()["results"][0]["joinRestriction"], Value::Null);
    assert_eq!(
        names(&one.get(&all("xuid=1&private=true&inactive=true&reservations=true&take=2"))),
        ["open", "private"]
    );
    assert!(names(&one.get(&all("xuid=1&take=0"))).is_empty());
    assert!(names(&one.get(&all("xuid=9"))).is_empty());
    assert_eq!(names(&one.get(&all("xuid=1&version=5"))), ["open"]);
    assert!(names(&one.get(&all("xuid=1&version=4"))).is_empty());
    // Contract version 107 is the seventh of its major version.
    assert_eq!(names(&one.get(&all("xuid=1&version=7"))), ["open"]);
    one.get(&all("xuid=1&version=8")).refuses(400, "version \"8\" is not a number from 0 to 7");
}

#[test]
fn keywords_and_templates() {
    let world = world();
    let one = world.user(1);
    let found = one.get(&all("keyword=foo"));
    assert_eq!(names(&found), ["open", "elsewhere"]);
    assert_eq!(found.json()["results"][0]["xuid"], Value::Null);
    assert_eq!(names(&one.get(&all("keyword=BAR"))), ["open"]);
    let other = format!("/SERVICECONFIGS/{}/SessionTemplates/OTHER/Sessions?Keyword=foo", SCID.to_uppercase());
    assert_eq!(names(&one.get(&other)), ["elsewhere"]);
    assert!(names(&one.get(&all("xuid=1&keyword=none"))).is_empty());
}

#[test]
fn batches_ask_for_several_users() {
    let world = world();
    let one = world.user(1);
    let batch = |query: &str| format!("/serviceconfigs/{SCID}/batch?{query}");
    let users = json!({"xuids": ["2", "1", "2"]});
    let results = one.post(&batch(""), &users);
    assert_eq!(names(&results), ["open", "kept", "elsewhere", "open"]);
    let xuids: Vec<Value> =
        results.json()["results"].as_array().unwrap().iter().map(|each| each["xuid"].clone()).collect();
    assert_eq!(xuids, ["2", "2", "2", "1"]);
    assert_eq!(names(&one.post(&batch("keyword=bar&take=1"), &users)), ["open"]);
    let template = format!("/serviceconfigs/{SCID}/sessiontemplates/other/batch");
    assert_eq!(names(&one.post(&template, &users)), ["elsewhere"]);
    assert_eq!(names(&one.post(&batch("private=true"), &json!({"xuids": ["1"]}))), ["open", "private"]);
    one.post(&batch("private=true"), &users).refuses(403, "asks about xuid 2");
    one.post(&batch(""), &json!({})).refuses(400, "xuids is missing");
    one.post(&batch(""), &json!({"xuids": []})).refuses(400, "needs a xuid or a keyword");
    one.post(&batch(""), &json!({"xuids": [1]})).refuses(400, "xuids[0] must be a string");
    let many: Vec<String> = (1..=101).map(|xuid: u32| xuid.to_string()).collect();
    one.post(&batch(""), &json!({ "xuids": many })).refuses(400, "101 entries");
}

#[test]
fn wrong_queries_say_why() {
    let world = world();
    let one = world.user(1);
    for (query, status, why) in [
        ("", 400, "needs a xuid or a keyword"),
        ("keyword=", 400, "needs a xuid or a keyword"),
        ("xuid=x", 400, "xuid \"x\""),
        ("xuid=1&take=101", 400, "take \"101\" is not a number from 0 to 100"),
        ("xuid=1&take=-1", 400, "take \"-1\""),
        ("xuid=1&version=x", 400, "version \"x\""),
        ("xuid=1&visibility=hidden", 400, "visibility \"hidden\""),
        ("xuid=1&private=1", 400, "private \"1\" is not true"),
        ("keyword=foo&inactive=true", 400, "inactive=true needs a xuid"),
        ("xuid=2&private=true", 403, "private=true is for your own sessions"),
        ("xuid=2&inactive=true", 403, "inactive=true is for your own sessions"),
        ("xuid=2&reservations=true", 403, "reservations=true is for your own sessions"),
    ] {
        one.get(&all(query)).refuses(status, why);
    }
    one.get("/serviceconfigs/S/sessions?xuid=1").refuses(404, "not a GUID");
    let long = format!("/serviceconfigs/{SCID}/sessiontemplates/{}/sessions?xuid=1", "x".repeat(101));
    one.get(&long).refuses(404, "template name");
}
