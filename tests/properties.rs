//! What must hold for any input: what is accepted arrives as it was given, and no bytes of an answer pass for a
//! success.

mod support;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mpsd::handles::{HandleKind, RoleNumber, SessionNumber, SessionPlayer, SessionText, SessionTime};
use mpsd::http::{RequestQueue, Response};
use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Capabilities, Client, ClientOptions, Code, Comparison, Filter,
    HandleId, Invite, InviteRows, JoinRequest, MemberJoin, Network, NetworkMode, NetworkOptions, Outcome, Pacing,
    Prepared, SearchAttributes, SearchHandle, SearchQuery, SessionConstants, SessionContents, SessionDocument,
    SessionList, SessionReference, SessionTarget, TransferHandle, WriteError, WriteMode, WriteRequest,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::every_call::{CALLS, EveryCall, SCID, XUID};

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
    Client::new(options(url)).unwrap()
}

fn options(url: &str) -> ClientOptions {
    let mut options = ClientOptions::new();
    // Tests send more than a game may.
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = 1;
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={XUID};title=1"))).unwrap();
    options
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
        let created = client.write_session(&target, &create, &call).map_err(WriteError::from).and_then(Prepared::run).unwrap().value;
        let document: Value = serde_json::from_str(created.document.as_deref().unwrap()).unwrap();
        prop_assert_eq!(&document["members"]["0"]["properties"]["custom"]["text"], &json!(text));

        let activity = ActivityHandle::new(SCID, &template, Some(&name)).unwrap();
        let set = client.set_activity(&activity, &call).and_then(Prepared::run).unwrap().value;
        prop_assert_eq!((&*set.handle.session.template_name, &*set.handle.session.name), (&*template, &*name));
        let found = client.query_activities(&ActivityQuery::new(SCID, &[XUID]).unwrap(), &call).and_then(Prepared::run).unwrap().value;
        prop_assert_eq!((&*found.handles[0].handle.id, &*found.handles[0].handle.session.name), (&*set.handle.id, &*name));

        let xuids: Vec<u64> = xuids.into_iter().collect();
        let mut invite = Invite::new(SessionReference::new(SCID, &template, &name).unwrap(), &xuids).unwrap();
        if invite.set_context(Some(&text)).is_ok() {
            for outcome in client.send_invites(&invite, &call).and_then(Prepared::run).map(InviteRows::into_outcomes).unwrap() {
                prop_assert_eq!(outcome.result.unwrap().value.handle.session.name, name.clone());
            }
        }
        let by_handle = SessionTarget::Handle(HandleId::new(&set.handle.id).unwrap());
        let read = client.read_session(&by_handle, &call).and_then(Prepared::run).unwrap().value.reference.unwrap();
        prop_assert_eq!((read.template_name(), read.name()), (template.as_str(), name.as_str()));
        prop_assert_eq!(client.leave_session(&target, &call).map_err(WriteError::from).and_then(Prepared::run).unwrap().receipt.http_status, 204);
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
        prop::sample::select(vec![
            "id",
            "type",
            "sessionRef",
            "results",
            "ownerXuid",
            "relatedInfo",
            "closed",
            "name",
            "members",
            "constants",
            "system",
            "me",
            "xuid"
        ])
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
    match serde_json::from_str(&String::from_utf8_lossy(body)) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

/// Whether an answer may be a call's success.
fn may_succeed(call: &EveryCall, status: u16, body: &[u8]) -> bool {
    let object = object(body);
    let member = |name: &str| object.as_ref().and_then(|object| object.get(name));
    let with_id = member("id").is_some_and(|id| id.as_str().is_some_and(|id| !id.is_empty()));
    let ok = (200..300).contains(&status);
    match call.name {
        "delete handle" => ok && (body.trim_ascii().is_empty() || object.is_some()),
        "set activity" => ok && (body.is_empty() || object.is_some()),
        "join" | "join by handle" if status == 204 => false,
        "invite" | "transfer handle" => ok && (body.is_empty() || with_id),
        name if name.starts_with("search handle") => ok && (body.is_empty() || with_id),
        "get handle" => ok && with_id,
        name if name.starts_with("query") || ["clear activity", "search"].contains(&name) || name.contains("group") => {
            ok && member("results").is_some_and(Value::is_array)
        }
        "read if changed" if status == 304 => true,
        name if name.starts_with("read") => ok && status != 204 && object.is_some(),
        _ => ok && (object.is_some() || status == 204 || status == 202 && body.is_empty()),
    }
}

/// The outcome of a call where each of its requests gets this answer.
fn answered(client: &Client, requests: &RequestQueue, call: &EveryCall, answer: &Response) -> Result<(), Code> {
    thread::scope(|scope| {
        let calling = scope.spawn(|| (call.make)(client));
        while !calling.is_finished() {
            if let Some(request) = requests.wait(Duration::from_millis(1)) {
                request.complete(Ok(answer.clone()));
            }
        }
        calling.join().unwrap()
    })
}

#[test]
fn no_bytes_pass_for_an_answer_that_they_are_not() {
    let network = Network::new(NetworkOptions { mode: NetworkMode::Polled, ..NetworkOptions::default() }).unwrap();
    let mut options = options("http://127.0.0.1:1");
    options.network = Some(network.clone());
    options.max_attempts = Some(1);
    let client = Client::new(options).unwrap();
    let status = prop_oneof![Just(200u16), Just(201), 200u16..210, 100u16..600];
    let call = (0..CALLS.len()).prop_map(|index| &CALLS[index]);
    proptest!(cases(2000), |(call in call, status in status, body in body(), nothing in 0..5)| {
        let body = if nothing == 0 { Vec::new() } else { body };
        let answer = Response { status, body, ..Response::default() };
        let outcome = answered(&client, network.requests().unwrap(), call, &answer);
        prop_assert!(outcome.is_err() || may_succeed(call, status, &answer.body), "{}", call.name);
        prop_assert_ne!(outcome, Err(Code::Internal), "{}", call.name);
    });
}

#[test]
fn no_text_passes_for_a_document_or_a_list_that_it_is_not() {
    proptest!(cases(4000), |(body in body(), reader in any::<u64>())| {
        let object = object(&body);
        let response = Response { status: 200, body, ..Response::default() };
        if let Ok(list) = SessionList::from_response(&response) {
            let rows = object.as_ref().unwrap()["results"].as_array().unwrap().len();
            prop_assert_eq!(list.sessions.len() + list.skipped.count, rows);
        }
        if let Ok(contents) = SessionContents::parse(&String::from_utf8_lossy(&response.body), reader) {
            prop_assert!(object.is_some());
            prop_assert!(contents.self_index().is_none_or(|index| contents.members[index].is_self));
        }
    });
}

/// Attributes that keep their rules.
fn attributes() -> impl Strategy<Value = SearchAttributes> {
    let name = || "[a-z][a-z0-9]{0,98}";
    let tags = prop::collection::btree_set(name(), 0..4);
    let numbers = prop::collection::btree_map(name(), -1e15f64..1e15, 0..4);
    let strings = prop::collection::btree_map(name(), "\\PC{0,99}", 0..4);
    (tags, numbers, strings).prop_map(|(tags, numbers, strings)| SearchAttributes {
        tags: tags.into_iter().collect(),
        numbers: numbers.into_iter().collect(),
        strings: strings.into_iter().collect(),
    })
}

#[test]
fn search_and_transfer_handles_come_back_as_they_were_made() {
    let emulator = support::emulator::start();
    let client = client(emulator.url());
    let call = CallOptions::default();
    proptest!(cases(64), |(template in name(), name in name(), attributes in attributes(), text in "\\PC{0,40}")| {
        let session = SessionReference::new(SCID, &template, &name).unwrap();
        let target = SessionTarget::from(session.clone());
        let mut document = SessionDocument::new();
        let capabilities = Capabilities::SEARCHABLE;
        document.set_constants(&SessionConstants { capabilities, ..SessionConstants::default() }).unwrap();
        document.join(&MemberJoin::new(XUID)).unwrap();
        let custom = json!({ "b": text, "a": [text, null, 1.5] }).to_string();
        document.set_custom_properties(&custom).unwrap();
        let write = WriteRequest::new(WriteMode::CreateNew, &document.text()).unwrap();
        prop_assert_eq!(client.write_session(&target, &write, &call).map_err(WriteError::from).and_then(Prepared::run).unwrap().value.outcome, Outcome::Created);

        let search = SearchHandle::new(session.clone(), attributes.clone()).unwrap();
        let made = client.create_search_handle(&search, &call).and_then(Prepared::run).unwrap().value;
        let id = HandleId::new(&made.handle.id).unwrap();
        let read = client.get_handle(&id, &call).and_then(Prepared::run).unwrap().value;
        prop_assert_eq!((read.kind, &read.search_attributes), (HandleKind::Search, &attributes));

        let mut query = SearchQuery::new(SCID, &template).unwrap();
        let mut filter = Filter::new();
        filter.session_player(SessionPlayer::Member, XUID).unwrap();
        for tag in &attributes.tags {
            filter.tag(Comparison::Equal, tag).unwrap();
        }
        for (name, number) in &attributes.numbers {
            filter.number(name, Comparison::Equal, *number).unwrap();
        }
        for (name, string) in attributes.strings.iter().filter(|(_, string)| !string.is_empty()) {
            // A string that grows too long in lower case cannot be asked for.
            let _ = filter.string(name, Comparison::Equal, string);
        }
        query.set_filter(&filter).unwrap();
        let found = client.search_handles(&query, &call).and_then(Prepared::run).unwrap().value.handles;
        prop_assert_eq!(found.len(), 1, "{}", filter.text().unwrap());
        prop_assert_eq!((&found[0].handle.id, &found[0].search_attributes), (&made.handle.id, &attributes));
        let properties: Value = serde_json::from_str(found[0].custom_properties.as_deref().unwrap()).unwrap();
        prop_assert_eq!(properties, serde_json::from_str::<Value>(&custom).unwrap());

        let transfer = TransferHandle::new(session.clone(), session);
        let made = client.create_transfer_handle(&transfer, &call).and_then(Prepared::run).unwrap().value;
        prop_assert_eq!((&made.handle.session, Some(&made.handle.session)), (&read.handle.session, made.origin.as_deref()));
        prop_assert_eq!(client.leave_session(&target, &call).map_err(WriteError::from).and_then(Prepared::run).unwrap().value.outcome, Outcome::Gone);
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
fn the_longest_filter_is_taken() {
    let emulator = support::emulator::start();
    let mut filter = Filter::new();
    while filter.number("skill", Comparison::Greater, 1e-300).is_ok() {}
    while filter.session_player(SessionPlayer::Owner, 1).is_ok() {}
    assert!(filter.text().unwrap().len() > 16 * 1024 - 60);
    let mut query = SearchQuery::new(SCID, "lfg").unwrap();
    query.set_filter(&filter).unwrap();
    client(emulator.url()).search_handles(&query, &CallOptions::default()).and_then(Prepared::run).unwrap();
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
            let found = client.search_handles(&query, &CallOptions::default()).and_then(Prepared::run);
            prop_assert!(found.is_ok(), "{}: {:?}", filter.text().unwrap(), found.err());
        }
    });
}
