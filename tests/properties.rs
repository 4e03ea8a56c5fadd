//! What must hold for any input: what is accepted arrives as it was given, and no bytes of an answer pass for a
//! success.

mod support;

use std::sync::Arc;

use mpsd::http::Response;
use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Client, ClientOptions, Code, HandleId, Invite, JoinRequest, Session,
    SessionReference, SessionTarget, WriteMode, WriteRequest,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const XUID: u64 = 3212;

/// Names of sessions and templates: any characters that the rules allow.
fn name() -> impl Strategy<Value = String> {
    let allowed = |text: &String| {
        (1..=100).contains(&text.len())
            && !text.chars().any(|c| c.is_control() || matches!(c, '/' | '~'))
            && !matches!(text.as_str(), "." | "..")
    };
    prop_oneof!["[a-zA-Z0-9._-]{1,100}", "\\PC{1,40}"].prop_filter("a name by the rules", allowed)
}

fn client(url: &str) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = 1;
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={XUID};title=1"))).unwrap();
    Client::new(options).unwrap()
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn what_is_accepted_comes_back_as_it_was_given() {
    let emulator = support::emulator::start();
    let client = client(emulator.url());
    let call = CallOptions::default();
    proptest!(cases(64), |(template in name(), name in name(), text in "\\PC{0,40}", xuids in prop::collection::hash_set(1u64.., 1..5))| {
        let target = SessionTarget::from(SessionReference::new(SCID, &template, &name).unwrap());
        let me = json!({"members": {"me": {"constants": {"system": {"xuid": XUID.to_string(), "initialize": true}},
            "properties": {"system": {"active": true}, "custom": {"text": text}}}}});
        let create = WriteRequest::new(WriteMode::UpdateOrCreate, &me.to_string()).unwrap();
        let created = client.write_session(&target, &create, &call).unwrap().value;
        let document: Value = serde_json::from_str(created.document.as_deref().unwrap()).unwrap();
        prop_assert_eq!(&document["members"]["0"]["properties"]["custom"]["text"], &json!(text));

        let activity = ActivityHandle::new(SCID, &template, Some(&name)).unwrap();
        let set = client.set_activity(&activity, &call).unwrap().value;
        prop_assert_eq!((&set.session.template_name, &set.session.name), (&template, &name));
        let found = client.query_activities(&ActivityQuery::new(SCID, &[XUID]).unwrap(), &call).unwrap().value;
        prop_assert_eq!((&found.handles[0].handle.id, &found.handles[0].handle.session.name), (&set.id, &name));

        let xuids: Vec<u64> = xuids.into_iter().collect();
        let mut invite = Invite::new(SessionReference::new(SCID, &template, &name).unwrap(), &xuids).unwrap();
        if invite.set_context(Some(&text)).is_ok() {
            for outcome in client.send_invites(&invite, &call).unwrap() {
                prop_assert_eq!(outcome.result.unwrap().value.session.name, name.clone());
            }
        }
        let by_handle = SessionTarget::Handle(HandleId::new(&set.id).unwrap());
        let read = client.read_session(&by_handle, &call).unwrap().value.reference.unwrap();
        prop_assert_eq!((read.template_name(), read.name()), (template.as_str(), name.as_str()));
        prop_assert_eq!(client.leave_session(&target, &call).unwrap().receipt.http_status, 204);
    });
}

/// Bytes of an answer: noise, JSON of any kind, and documents that are nearly right.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from)
    ];
    let key = prop_oneof![
        "[a-z]{1,5}",
        prop::sample::select(vec!["id", "type", "sessionRef", "results", "ownerXuid", "relatedInfo", "closed", "name"])
            .prop_map(str::to_owned)
    ];
    let value = scalar.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop_oneof![prop::collection::vec(any::<u8>(), 1..200), value.prop_map(|value| value.to_string().into_bytes())]
}

fn object(body: &[u8]) -> Option<serde_json::Map<String, Value>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

#[test]
fn no_bytes_pass_for_an_answer_that_they_are_not() {
    let activity = ActivityHandle::new(SCID, "t", Some("n")).unwrap();
    let target = SessionTarget::Handle(HandleId::new("x").unwrap());
    proptest!(cases(4000), |(body in body())| {
        let object = object(&body);
        let response = Response { status: 200, body, ..Response::default() };
        match activity.from_response(&response) {
            Ok(handle) => prop_assert_eq!(object.as_ref().unwrap()["id"].as_str(), Some(handle.id.as_str())),
            Err(error) => prop_assert_eq!(error.code, Code::Protocol),
        }
        match ActivityQuery::from_response(&response) {
            Ok(_) => prop_assert!(object.as_ref().unwrap()["results"].is_array()),
            Err(error) => prop_assert_eq!(error.code, Code::Protocol),
        }
        match Session::read(&response, &target) {
            Ok(_) => prop_assert!(object.is_some()),
            Err(error) => prop_assert_eq!(error.code, Code::Protocol),
        }
    });
}

#[test]
fn arguments_of_any_kind_are_taken_or_refused_and_nothing_else() {
    proptest!(cases(4000), |(text in ".{0,300}", number in any::<u32>())| {
        let _ = SessionReference::new(&text, &text, &text);
        let _ = HandleId::new(&text);
        let _ = JoinRequest::new(Some(&text));
        let _ = WriteMode::synchronized(&text);
        let mut options = ClientOptions::new();
        options.endpoint = Some(text.clone());
        options.language = Some(text.clone());
        options.user_agent_suffix = Some(text.clone());
        options.contract_version = number;
        let taken = options.set_authorization(Some(&text)).is_ok();
        prop_assert!(!taken || text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        let refused = Client::new(options);
        prop_assert!(refused.is_err(), "no random text is an endpoint");
    });
}
