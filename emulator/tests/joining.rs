//! Answering invites and joining friends over the control API, as a player does on the console's own pages.

mod support;

use serde_json::{Value, json};
use support::*;

fn id(handle: &Value) -> &str {
    handle["id"].as_str().unwrap()
}

fn post(world: &World, path: &str) -> Answer {
    world.control("POST", path, &Value::Null)
}

#[test]
fn an_accepted_invite_leaves_the_inbox_and_lets_in() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let mut create = active();
    create["properties"] = json!({"system": {"joinRestriction": "local"}});
    host.put(&path("s"), &create).gives(201);
    let invite = host.invite("s", 2).gives(201);
    post(&world, &format!("/users/3/invites/{}/accept", id(&invite))).refuses(404, "not in the inbox of xuid 3");
    let accept = format!("/users/2/invites/{}/accept", id(&invite).to_uppercase());
    let accepted = post(&world, &accept).gives(200);
    assert_eq!(accepted["handle"], invite);
    let uri = format!(
        "ms-xbl-multiplayer://inviteHandleAccept?handle={}&invitedXuid=2&senderXuid=1&context=mode%3Dctf",
        id(&invite)
    );
    assert_eq!(accepted["activationUri"], uri);
    assert!(world.inbox(2).is_empty());
    post(&world, &accept).refuses(404, "(any more)");
    assert_eq!(guest.get(&handle_path(&invite)).gives(200), invite);
    guest.put(&by_handle(&invite), &active()).gives(200);
    guest.put(&path("s"), &leave()).gives(200);
    // By reference, too.
    guest.join("s").gives(200);
}

#[test]
fn a_declined_invite_is_gone() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    host.join("s").gives(201);
    let invite = host.invite("s", 2).gives(201);
    let decline = format!("/users/2/invites/{}/decline", id(&invite));
    post(&world, &decline).is_empty(204);
    assert!(world.inbox(2).is_empty());
    guest.get(&handle_path(&invite)).refuses(404, "does not exist");
    post(&world, &decline).refuses(404, "not in the inbox");
    world.control("GET", &decline, &Value::Null).refuses(405, "possible: POST");
}

#[test]
fn an_expired_invite_cannot_be_accepted() {
    let world = World::new();
    world.freeze();
    let host = world.user(1);
    host.join("s").gives(201);
    let [first, second] = [1, 2].map(|_| host.invite("s", 2).gives(201));
    post(&world, &format!("/users/2/invites/{}/accept", id(&first))).gives(200);
    world.advance(86_400.0);
    post(&world, &format!("/users/2/invites/{}/accept", id(&second))).refuses(404, "not in the inbox");
    host.get(&handle_path(&first)).refuses(404, "does not exist");
}

#[test]
fn a_friends_activity_is_joined_by_its_uri() {
    let world = World::new();
    let host = world.user(1);
    host.join("s").gives(201);
    let activity = host.activity("s").gives(201);
    let invite = host.invite("s", 2).gives(201);
    let joined = post(&world, &format!("/users/2/join/{}", id(&activity))).gives(200);
    let uri = format!("ms-xbl-multiplayer://activityHandleJoin?handle={}&joinerXuid=2&joineeXuid=1", id(&activity));
    assert_eq!(joined, json!({"activationUri": uri}));
    post(&world, &format!("/users/2/join/{}", id(&invite))).refuses(400, "is no activity");
    post(&world, "/users/2/join/none").refuses(404, "does not exist");
    post(&world, &format!("/users/x/join/{}", id(&activity))).refuses(400, "xuid \"x\"");
}
