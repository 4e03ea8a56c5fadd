//! Answers that once were too much for the library, and what each must give. Each is replayed from a HAR file and read by
//! the call that it answers, on a thread with a small stack.
//!
//! Inputs of other kinds have tests where they are read: HAR files of other tools in `tests/foreign_traces.rs` and
//! `emulator/tests/lint.rs`, activation URIs in `tests/activation.rs`, templates in `emulator/tests/templates.rs`,
//! request sequences of other clients in `emulator/tests/foreign_clients.rs`, what happens to the process (fork, signals,
//! stacks, names) in `tests/c_programs.rs` and `tests/static_library.rs`; what another player writes is played out by
//! `tests/robustness`.

mod support;

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use mpsd::{
    ActivityQuery, CallOptions, Client, ClientOptions, HandleId, HandleList, Network, NetworkMode, NetworkOptions,
    Prepared, Session, SessionContents, SessionTarget,
};
use serde_json::json;
use support::every_call::{SCID, TITLE, XUID};
use support::library;
use support::scratch::Scratch;

/// What the library's own threads have.
const STACK: usize = 256 * 1024;

fn input(name: &str) -> String {
    let path = library::root().join("tests/inputs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).trim_end().to_owned()
}

/// Makes a call whose answer, of a 200, is this text; on a thread of its own.
fn answered<T: Send + 'static>(
    method: &str,
    path: &str,
    request: &str,
    answer: &str,
    call: impl FnOnce(&Client) -> T + Send + 'static,
) -> T {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let dir = Scratch::new(&format!("foreign-inputs-{}", CALLS.fetch_add(1, Ordering::Relaxed)));
    let file = dir.join("input.har");
    let har = json!({"log": {"version": "1.2", "entries": [{
        "startedDateTime": "2026-01-02T03:04:05.678Z",
        "time": 50,
        "request": {"method": method, "url": format!("https://sessiondirectory.xboxlive.com{path}"), "headers": [],
            "postData": {"mimeType": "application/json", "text": request}},
        "response": {"status": 200, "headers": [{"name": "ETag", "value": "\"7\""}],
            "content": {"mimeType": "application/json", "text": answer}},
    }]}});
    fs::write(&file, har.to_string()).unwrap();
    let mut options = ClientOptions::new();
    options.set_authorization(Some("XBL3.0 x=made;up")).unwrap();
    (options.xuid, options.title_id) = (XUID, TITLE);
    let mode = NetworkMode::Replay(file);
    options.network = Some(Network::new(NetworkOptions { mode, ..NetworkOptions::default() }).unwrap());
    let client = Client::new(options).unwrap();
    let small = thread::Builder::new().stack_size(STACK);
    small.spawn(move || call(&client)).unwrap().join().unwrap()
}

fn read(name: &str) -> (SessionContents, Session) {
    read_document(&input(name))
}

/// Reads a session whose document this is. The raw JSON is as it came.
fn read_document(document: &str) -> (SessionContents, Session) {
    let read = answered("GET", "/handles/h1/session", "", document, |client| {
        let target = SessionTarget::Handle(HandleId::new("h1").unwrap());
        let session = client.read_session(&target, &CallOptions::default()).and_then(Prepared::run).unwrap().value;
        (SessionContents::parse(session.document.as_deref().unwrap(), XUID).unwrap(), session)
    });
    assert!(read.1.document.as_deref() == Some(document), "the document is {:?}", read.1.document);
    read
}

/// The same session, which differs from the one without oddities where `change` says so.
fn is_the_session_with(name: &str, change: impl FnOnce(&mut SessionContents)) {
    let (found, _) = read(name);
    let (mut expected, _) = read("session.json");
    // A member's own raw JSON differs with whatever is odd in it.
    expected.members[0].json = found.members[0].json.clone();
    change(&mut expected);
    assert_eq!(found, expected, "{name}");
}

