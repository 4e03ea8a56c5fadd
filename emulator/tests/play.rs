//! Whole stories: users who play together.

mod support;

use std::collections::BTreeSet;
use std::sync::Barrier;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

#[test]
fn two_users_play_from_invite_to_leaving() {
    let world = World::limited(Settings::default());
    let (host, guest) = (world.user(3212), world.user(3210));

    let session = host.join("Session-49");
    let document = session.gives(201);
    assert_eq!(document["contractVersion"], 107);
    let member = &document["members"]["0"];
    assert_eq!(member["constants"]["system"], json!({"xuid": "3212", "index": 0}));
    assert_eq!(member["activeTitleId"], "1234567");
    assert_eq!(document["membersInfo"], json!({"first": 0, "next": 1, "count": 1, "accepted": 1, "active": 1}));

    let activity = host.activity("session-49").gives(201);
    assert_eq!(activity["type"], "activity");
    assert_eq!(activity["ownerXuid"], "3212");
    assert_eq!(activity["titleId"], "1234567");
    assert_eq!(activity["inviteProtocol"], "game");
    assert_eq!(activity["sessionRef"], session_ref("session-49"));
    assert_eq!(activity["gameTypes"], json!({"win32": {"titleId": "1234567"}}));

    let invite = host.invite("session-49", 3210).gives(201);
    assert_eq!(invite["senderXuid"], "3212");
    assert_eq!(invite["invitedXuid"], "3210");
    assert_eq!(
        invite["inviteAttributes"],
        json!({"titleId": "1234567", "contextString": "///capture", "context": "mode=ctf"})
    );
    assert_eq!(world.inbox(3210), std::slice::from_ref(&invite));

    let by_handle = format!("/handles/{}/session", invite["id"].as_str().unwrap());
    let seen = guest.get(&by_handle);
    assert_eq!(seen.gives(200)["membersInfo"]["count"], 1);
    let joined = guest.put_if(&by_handle, ("If-Match", "*"), &active());
    assert_eq!(joined.gives(200)["membersInfo"]["count"], 2);
    assert_eq!(joined.header("content-location"), path("Session-49"));
    assert_ne!(joined.header("etag"), seen.header("etag"));

    let shown = guest.activities(&[3212]);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["id"], activity["id"]);
    assert_eq!(shown[0]["relatedInfo"]["membersCount"], 2);

    host.put(&path("session-49"), &leave()).gives(200);
    assert!(guest.activities(&[3212]).is_empty());
    let activity_path = format!("/handles/{}", activity["id"].as_str().unwrap());
    host.get(&activity_path).refuses(404, "does not exist");
    guest.put(&path("session-49"), &leave()).is_empty(204);
    guest.get(&path("session-49")).is_empty(204);
}

#[test]
fn a_blocked_user_cannot_invite() {
    let world = World::new();
    let host = world.user(1);
    host.join("s").gives(201);
    world.control("PUT", "/users/2/blocked/1", &Value::Null).is_empty(204);
    host.invite("s", 2).refuses(403, "2 has blocked xuid 1");
    host.invite("s", 3).gives(201);
    assert!(world.inbox(2).is_empty());
    assert_eq!(world.control("GET", "/users/2", &Value::Null).gives(200)["blocked"], json!(["1"]));
    world.control("DELETE", "/users/2/blocked/1", &Value::Null).is_empty(204);
    host.invite("s", 2).gives(201);
    assert_eq!(world.inbox(2).len(), 1);
}

#[test]
fn invites_stand_in_the_inbox_until_they_are_deleted() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.join("s").gives(201);
    let first = host.invite("s", 2).gives(201);
    let second = host.invite("s", 2).gives(201);
    assert_ne!(first["id"], second["id"]);
    assert_eq!(world.inbox(2), [first.clone(), second.clone()]);
    let first = format!("/handles/{}", first["id"].as_str().unwrap());
    world.user(3).delete(&first).refuses(403, "xuid 3");
    guest.delete(&first).is_empty(204);
    guest.delete(&first).refuses(404, "does not exist");
    assert_eq!(world.inbox(2), [second]);
}

/// 32 users join one session at once: every change is counted once, and every
/// user gets a seat of their own.
#[test]
fn concurrent_joins_are_consistent() {
    const USERS: u64 = 32;
    let world = World::new();
    let start = Barrier::new(USERS as usize);
    let numbers: Vec<(u16, u64)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=USERS)
            .map(|xuid| {
                let (world, start) = (&world, &start);
                scope.spawn(move || {
                    start.wait();
                    let answer = world.user(xuid).join("crowd");
                    let number = answer.json()["changeNumber"].as_u64().unwrap();
                    (answer.status, number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let distinct: BTreeSet<u64> = numbers.iter().map(|(_, number)| *number).collect();
    assert_eq!(distinct, (1..=USERS).collect());
    let created = numbers.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(created, 1, "one user creates, the others join");

    let document = world.user(1).get(&path("crowd")).gives(200);
    let members = document["members"].as_object().unwrap();
    let mut xuids = BTreeSet::new();
    for (key, member) in members {
        let system = &member["constants"]["system"];
        assert_eq!(system["index"].to_string(), *key);
        xuids.insert(system["xuid"].as_str().unwrap().to_owned());
    }
    assert_eq!(xuids.len(), USERS as usize);
    assert_eq!(document["membersInfo"]["active"], USERS);
    assert_eq!(document["changeNumber"], USERS);
}

#[test]
fn emulators_in_one_process_are_strangers() {
    let (one, two) = (World::new(), World::new());
    one.user(1).join("s").gives(201);
    two.user(1).get(&path("s")).is_empty(204);
    one.control("POST", "/reset", &Value::Null).gives(200);
    one.user(1).get(&path("s")).is_empty(204);
}

#[test]
fn strangers_meet_by_search_and_move_on_by_transfer() {
    let world = World::limited(Settings::default());
    let (host, finder, friend) = (world.user(1), world.user(2), world.user(3));
    let capabilities = json!({"searchable": true, "userAuthorizationStyle": true, "hasOwners": true});
    host.create("table", json!({ "capabilities": capabilities })).gives(201);
    host.post("/handles", &search("table", json!({"tags": ["Chess"], "numbers": {"skill": 7}}))).gives(201);
    let wanted = json!({"filter": "tags/any(d:tolower(d) eq 'chess') and numbers/skill ge 5", "orderBy": "skill desc"});
    let found = finder.search(&wanted).gives(200)["results"][0].clone();
    assert_eq!(found["relatedInfo"]["sessionOwners"], json!(["1"]));
    finder.put_if(&by_handle(&found), ("If-Match", "*"), &active()).gives(200);

    // The finder's party follows, without having searched.
    finder.join("party").gives(201);
    friend.join("party").gives(200);
    friend.join("table").refuses(403, "joinRestriction \"local\"");
    let moved = finder.post("/handles", &transfer("table", "party")).gives(201);
    assert_eq!(friend.put(&by_handle(&moved), &active()).gives(200)["membersInfo"]["active"], 3);

    // By default a session ends with its last owner.
    host.put(&path("table"), &leave()).is_empty(204);
    // Who searches again must wait.
    world.advance(15.0);
    assert!(finder.finds(&wanted).is_empty());
    friend.get(&by_handle(&moved)).refuses(404, "does not exist");
}
