//! The Rust client against the real emulator, and what its connections look like from the server.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Capabilities, ChangeTypes, Client, ClientOptions, Code, Delivery,
    HandleId, Invite, InviteRows, JoinRequest, MemberJoin, Network, NetworkOptions, Outcome, Pacing, Prepared,
    SessionConstants, SessionDocument, SessionReference, SessionTarget, Subscription, WriteError, WriteMode,
    WriteRequest,
};
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const HOST: u64 = 3212;
const GUEST: u64 = 3210;

fn options(url: &str, xuid: u64) -> ClientOptions {
    let mut options = ClientOptions::new();
    // Tests send more than a game may.
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = xuid;
    options.title_id = 1_234_567;
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={xuid};title=1234567"))).unwrap();
    options
}

fn sign_in(url: &str, xuid: u64) -> Arc<Client> {
    Client::new(options(url, xuid)).unwrap()
}

fn call() -> CallOptions {
    CallOptions::default()
}

fn session(name: &str) -> SessionReference {
    SessionReference::new(SCID, "deathmatch", name).unwrap()
}

/// Creates a session with its creator as the active member.
fn create(client: &Client, xuid: u64, name: &str) -> SessionTarget {
    let document = format!(
        r#"{{"constants":{{"system":{{"version":1,"maxMembersCount":8}}}},"members":{{"me":{{
        "constants":{{"system":{{"initialize":true,"xuid":"{xuid}"}}}},"properties":{{"system":{{"active":true}}}}}}}}}}"#
    );
    let target = SessionTarget::from(session(name));
    let write = WriteRequest::new(WriteMode::CreateNew, &document).unwrap();
    assert_eq!(
        client
            .write_session(&target, &write, &call())
            .map_err(WriteError::from)
            .and_then(Prepared::run)
            .unwrap()
            .receipt
            .http_status,
        201
    );
    target
}

