//! Connections that are opened before a request needs them.

mod support;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mpsd::{
    CallOptions, Client, ClientOptions, Code, Invite, InviteRows, Network, NetworkMode, NetworkOptions, Prepared,
    SessionReference,
};
use support::faults;
use support::server::Server;
use support::tls::{Authority, Flaw};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

fn client(url: &str, options: NetworkOptions) -> Arc<Client> {
    let mut client = ClientOptions::new();
    client.endpoint = Some(url.to_owned());
    client.xuid = 3212;
    client.title_id = 1;
    client.max_attempts = Some(1);
    client.network = Some(Network::new(options).unwrap());
    client.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    Client::new(client).unwrap()
}

/// Answers everything with 201, and counts connections.
fn counting() -> (Server, Arc<AtomicUsize>) {
    let connections = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let connections = connections.clone();
        move |mut stream| {
            connections.fetch_add(1, Ordering::SeqCst);
            let mut buffer = vec![0; 65536];
            while let Ok(1..) = stream.read(&mut buffer) {
                std::thread::sleep(Duration::from_millis(20));
                let _ = stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 45\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}");
            }
        }
    });
    (server, connections)
}

fn prewarm(client: &Client, count: u32) -> Result<u32, mpsd::Error> {
    client.prewarm(count, &CallOptions::default()).and_then(Prepared::run).map(|reply| reply.value)
}

fn invite(client: &Client, count: u64) {
    let xuids: Vec<u64> = (1..=count).collect();
    let invite = Invite::new(SessionReference::new(SCID, "t", "s").unwrap(), &xuids).unwrap();
    let outcomes = client
        .send_invites(&invite, &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{outcomes:?}");
}

/// Waits until so many connections have come, and says how many there are.
fn came(connections: &AtomicUsize, count: usize) -> usize {
    let until = Instant::now() + Duration::from_secs(5);
    while connections.load(Ordering::SeqCst) < count && Instant::now() < until {
        std::thread::yield_now();
    }
    connections.load(Ordering::SeqCst)
}

#[test]
fn a_batch_goes_over_the_connections_that_are_ready() {
    let (server, connections) = counting();
    let client = client(&server.url(), NetworkOptions { max_connections: 6, ..NetworkOptions::default() });
    assert_eq!(prewarm(&client, 4).unwrap(), 4);
    assert_eq!(came(&connections, 4), 4);
    // They are ready already; and more than may be in use are never opened.
    assert_eq!(prewarm(&client, 2).unwrap(), 2);
    assert_eq!(prewarm(&client, 4).unwrap(), 4);
    assert_eq!(came(&connections, 4), 4);
    assert_eq!(prewarm(&client, 99).unwrap(), 6);
    assert_eq!(came(&connections, 6), 6);
    invite(&client, 12);
    assert_eq!(connections.load(Ordering::SeqCst), 6);
}

#[test]
fn a_connection_that_the_server_closed_is_not_used() {
    let (server, connections) = counting();
    let client = client(&server.url(), NetworkOptions::default());
    assert_eq!(prewarm(&client, 3).unwrap(), 3);
    assert_eq!(came(&connections, 3), 3);
    server.disconnect();
    std::thread::sleep(Duration::from_millis(50));
    invite(&client, 3);
    assert!(connections.load(Ordering::SeqCst) > 3);
}

#[test]
fn tls_is_made_ahead_too() {
    let authority = Authority::new();
    let server = authority.server(Flaw::None);
    let trusting =
        NetworkOptions { root_certificates_pem: Some(authority.pem().to_owned()), ..NetworkOptions::default() };
    let good = format!("https://localhost:{}", server.port());
    assert_eq!(prewarm(&client(&good, trusting), 3).unwrap(), 3);
    let refused = prewarm(&client(&good, NetworkOptions::default()), 3).unwrap_err();
    assert_eq!(refused.code, Code::Tls, "{refused}");
}

#[test]
fn where_none_can_be_opened_the_reason_is_told() {
    let closed = client(&faults::closed_port(), NetworkOptions::default());
    assert_eq!(prewarm(&closed, 2).unwrap_err().code, Code::Connect);
    assert_eq!(prewarm(&closed, 0).unwrap_err().code, Code::InvalidArgument);
    closed.close();
    assert_eq!(prewarm(&closed, 2).unwrap_err().code, Code::Closed);

    let (url, _sockets) = faults::full_backlog();
    let stalled = client(&url, NetworkOptions::default());
    let began = Instant::now();
    let hurry = CallOptions { deadline: Some(Duration::from_millis(200)), ..CallOptions::default() };
    assert_eq!(stalled.prewarm(2, &hurry).and_then(Prepared::run).unwrap_err().code, Code::Timeout);
    assert!(began.elapsed() < Duration::from_millis(700), "{:?}", began.elapsed());

    let polled = NetworkOptions { mode: NetworkMode::Polled, ..NetworkOptions::default() };
    assert_eq!(prewarm(&client("http://127.0.0.1:1", polled), 2).unwrap(), 0);
}
