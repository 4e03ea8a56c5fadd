//! The URIs with which the emulator starts a game, read by the library.

mod support;

use std::sync::Arc;

use mpsd::{
    Activation, ActivationKind, ActivityHandle, CallOptions, Client, ClientOptions, Invite, InviteRows, JoinRequest,
    Prepared, SessionReference, SessionTarget, WriteError, WriteMode, WriteRequest,
};
use serde_json::Value;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const HOST: u64 = 3212;
const GUEST: u64 = 3210;

fn call() -> CallOptions {
    CallOptions::default()
}

fn sign_in(url: &str, xuid: u64) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = xuid;
    options.title_id = 1_234_567;
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={xuid}"))).unwrap();
    Client::new(options).unwrap()
}

fn control(url: &str, path: &str) -> Value {
    let text = ureq::post(format!("{url}/emulator{path}")).send_empty().unwrap().into_body().read_to_string().unwrap();
    serde_json::from_str(&text).unwrap()
}

fn activation(answer: &Value) -> Activation {
    Activation::parse(answer["activationUri"].as_str().unwrap()).unwrap()
}

#[test]
fn accepting_an_invite_and_joining_a_friend_start_the_game() {
    let emulator = support::emulator::start();
    let url = emulator.url();
    let (host, guest) = (sign_in(url, HOST), sign_in(url, GUEST));
    let session = SessionReference::new(SCID, "lobby", "friday night").unwrap();
    let join = JoinRequest::new(None).unwrap();
    let create = r#"{"members":{"me":{"properties":{"system":{"active":true}}}}}"#;
    let create = WriteRequest::new(WriteMode::CreateNew, create).unwrap();
    host.write_session(&SessionTarget::from(session.clone()), &create, &call())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap();

    // With everything that a URI has to encode.
    let context = "mode=ctf&x=1+1 %20/?#é";
    let mut invite = Invite::new(session, &[GUEST]).unwrap();
    invite.set_context(Some(context)).unwrap();
    let outcomes = host.send_invites(&invite, &call()).and_then(Prepared::run).map(InviteRows::into_outcomes).unwrap();
    let id = &outcomes[0].result.as_ref().unwrap().value.handle.id;
    let accepted = activation(&control(url, &format!("/users/{GUEST}/invites/{id}/accept")));
    assert_eq!((accepted.kind, accepted.handle_id.as_str()), (ActivationKind::InviteAccepted, id.as_str()));
    assert_eq!((accepted.xuid, accepted.other_xuid), (Some(GUEST), Some(HOST)));
    assert_eq!(accepted.context.as_deref(), Some(context));
    let joined = guest
        .join_session(&SessionTarget::Handle(accepted.handle_id), &join, &call())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap();
    assert_eq!(joined.value.reference.unwrap().name(), "friday night");

    let activity = ActivityHandle::new(SCID, "lobby", Some("friday night")).unwrap();
    let id = host.set_activity(&activity, &call()).and_then(Prepared::run).unwrap().value.handle.id;
    let join = activation(&control(url, &format!("/users/{GUEST}/join/{id}")));
    assert_eq!((join.kind, join.handle_id.as_str()), (ActivationKind::ActivityJoined, id.as_str()));
    assert_eq!((join.xuid, join.other_xuid, join.context), (Some(GUEST), Some(HOST), None));
}
