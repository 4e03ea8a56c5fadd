//! What the library promises of its connections: bounds, order, reuse, and that one call never disturbs another.

mod support;

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, Network,
    NetworkOptions, Pacing, Prepared, SessionReference, SessionTarget, WriteError, WriteMode, WriteRequest,
};
use support::faults;
use support::scripted::Scripted;
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const CREATED: &[u8] =
    b"HTTP/1.1 201 Created\r\nContent-Length: 45\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}";

fn options(url: &str) -> ClientOptions {
    let mut options = ClientOptions::new();
    // Tests send more than a game may.
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1;
    options.max_attempts = Some(1);
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    options
}

fn client(url: &str) -> Arc<Client> {
    Client::new(options(url)).unwrap()
}

fn on_network(url: &str, max_connections: u32) -> [Arc<Client>; 2] {
    let network = Network::new(NetworkOptions { max_connections, ..NetworkOptions::default() }).unwrap();
    [(); 2].map(|()| {
        let mut options = options(url);
        options.network = Some(network.clone());
        Client::new(options).unwrap()
    })
}

fn set(client: &Client) -> Result<(), Error> {
    client
        .set_activity(&ActivityHandle::new(SCID, "t", Some("s")).unwrap(), &CallOptions::default())
        .and_then(Prepared::run)
        .map(drop)
}

fn reference() -> SessionReference {
    SessionReference::new(SCID, "t", "s").unwrap()
}

fn write(client: &Client, document: &str) -> Result<(), WriteError> {
    let write = WriteRequest::new(WriteMode::UpdateOrCreate, document).unwrap();
    client
        .write_session(&SessionTarget::from(reference()), &write, &CallOptions::default())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .map(drop)
}

fn invite(client: &Client, xuids: &[u64]) -> Vec<Result<(), Error>> {
    let outcomes = client
        .send_invites(&Invite::new(reference(), xuids).unwrap(), &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    outcomes.into_iter().map(|outcome| outcome.result.map(drop)).collect()
}

/// Answers every request with 201, after looking at it.
fn answering(look: impl Fn(&str) + Send + Sync + 'static) -> Server {
    Server::start(move |mut stream: TcpStream| {
        let mut buffer = vec![0; 65536];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            look(&String::from_utf8_lossy(&buffer[..count]));
            if stream.write_all(CREATED).is_err() {
                return;
            }
        }
    })
}

#[test]
fn a_connect_that_stalls_ends_with_the_connect_timeout() {
    let (url, _sockets) = faults::full_backlog();
    let mut options = options(&url);
    options.connect_timeout = Some(Duration::from_millis(200));
    let began = Instant::now();
    let error = set(&Client::new(options).unwrap()).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
    assert!(error.message.contains("200 ms"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[test]
fn a_deadline_that_ends_a_connect_says_so() {
    let (url, _sockets) = faults::full_backlog();
    let mut options = options(&url);
    options.deadline = Some(Duration::from_millis(200));
    let error = set(&Client::new(options).unwrap()).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Timeout, Delivery::NotSent), "{error}");
}

#[test]
fn shutting_down_does_not_wait_for_a_stalled_connect() {
    let (url, _sockets) = faults::full_backlog();
    let mut options = options(&url);
    options.connect_timeout = Some(Duration::from_secs(4));
    let client = Client::new(options).unwrap();
    let calling = client.clone();
    let call = thread::spawn(move || set(&calling).unwrap_err().code);
    thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    client.shut_down();
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(call.join().unwrap(), Code::Closed);
}

#[test]
fn waiting_for_a_connection_ends_when_the_client_is_closed() {
    let server = faults::silent();
    let [first, second] = on_network(&server.url(), 1);
    let holding = first.clone();
    let holder = thread::spawn(move || set(&holding));
    thread::sleep(Duration::from_millis(100));
    let waiting = second.clone();
    let waiter = thread::spawn(move || set(&waiting).unwrap_err());
    thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    second.shut_down();
    let error = waiter.join().unwrap();
    assert_eq!((error.code, error.delivery), (Code::Closed, Delivery::NotSent), "{error}");
    assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
    first.shut_down();
    assert!(holder.join().unwrap().is_err());
}

#[test]
fn what_waits_for_a_worker_beyond_its_deadline_is_never_sent() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let server = answering({
        let seen = seen.clone();
        move |request: &str| {
            seen.lock().unwrap().push(request.to_owned());
            thread::sleep(Duration::from_millis(800));
        }
    });
    let [slow, hasty] = on_network(&server.url(), 2);
    let holder = thread::spawn(move || invite(&slow, &[1, 2]));
    thread::sleep(Duration::from_millis(200));
    let hurry = CallOptions { deadline: Some(Duration::from_millis(200)), ..CallOptions::default() };
    let outcomes = hasty
        .send_invites(&Invite::new(reference(), &[7, 8]).unwrap(), &hurry)
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    for outcome in outcomes {
        let error = outcome.result.unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Timeout, Delivery::NotSent), "{error}");
    }
    assert!(holder.join().unwrap().iter().all(Result::is_ok));
    thread::sleep(Duration::from_millis(300));
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2, "{seen:#?}");
    assert!(!seen.iter().any(|request| request.contains(r#""invitedXuid":"7""#)));
}

#[test]
fn each_invite_of_a_batch_has_a_request_id_of_its_own() {
    let ids = Arc::new(Mutex::new(HashSet::new()));
    let server = answering({
        let ids = ids.clone();
        move |request: &str| {
            let id =
                request.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("ms-cv: ").map(str::to_owned));
            ids.lock().unwrap().insert(id.expect("MS-CV is sent"));
        }
    });
    let xuids: Vec<u64> = (1..=10).collect();
    assert!(invite(&client(&server.url()), &xuids).iter().all(Result::is_ok));
    assert_eq!(ids.lock().unwrap().len(), 10);
}

#[test]
fn idle_connections_serve_the_next_batch() {
    let connections = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let connections = connections.clone();
        move |mut stream: TcpStream| {
            connections.fetch_add(1, Ordering::SeqCst);
            let mut buffer = vec![0; 65536];
            while let Ok(1..) = stream.read(&mut buffer) {
                thread::sleep(Duration::from_millis(5));
                let _ = stream.write_all(CREATED);
            }
        }
    });
    let [client, _] = on_network(&server.url(), 4);
    let xuids: Vec<u64> = (1..=16).collect();
    for _ in 0..3 {
        assert!(invite(&client, &xuids).iter().all(Result::is_ok));
    }
    assert!(connections.load(Ordering::SeqCst) <= 4, "{connections:?} connections for four slots");
}

