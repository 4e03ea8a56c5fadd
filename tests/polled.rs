//! An engine that sends the requests itself: what it is handed is what the library would have sent.

mod support;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mpsd::http::{Response, WireRequest};
use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Client, ClientOptions, Comparison, Filter, HandleId, Invite,
    JoinRequest, Network, NetworkMode, NetworkOptions, SearchAttributes, SearchHandle, SearchQuery, SessionFilter,
    SessionQuery, SessionReference, SessionTarget, SocialGroup, TransferHandle, WriteMode, WriteRequest,
};
use support::scripted::Scripted;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const XUID: u64 = 3212;

fn options(url: &str, network: Option<Arc<Network>>) -> ClientOptions {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = 1_234_567;
    options.max_attempts = Some(1);
    options.network = network;
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={XUID};title=1234567"))).unwrap();
    options
}

fn polled() -> Arc<Network> {
    Network::new(NetworkOptions { mode: NetworkMode::Polled, ..NetworkOptions::default() }).unwrap()
}

/// A call by its name.
type Named = (&'static str, fn(&Client));

/// Every call, whatever comes of it.
fn calls() -> Vec<Named> {
    fn session() -> SessionTarget {
        SessionReference::new(SCID, "death match", "49 é").unwrap().into()
    }
    fn handle() -> SessionTarget {
        SessionTarget::Handle(HandleId::new("81a3c56e-543c-44c2-ad53-c8a9088fbef8").unwrap())
    }
    fn write(mode: WriteMode) -> WriteRequest {
        WriteRequest::new(mode, r#"{"properties":{"custom":{"map":"Übungsplatz"}}}"#).unwrap()
    }
    fn call() -> CallOptions {
        CallOptions::default()
    }
    vec![
        ("set activity", |client| {
            let activity = ActivityHandle::new(SCID, "death match", Some("49 é")).unwrap();
            drop(client.set_activity(&activity, &call()));
        }),
        ("clear activity", |client| drop(client.clear_activity(SCID, &call()))),
        ("query activities", |client| {
            drop(client.query_activities(&ActivityQuery::new(SCID, &[1, 2]).unwrap(), &call()));
        }),
        ("invite", |client| {
            let session = SessionReference::new(SCID, "death match", "49 é").unwrap();
            let mut invite = Invite::new(session, &[7]).unwrap();
            invite.set_context(Some("mode=ctf & \"x\"")).unwrap();
            drop(client.send_invites(&invite, &call()));
        }),
        ("read session", |client| drop(client.read_session(&session(), &call()))),
        ("read by handle", |client| drop(client.read_session(&handle(), &call()))),
        ("create session", |client| {
            drop(client.write_session(&session(), &write(WriteMode::CreateNew), &call()));
        }),
        ("synchronized write", |client| {
            let mode = WriteMode::synchronized("\"7\"").unwrap();
            drop(client.write_session(&handle(), &write(mode), &call()));
        }),
        ("search handle", |client| {
            let attributes = SearchAttributes {
                tags: vec!["micrequired".into()],
                numbers: vec![("skill".into(), 10.145)],
                strings: vec![("class".into(), "a \"b\" é".into())],
            };
            let session = SessionReference::new(SCID, "death match", "49 é").unwrap();
            drop(client.create_search_handle(&SearchHandle::new(session, attributes).unwrap(), &call()));
        }),
        ("transfer handle", |client| {
            let target = SessionReference::new(SCID, "game", "g1").unwrap();
            let origin = SessionReference::new(SCID, "lobby", "l1").unwrap();
            drop(client.create_transfer_handle(&TransferHandle::new(target, origin), &call()));
        }),
        ("get handle", |client| drop(client.get_handle(&HandleId::new("x y").unwrap(), &call()))),
        ("delete handle", |client| drop(client.delete_handle(&HandleId::new("x").unwrap(), &call()))),
        ("search", |client| {
            let mut filter = Filter::new();
            filter.string("class", Comparison::Equal, "it's").unwrap();
            let mut query = SearchQuery::new(SCID, "death match").unwrap();
            query.set_filter(&filter).unwrap();
            query.set_social_group(SocialGroup::Favorites, 0);
            drop(client.search_handles(&query, &call()));
        }),
        ("activities of a social group", |client| {
            let query = ActivityQuery::of_social_group(SCID, SocialGroup::People, 5).unwrap();
            drop(client.query_activities(&query, &call()));
        }),
        ("query sessions", |client| {
            let filter = SessionFilter::default();
            let query = SessionQuery::new(SCID, Some("death match"), &[1, 2], Some("a&b"), filter).unwrap();
            drop(client.query_sessions(&query, &call()));
        }),
        ("read if changed", |client| drop(client.read_session_if_changed(&session(), "\"7\"", &call()))),
        ("join", |client| {
            drop(client.join_session(&session(), &JoinRequest::new(Some(r#"{"a":1}"#)).unwrap(), &call()));
        }),
        ("leave", |client| drop(client.leave_session(&handle(), &call()))),
    ]
}

/// A request as its first line, its headers as a set, and its body.
#[derive(Debug, PartialEq)]
struct Seen {
    line: String,
    headers: BTreeSet<String>,
    body: Vec<u8>,
}

/// Headers that differ from call to call, or that an HTTP stack adds by itself.
fn is_of_the_request(header: &str) -> bool {
    !["ms-cv:", "host:", "content-length:"].iter().any(|name| header.to_ascii_lowercase().starts_with(name))
}

fn received(raw: &[u8]) -> Seen {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&raw[..end]).unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let name_in_lower_case = |header: &str| {
        let (name, value) = header.split_once(": ").unwrap();
        format!("{}: {value}", name.to_ascii_lowercase())
    };
    let headers = headers.split("\r\n").filter(|header| is_of_the_request(header)).map(name_in_lower_case).collect();
    Seen { line: line.to_owned(), headers, body: raw[end + 4..].to_vec() }
}

fn handed_out(wire: &WireRequest, endpoint: &str) -> Seen {
    let authorization = wire.authorization.as_ref().unwrap();
    let plain = wire.headers.iter().map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase()));
    let headers = plain.chain([format!("authorization: {}", authorization.token())]);
    Seen {
        line: format!("{} {} HTTP/1.1", wire.method.as_str(), wire.url.strip_prefix(endpoint).unwrap()),
        headers: headers.filter(|header| is_of_the_request(header)).collect(),
        body: wire.body.clone(),
    }
}

#[test]
fn what_the_engine_is_handed_is_what_the_library_sends() {
    for (name, make) in calls() {
        let server = Scripted::start();
        let url = server.url();
        make(&Client::new(options(&url, None)).unwrap());

        let network = polled();
        let client = Client::new(options(&url, Some(network.clone()))).unwrap();
        let calling = thread::spawn(move || make(&client));
        let request = network.requests().unwrap().wait(Duration::from_secs(10)).expect(name);
        assert_eq!(handed_out(request.wire(), &url), received(&server.request(0)), "{name}");
        request.complete(Ok(Response { status: 501, ..Response::default() }));
        calling.join().unwrap();
    }
}
