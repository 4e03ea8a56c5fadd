//! What must hold for any input: what is accepted arrives as it was given, and no bytes of an answer pass for a
//! success.

mod support;

use std::sync::Arc;

use mpsd::handles::{RoleNumber, SessionNumber, SessionPlayer, SessionText, SessionTime};
use mpsd::http::Response;
use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Client, ClientOptions, Code, Comparison, Filter, HandleId, Invite,
    JoinRequest, SearchQuery, Session, SessionReference, SessionTarget, WriteMode, WriteRequest,
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
        prop_assert_eq!((&set.handle.session.template_name, &set.handle.session.name), (&template, &name));
        let found = client.query_activities(&ActivityQuery::new(SCID, &[XUID]).unwrap(), &call).unwrap().value;
        prop_assert_eq!((&found.handles[0].handle.id, &found.handles[0].handle.session.name), (&set.handle.id, &name));

        let xuids: Vec<u64> = xuids.into_iter().collect();
        let mut invite = Invite::new(SessionReference::new(SCID, &template, &name).unwrap(), &xuids).unwrap();
        if invite.set_context(Some(&text)).is_ok() {
            for outcome in client.send_invites(&invite, &call).unwrap() {
                prop_assert_eq!(outcome.result.unwrap().value.handle.session.name, name.clone());
            }
        }
        let by_handle = SessionTarget::Handle(HandleId::new(&set.handle.id).unwrap());
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
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), value.prop_map(|value| value.to_string().into_bytes())]
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
            Ok(handle) if response.body.is_empty() => prop_assert_eq!(handle.handle.id, ""),
            Ok(handle) => prop_assert_eq!(object.as_ref().unwrap()["id"].as_str(), Some(handle.handle.id.as_str())),
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
        let _ = WriteRequest::new(WriteMode::Synchronized(text.clone()), "{}");
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

/// A built condition: which one, with values of any kind.
fn condition() -> impl Strategy<Value = (u8, u8, String, String, f64, u32, i64)> {
    let name = "[a-z][a-z0-9]{0,20}";
    let any_time = 0i64..4_000_000_000_000;
    (0u8..8, 0u8..6, name, "\\PC{1,30}", -1e12f64..1e12, any::<u32>(), any_time)
}

fn compare(filter: &mut Filter, of: (u8, u8, String, String, f64, u32, i64)) -> Result<(), mpsd::Error> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let (which, comparison, name, text, number, whole, time) = of;
    let comparison = [Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual][usize::from(comparison)];
    match which {
        0 => filter.tag(comparison, &name),
        1 => filter.string(&name, comparison, &text),
        2 => filter.number(&name, comparison, number),
        3 => filter.session_number(SessionNumber::MembersCount, comparison, whole),
        4 => filter.session_text(SessionText::Keyword, &text),
        5 => filter.session_time(SessionTime::Posted, comparison, time),
        6 => filter.session_player(SessionPlayer::Member, u64::from(whole)),
        _ => filter.role_number(&name, "scout", RoleNumber::Needs, comparison, whole),
    }
}

#[test]
fn every_filter_that_can_be_built_is_one_the_service_takes() {
    let emulator = support::emulator::start();
    let client = client(emulator.url());
    proptest!(cases(400), |(first in prop::collection::vec(condition(), 1..5), second in prop::collection::vec(condition(), 0..4))| {
        let mut filter = Filter::new();
        let mut built = 0;
        for of in first {
            built += usize::from(compare(&mut filter, of).is_ok());
        }
        if built > 0 && !second.is_empty() {
            let mut alternative = filter.clone();
            alternative.or().unwrap();
            let added = second.into_iter().filter(|of| compare(&mut alternative, of.clone()).is_ok()).count();
            if added > 0 {
                filter = alternative;
            }
        }
        if built > 0 {
            let mut query = SearchQuery::new(SCID, "lfg").unwrap();
            query.set_filter(&filter).unwrap();
            let found = client.search_handles(&query, &CallOptions::default());
            prop_assert!(found.is_ok(), "{}: {:?}", filter.text().unwrap(), found.err());
        }
    });
}