#[test]
fn a_host_sets_its_activity_invites_and_is_joined() {
    let emulator = support::emulator::start();
    let (host, guest) = (sign_in(emulator.url(), HOST), sign_in(emulator.url(), GUEST));
    let target = create(&host, HOST, "session 49 é");

    let activity = ActivityHandle::new(SCID, "deathmatch", Some("session 49 é")).unwrap();
    let set = host.set_activity(&activity, &call()).and_then(Prepared::run).unwrap();
    assert_eq!((set.receipt.http_status, set.value.handle.session.name.as_str()), (201, "session 49 é"));

    let query = ActivityQuery::new(SCID, &[GUEST, HOST]).unwrap();
    let activities = guest.query_activities(&query, &call()).and_then(Prepared::run).unwrap().value.handles;
    assert_eq!(activities.len(), 1);
    assert_eq!((&activities[0].handle.id, activities[0].handle.owner_xuid), (&set.value.handle.id, Some(HOST)));

    let invite = Invite::new(session("session 49 é"), &[GUEST]).unwrap();
    let outcomes = host.send_invites(&invite, &call()).and_then(Prepared::run).map(InviteRows::into_outcomes).unwrap();
    let handle = &outcomes[0].result.as_ref().unwrap().value.handle;
    assert!(handle.expires_at_ms.unwrap() > handle.created_at_ms.unwrap_or_default());

    let by_handle = SessionTarget::Handle(HandleId::new(&handle.id).unwrap());
    let joined = guest
        .join_session(&by_handle, &JoinRequest::new(Some(r#"{"team":"red"}"#)).unwrap(), &call())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap();
    assert_eq!(joined.value.reference.unwrap().name(), "session 49 é");
    let document: serde_json::Value = serde_json::from_str(joined.value.document.as_deref().unwrap()).unwrap();
    assert_eq!(document["members"]["1"]["properties"]["custom"]["team"], "red");

    assert!(host.clear_activity(SCID, &call()).and_then(Prepared::run).unwrap().value);
    assert!(!host.clear_activity(SCID, &call()).and_then(Prepared::run).unwrap().value);
    assert_eq!(
        guest
            .leave_session(&target, &call())
            .map_err(WriteError::from)
            .and_then(Prepared::run)
            .unwrap()
            .receipt
            .http_status,
        200
    );
    let last = host.leave_session(&target, &call()).map_err(WriteError::from).and_then(Prepared::run).unwrap();
    assert_eq!((last.receipt.http_status, last.value.document), (204, None));
    let gone = host.read_session(&target, &call()).and_then(Prepared::run).unwrap_err();
    assert_eq!((gone.code, gone.http_status, gone.delivery), (Code::NotFound, Some(204), Delivery::Answered));
}

#[test]
fn a_session_that_demands_connections_is_joined_with_one() {
    let emulator = support::emulator::start();
    let (host, guest) = (sign_in(emulator.url(), HOST), sign_in(emulator.url(), GUEST));
    let connected = |connection: &str| MemberJoin { connection: Some(connection.to_owned()), ..MemberJoin::new(0) };
    let mut document = SessionDocument::new();
    let capabilities = Capabilities::CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS;
    document.set_constants(&SessionConstants { capabilities, ..SessionConstants::default() }).unwrap();
    document.join(&MemberJoin { xuid: HOST, ..connected("d01a8c1b-2f83-4e03-9278-3048b480928f") }).unwrap();
    let target = SessionTarget::from(session("connected"));
    let create = WriteRequest::new(WriteMode::CreateNew, &document.text()).unwrap();
    host.write_session(&target, &create, &call()).map_err(WriteError::from).and_then(Prepared::run).unwrap();

    let refused = guest
        .join_session(&target, &JoinRequest::new(None).unwrap(), &call())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap_err()
        .error;
    assert!(refused.message.contains("connectionRequiredForActiveMembers"), "{refused}");
    let subscription =
        Subscription { id: "c35aa3c2-0169-492b-8ae2-0939c7089f38".to_owned(), change_types: ChangeTypes::EVERYTHING };
    let join = connected("7e0a54c2-6c1b-4f0e-9d5e-2a4f2b1c0d11");
    let join = JoinRequest::of(MemberJoin { subscription: Some(subscription), ..join }).unwrap();
    let joined = guest
        .join_session(&target, &join, &call())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap()
        .value
        .document
        .unwrap();
    assert!(joined.contains("7e0a54c2-6c1b-4f0e-9d5e-2a4f2b1c0d11"), "{joined}");
}

#[test]
fn a_hundred_invites_keep_the_order_of_their_recipients() {
    let emulator = support::emulator::start();
    let host = sign_in(emulator.url(), HOST);
    create(&host, HOST, "s");
    let xuids: Vec<u64> = (1..=100).map(|n| 1_000_000 - n * 7).collect();
    let outcomes = host
        .send_invites(&Invite::new(session("s"), &xuids).unwrap(), &call())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    assert_eq!(outcomes.iter().map(|outcome| outcome.xuid).collect::<Vec<_>>(), xuids);
    let ids: std::collections::HashSet<_> =
        outcomes.iter().map(|outcome| outcome.result.as_ref().unwrap().value.handle.id.clone()).collect();
    assert_eq!(ids.len(), 100);
}

#[test]
fn a_write_with_a_stale_etag_changes_nothing() {
    let emulator = support::emulator::start();
    let host = sign_in(emulator.url(), HOST);
    let target = create(&host, HOST, "s");
    let write = |etag: &str, map: &str| {
        let document = format!(r#"{{"properties":{{"custom":{{"map":"{map}"}}}}}}"#);
        let write = WriteRequest::new(WriteMode::Synchronized(etag.to_owned()), &document).unwrap();
        host.write_session(&target, &write, &call()).map_err(WriteError::from).and_then(Prepared::run)
    };
    let first = host.read_session(&target, &call()).and_then(Prepared::run).unwrap().value.etag.unwrap();
    let second = write(&first, "one").unwrap().value.etag.unwrap();
    assert_ne!(first, second);
    let refused = write(&first, "two").unwrap_err();
    assert_eq!((refused.error.code, refused.error.attempts), (Code::PreconditionFailed, 1));
    let current = refused.session.expect("the emulator sends the session");
    assert_eq!(current.outcome, Outcome::Refused);
    assert!(current.document.unwrap().contains(r#""map":"one""#));
    let etag = current.etag.unwrap();
    let unchanged = host.read_session_if_changed(&target, &etag, &call()).and_then(Prepared::run).unwrap();
    assert_eq!((unchanged.value.outcome, unchanged.receipt.http_status), (Outcome::Unchanged, 304));
    let changed = host.read_session_if_changed(&target, &first, &call()).and_then(Prepared::run).unwrap();
    assert_eq!(changed.value.outcome, Outcome::Read);
    assert!(
        host.read_session(&target, &call())
            .and_then(Prepared::run)
            .unwrap()
            .value
            .document
            .unwrap()
            .contains(r#""map":"one""#)
    );
}

#[test]
fn one_client_serves_many_threads() {
    let emulator = support::emulator::start();
    let host = sign_in(emulator.url(), HOST);
    create(&host, HOST, "s");
    thread::scope(|scope| {
        for thread in 0..8 {
            let host = &host;
            scope.spawn(move || {
                for _ in 0..10 {
                    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
                    match thread % 3 {
                        0 => drop(host.set_activity(&activity, &call()).and_then(Prepared::run).unwrap()),
                        1 => drop(host.clear_activity(SCID, &call()).and_then(Prepared::run).unwrap()),
                        _ => {
                            let query = ActivityQuery::new(SCID, &[HOST]).unwrap();
                            assert!(
                                host.query_activities(&query, &call())
                                    .and_then(Prepared::run)
                                    .unwrap()
                                    .value
                                    .handles
                                    .len()
                                    <= 1
                            );
                        }
                    }
                }
            });
        }
    });
}

#[test]
fn a_refused_write_brings_the_session_and_when_to_come_back() {
    let server = support::scripted::Scripted::start();
    server.set("HTTP/1.1 412 Precondition Failed\r\nETag: \"9\"\r\nRetry-After: 7\r\nContent-Length: ?\r\n\r\n{\"members\":{},\"constants\":{},\"properties\":{}}");
    let client = sign_in(&server.url(), HOST);
    let write = WriteRequest::new(WriteMode::CreateNew, "{}").unwrap();
    let failed = client
        .write_session(&SessionTarget::from(session("s")), &write, &call())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap_err();
    assert_eq!((failed.error.code, failed.error.retry_after), (Code::PreconditionFailed, Some(Duration::from_secs(7))));
    assert_eq!(failed.session.unwrap().etag.as_deref(), Some("\"9\""));
}

const CREATED: &[u8] =
    b"HTTP/1.1 201 Created\r\nContent-Length: 45\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}";

fn set(client: &Client, name: &str) -> Result<(), mpsd::Error> {
    client.set_activity(&ActivityHandle::new(SCID, "t", Some(name)).unwrap(), &call()).and_then(Prepared::run).map(drop)
}

#[test]
fn a_request_goes_out_in_one_write_and_connections_are_kept() {
    let reads = Arc::new(Mutex::new(Vec::new()));
    let connections = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let (reads, connections) = (reads.clone(), connections.clone());
        move |mut stream: TcpStream| {
            connections.fetch_add(1, Ordering::SeqCst);
            let mut buffer = [0; 65536];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                reads.lock().unwrap().push(String::from_utf8_lossy(&buffer[..count]).into_owned());
                stream.write_all(CREATED).unwrap();
            }
        }
    });
    let client = sign_in(&server.url(), HOST);
    for _ in 0..5 {
        set(&client, "s").unwrap();
    }
    let reads = reads.lock().unwrap();
    assert_eq!(reads.len(), 5, "{reads:#?}");
    assert!(
        reads.iter().all(|read| read.starts_with("POST /handles HTTP/1.1\r\n") && read.ends_with("\"version\":1}"))
    );
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_connection_the_server_closed_while_idle_is_not_used_again() {
    let server = Server::start(|mut stream: TcpStream| {
        let mut buffer = [0; 65536];
        if stream.read(&mut buffer).is_ok_and(|count| count > 0) {
            let _ = stream.write_all(CREATED);
        }
    });
    let client = sign_in(&server.url(), HOST);
    for _ in 0..5 {
        // Without a retry: an idle connection that died must be noticed before the request is sent.
        let activity = ActivityHandle::new(SCID, "t", Some("s")).unwrap();
        let once = CallOptions { max_attempts: Some(1), ..CallOptions::default() };
        client.set_activity(&activity, &once).and_then(Prepared::run).unwrap();
        thread::sleep(Duration::from_millis(30));
    }
}

#[test]
fn no_more_connections_are_in_use_than_the_network_allows() {
    let in_use = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let (in_use, most) = (in_use.clone(), most.clone());
        move |mut stream: TcpStream| {
            let mut buffer = [0; 65536];
            while let Ok(1..) = stream.read(&mut buffer) {
                most.fetch_max(in_use.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(10));
                in_use.fetch_sub(1, Ordering::SeqCst);
                stream.write_all(CREATED).unwrap();
            }
        }
    });
    let mut options = options(&server.url(), HOST);
    let network = Network::new(NetworkOptions { max_connections: 3, ..NetworkOptions::default() }).unwrap();
    options.network = Some(network.clone());
    let client = Client::new(options).unwrap();
    thread::scope(|scope| {
        for thread in 0..4 {
            let client = &client;
            scope.spawn(move || set(client, &format!("s{thread}")).unwrap());
        }
        let xuids: Vec<u64> = (1..=20).collect();
        let outcomes = client
            .send_invites(&Invite::new(session("s"), &xuids).unwrap(), &call())
            .and_then(Prepared::run)
            .map(InviteRows::into_outcomes)
            .unwrap();
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
    });
    assert!((2..=3).contains(&most.load(Ordering::SeqCst)), "{most:?} at a time");
}

#[test]
fn sets_of_one_client_never_overlap() {
    let overlaps = Arc::new(AtomicUsize::new(0));
    let under_way = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let (overlaps, under_way) = (overlaps.clone(), under_way.clone());
        move |mut stream: TcpStream| {
            let mut buffer = [0; 65536];
            while let Ok(1..) = stream.read(&mut buffer) {
                overlaps.fetch_add(under_way.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                thread::sleep(Duration::from_millis(5));
                under_way.fetch_sub(1, Ordering::SeqCst);
                stream.write_all(CREATED).unwrap();
            }
        }
    });
    let client = sign_in(&server.url(), HOST);
    thread::scope(|scope| {
        for thread in 0..6 {
            let client = &client;
            scope.spawn(move || set(client, &format!("s{thread}")).unwrap());
        }
    });
    assert_eq!(overlaps.load(Ordering::SeqCst), 0);
}

#[test]
fn closing_ends_blocked_calls_at_once() {
    let server = support::faults::silent();
    let client = sign_in(&server.url(), HOST);
    let started = Arc::new(Barrier::new(4));
    let threads: Vec<_> = (0..3)
        .map(|thread| {
            let (client, started) = (client.clone(), started.clone());
            thread::spawn(move || {
                started.wait();
                match thread {
                    0 => set(&client, "s").unwrap_err(),
                    1 => {
                        let query = ActivityQuery::new(SCID, &[1]).unwrap();
                        client.query_activities(&query, &call()).and_then(Prepared::run).unwrap_err()
                    }
                    _ => {
                        let invite = Invite::new(session("s"), &[1, 2, 3]).unwrap();
                        let outcomes = client
                            .send_invites(&invite, &call())
                            .and_then(Prepared::run)
                            .map(InviteRows::into_outcomes)
                            .unwrap();
                        outcomes.into_iter().map(|outcome| outcome.result.unwrap_err()).next_back().unwrap()
                    }
                }
            })
        })
        .collect();
    started.wait();
    thread::sleep(Duration::from_millis(200));
    let closed = Instant::now();
    client.shut_down();
    for thread in threads {
        let error = thread.join().unwrap();
        assert_eq!((error.code, error.delivery), (Code::Closed, Delivery::Unknown), "{error}");
    }
    assert!(closed.elapsed() < Duration::from_millis(250), "{:?}", closed.elapsed());
    assert_eq!(set(&client, "s").unwrap_err().code, Code::Closed);
}

#[test]
fn a_client_closed_on_a_shared_network_leaves_the_others_alone() {
    let emulator = support::emulator::start();
    let network = Network::new(NetworkOptions::default()).unwrap();
    let on_network = |xuid| {
        let mut options = options(emulator.url(), xuid);
        options.network = Some(network.clone());
        Client::new(options).unwrap()
    };
    let (first, second) = (on_network(HOST), on_network(GUEST));
    let query = ActivityQuery::new(SCID, &[HOST]).unwrap();
    first.query_activities(&query, &call()).and_then(Prepared::run).unwrap();
    first.shut_down();
    second.query_activities(&query, &call()).and_then(Prepared::run).unwrap();
    assert_eq!(first.query_activities(&query, &call()).and_then(Prepared::run).unwrap_err().code, Code::Closed);
}

#[test]
fn an_unknown_host_is_a_dns_error_before_anything_is_sent() {
    let mut options = options("https://no-such-host.invalid", HOST);
    options.max_attempts = Some(1);
    let error = set(&Client::new(options).unwrap(), "s").unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Dns, Delivery::NotSent), "{error}");
    assert!(error.message.contains("no-such-host.invalid"), "{error}");
}