#[test]
fn a_write_that_breaks_in_the_middle_may_have_been_processed_and_is_not_repeated() {
    let connections = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let connections = connections.clone();
        move |mut stream: TcpStream| {
            connections.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 1000]);
            let _ = stream.shutdown(Shutdown::Both);
        }
    });
    let mut options = options(&server.url());
    options.max_attempts = Some(4);
    let document = format!(r#"{{"properties":{{"custom":{{"big":"{}"}}}}}}"#, "x".repeat(900_000));
    let error = write(&Client::new(options).unwrap(), &document).unwrap_err().error;
    assert_eq!((error.code, error.delivery, error.attempts), (Code::Network, Delivery::Unknown, 1), "{error}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[test]
fn what_changes_the_same_thing_never_overlaps() {
    let changes: [fn(&Client, usize); 2] = [
        |client, turn| {
            if turn.is_multiple_of(2) {
                set(client).unwrap();
            } else {
                // Where it has to ask, it does not like this server's answer; the order is what counts here.
                let _ = client.clear_activity(SCID, &CallOptions::default()).and_then(Prepared::run);
            }
        },
        |client, _| write(client, "{}").unwrap(),
    ];
    for change in changes {
        let (under_way, overlaps) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let server = answering({
            let (under_way, overlaps) = (under_way.clone(), overlaps.clone());
            move |_: &str| {
                overlaps.fetch_add(under_way.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                thread::sleep(Duration::from_millis(5));
                under_way.fetch_sub(1, Ordering::SeqCst);
            }
        });
        let client = client(&server.url());
        set(&client).unwrap();
        thread::scope(|scope| {
            for turn in 0..6 {
                let client = &client;
                scope.spawn(move || change(client, turn));
            }
        });
        assert_eq!(overlaps.load(Ordering::SeqCst), 0);
    }
}

#[test]
fn a_set_activity_is_cleared_without_a_query() {
    let server = Scripted::start();
    let client = client(&server.url());
    let script = "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}\u{1e}HTTP/1.1 204 No Content\r\n\r\n";
    server.set(script);
    set(&client).unwrap();
    assert!(client.clear_activity(SCID, &CallOptions::default()).and_then(Prepared::run).unwrap().value);
    assert_eq!(server.count(), 2);
    assert!(server.request(1).starts_with(b"DELETE /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8 HTTP/1.1\r\n"));
}

#[test]
fn a_token_of_the_greatest_length_is_sent() {
    let server = answering(|_: &str| {});
    let longest = format!("XBL3.0 x=1;{}", "t".repeat(16 * 1024 - 11));
    let mut options = options(&server.url());
    options.set_authorization(Some(&longest)).unwrap();
    set(&Client::new(options).unwrap()).unwrap();
    let error = ClientOptions::new().set_authorization(Some(&(longest + "t"))).unwrap_err();
    assert_eq!(error.code, Code::TooLong);
}

#[test]
fn closing_a_client_never_breaks_another_clients_connection() {
    let server = answering(|_: &str| {});
    let network = Network::new(NetworkOptions::default()).unwrap();
    let url = server.url();
    let on_network = || {
        let mut options = options(&url);
        options.network = Some(network.clone());
        Client::new(options).unwrap()
    };
    let until = Instant::now() + Duration::from_secs(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let bystander = on_network();
                while Instant::now() < until {
                    let outcomes = invite(&bystander, &[1, 2]);
                    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
                }
            });
        }
        scope.spawn(|| {
            while Instant::now() < until {
                let closing = on_network();
                let both = Invite::new(reference(), &[3, 4]).unwrap();
                thread::scope(|inner| {
                    // Refused as a whole where the close came first.
                    inner.spawn(|| {
                        drop(
                            closing
                                .send_invites(&both, &CallOptions::default())
                                .and_then(Prepared::run)
                                .map(InviteRows::into_outcomes),
                        )
                    });
                    closing.close();
                });
            }
        });
    });
}