/// Asks for activities, of which these are found.
fn query(name: &str) -> HandleList {
    let found = input(name);
    // As the client writes it.
    let owners = r#"{"xuids":["3212","5"]}"#;
    let asked = format!(r#"{{"type":"activity","scid":"{SCID}","owners":{owners}}}"#);
    let path = "/handles/query?include=relatedInfo,customProperties";
    let list = answered("POST", path, &asked, &found, |client| {
        let query = ActivityQuery::new(SCID, &[XUID, 5]).unwrap();
        client.query_activities(&query, &CallOptions::default()).and_then(Prepared::run).unwrap().value
    });
    assert_eq!(list.json, found, "{name}");
    list
}

/// The first row is there as it is without an odd one beside it.
fn has_the_good_row(name: &str, rows: usize) -> HandleList {
    let (list, good) = (query(name), query("activities.json"));
    assert_eq!(list.handles[0], good.handles[0], "{name}");
    assert_eq!(list.handles.len(), rows, "{name}");
    list
}

#[test]
fn a_session_as_it_is() {
    let (contents, session) = read("session.json");
    assert_eq!((contents.max_members_count, contents.change_number), (Some(8), Some(3)));
    assert_eq!((contents.members.len(), contents.self_index()), (1, Some(0)));
    assert_eq!(session.etag.as_deref(), Some("\"7\""));
}

#[test]
fn a_session_of_the_live_service() {
    let (contents, _) = read("session_of_the_live_service.json");
    assert_eq!((contents.contract_version, contents.members_count), (Some(105), Some(1)));
    let member = &contents.members[0];
    assert_eq!((member.xuid, member.active_title_id, member.active), (Some(XUID), Some(TITLE), true));
}

#[test]
fn a_gamertag_that_was_cut_within_a_character() {
    is_the_session_with("session_gamertag_cut.json", |session| {
        session.members[0].gamertag = Some("Ada \u{fffd}".into());
    });
}

#[test]
fn a_custom_property_that_was_cut_within_a_character() {
    is_the_session_with("session_custom_cut.json", |session| {
        session.custom_properties = Some(r#"{"worldName":"cut \ud83d"}"#.into());
    });
}

#[test]
fn a_custom_property_of_a_hundred_levels() {
    is_the_session_with("session_custom_deep.json", |session| {
        session.custom_properties = Some(format!(r#"{{"x":{}1{}}}"#, "[".repeat(100), "]".repeat(100)).into());
    });
}

#[test]
fn a_count_with_a_fraction_of_nothing() {
    is_the_session_with("session_count_fractional.json", |_| {});
}

#[test]
fn custom_parts_that_are_no_objects() {
    is_the_session_with("session_member_constants_text.json", |session| {
        session.members[0].custom_constants = Some(r#""Hello""#.into());
    });
    is_the_session_with("session_properties_text.json", |session| {
        session.custom_properties = Some(r#""x""#.into());
    });
}

#[test]
fn names_that_a_json_library_keeps_for_itself() {
    for name in ["session_poison_number.json", "session_poison_stack.json"] {
        let (contents, session) = read(name);
        let custom = contents.custom_properties.unwrap();
        assert!(session.document.unwrap().contains(&format!(r#""custom":{custom}}},"members""#)), "{name}");
        is_the_session_with(name, |session| session.custom_properties = Some(custom));
    }
    for name in ["activities_poison_number.json", "activities_poison_stack.json"] {
        let list = has_the_good_row(name, 2);
        let custom = list.handles[1].custom_properties.as_deref().unwrap();
        assert!(custom.starts_with(r#"{"a":"#) && list.json.contains(custom), "{name}");
    }
}

#[test]
fn texts_of_a_mebibyte() {
    let long = "x".repeat(1 << 20);
    let document =
        input("session.json").replace("\"Ada\"", &format!("\"{long}\"")).replace("\"red\"", &format!("\"{long}\""));
    let member = read_document(&document).0.members.remove(0);
    assert!(member.gamertag.as_deref() == Some(&long) && member.xuid == Some(XUID));
    assert_eq!(member.custom_properties.map(|text| text.len()), Some(long.len() + r#"{"team":""}"#.len()));
}

#[test]
fn activities_as_they_are() {
    let list = query("activities.json");
    let only = &list.handles[0];
    assert_eq!((only.handle.owner_xuid, only.related_info.members_count), (Some(XUID), Some(4)));
}

#[test]
fn a_custom_property_of_one_of_two_friends() {
    let list = has_the_good_row("activities_custom_cut.json", 2);
    assert_eq!(list.handles[1].custom_properties.as_deref(), Some(r#"{"Map":"\ud83d"}"#));
    assert_eq!(list.handles[1].handle.owner_xuid, Some(5));
}

#[test]
fn a_row_that_is_none_is_passed_over() {
    has_the_good_row("activities_null.json", 1);
}

#[test]
fn a_number_of_one_of_two_friends() {
    let list = has_the_good_row("activities_owner_no_number.json", 2);
    assert_eq!(list.handles[1].handle.owner_xuid, None);
    assert_eq!(list.handles[1].handle.session.name, "s2");
    let list = has_the_good_row("activities_title_empty.json", 2);
    assert_eq!((list.handles[1].handle.title_id, list.handles[1].handle.owner_xuid), (None, Some(5)));
}

#[test]
fn a_count_in_quotes() {
    let (list, usual) = (query("activities_count_text.json"), query("activities.json"));
    assert_eq!(list.handles[0].related_info, usual.handles[0].related_info);
}
