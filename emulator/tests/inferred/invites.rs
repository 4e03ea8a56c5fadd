//! Invites: who sends them, what they hold, and what they open.

use serde_json::{Value, json};

use super::handles::active_host;
use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("strictInviteMembership", "false", [json!(403), json!(201)], |world| {
            active_host(world);
            json!(world.user(2).invite("s", 3).status)
        }),
        case("inviteLifetimeSeconds", "60", [json!(200), json!(404)], |world| {
            world.freeze();
            let host = active_host(world);
            let invite = host.invite("s", 2).gives(201);
            world.advance(60.0);
            json!(host.get(&handle_path(&invite)).status)
        }),
        case("inviteGrantsAccessByReference", "false", [json!(200), json!(403)], |world| {
            let host = world.user(1);
            let mut create = active();
            create["properties"] = json!({"system": {"joinRestriction": "local"}});
            host.put(&path("s"), &create).gives(201);
            host.invite("s", 2).gives(201);
            json!(world.user(2).join("s").status)
        }),
        case("inviteDeletableByInvitee", "false", [json!(204), json!(403)], |world| {
            let invite = active_host(world).invite("s", 2).gives(201);
            json!(world.user(2).delete(&handle_path(&invite)).status)
        }),
        case("blockedInvites", "deliver", [json!([403, 0]), json!([201, 1])], |world| {
            world.control("PUT", "/users/2/blocked/1", &Value::Null).is_empty(204);
            let sent = active_host(world).invite("s", 2).status;
            json!([sent, world.inbox(2).len()])
        }),
        case("userSenderString", "ignore", [json!("The Arena"), Value::Null], |world| {
            let mut body = invite("s", 2);
            body["inviteAttributes"]["senderString"] = json!("The Arena");
            let sent = active_host(world).post("/handles", &body).gives(201);
            sent["inviteAttributes"]["senderString"].clone()
        }),
    ]
}
