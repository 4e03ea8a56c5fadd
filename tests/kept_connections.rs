//! Connections that are kept: a request that one of them took with it when the server closed it is sent again at once,
//! where that is safe.

mod support;

use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, LookUp, Network,
    NetworkOptions, Pacing, Prepared, SessionReference,
};
use rustls::{ServerConnection, StreamOwned};
use support::request::Request;
use support::server::Server;
use support::tls::{Authority, Flaw};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const ID: &str = "{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}";

/// What a server does with a request.
#[derive(Clone, Copy)]
enum Does {
    Answers,
    /// Answers, and closes a moment later.
    AnswersAndCloses,
    /// Answers, says unasked that it has waited too long, and closes.
    TimesOut,
    /// Closes without an answer.
    Closes,
    /// Closes within the answer.
    BreaksOff,
}

/// A server that does one thing after the other, whatever connection a request comes over, and counts.
struct Kept {
    server: Server,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Kept {
    fn start(script: &'static [Does]) -> Kept {
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let turn = Mutex::new(script.iter());
        let server = Server::start({
            let (connections, requests) = (connections.clone(), requests.clone());
            move |mut stream: TcpStream| {
                connections.fetch_add(1, Ordering::SeqCst);
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while Request::read(&mut reader).is_some() {
                    requests.fetch_add(1, Ordering::SeqCst);
                    let next = turn.lock().unwrap().next().copied().expect("no more requests come than expected");
                    if !act(&mut stream, next) {
                        return;
                    }
                }
            }
        });
        Kept { server, connections, requests }
    }

    fn counts(&self) -> (usize, usize) {
        (self.requests.load(Ordering::SeqCst), self.connections.load(Ordering::SeqCst))
    }
}

/// False where the connection is over.
fn act(stream: &mut TcpStream, does: Does) -> bool {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{ID}", ID.len());
    let (text, goes_on) = match does {
        Does::Answers => (answer, true),
        Does::AnswersAndCloses => (answer, false),
        Does::TimesOut => (answer + "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", false),
        Does::Closes => (String::new(), false),
        Does::BreaksOff => (answer[..answer.len() - 5].to_owned(), false),
    };
    let _ = stream.write_all(text.as_bytes());
    if !goes_on {
        let _ = stream.shutdown(Shutdown::Both);
    }
    goes_on
}

fn client_with(url: &str, network: NetworkOptions) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1;
    options.max_attempts = Some(2);
    options.connect_timeout = Some(Duration::from_secs(1));
    options.network = Some(Network::new(network).unwrap());
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    Client::new(options).unwrap()
}

fn client(url: &str) -> Arc<Client> {
    client_with(url, NetworkOptions::default())
}

fn reference() -> SessionReference {
    SessionReference::new(SCID, "t", "s").unwrap()
}

fn read(client: &Client) -> Result<u32, Error> {
    client
        .read_session(&reference().into(), &CallOptions::default())
        .and_then(Prepared::run)
        .map(|reply| reply.receipt.attempts)
}

fn set(client: &Client) -> Result<u32, Error> {
    let activity = ActivityHandle::new(SCID, "t", Some("s")).unwrap();
    client.set_activity(&activity, &CallOptions::default()).and_then(Prepared::run).map(|reply| reply.receipt.attempts)
}

fn invite(client: &Client) -> Result<u32, Error> {
    let mut outcomes = client
        .send_invites(&Invite::new(reference(), &[7]).unwrap(), &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    outcomes.remove(0).result.map(|_| 1)
}

#[test]
fn what_may_be_repeated_is_repeated_at_once() {
    for call in [read, set] {
        let kept = Kept::start(&[Does::Answers, Does::Closes, Does::Answers]);
        let client = client(&kept.server.url());
        assert_eq!(call(&client), Ok(1));
        let began = Instant::now();
        assert_eq!(call(&client), Ok(2));
        assert!(began.elapsed() < Duration::from_millis(1500), "{:?}: not after the backoff", began.elapsed());
        assert_eq!(kept.counts(), (3, 2));
    }
}

#[test]
fn a_reset_is_as_good_as_an_end() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        for lost in [true, false] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            Request::read(&mut reader).unwrap();
            act(&mut stream, Does::Answers);
            if lost {
                Request::read(&mut reader).unwrap();
                // Nothing lingers: closing resets.
                socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
            }
        }
    });
    let client = client(&url);
    assert_eq!(read(&client), Ok(1));
    let began = Instant::now();
    assert_eq!(read(&client), Ok(2));
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}: not after the backoff", began.elapsed());
    server.join().unwrap();
}

#[test]
fn an_invite_that_may_have_been_processed_is_not_repeated() {
    let kept = Kept::start(&[Does::Answers, Does::Closes]);
    let client = client(&kept.server.url());
    assert_eq!(invite(&client), Ok(1));
    let error = invite(&client).unwrap_err();
    assert_eq!((error.code, error.delivery, error.attempts), (Code::Network, Delivery::Unknown, 1), "{error}");
    assert_eq!(kept.counts(), (2, 1));
}

#[test]
fn a_connection_that_was_seen_to_be_closed_costs_nothing() {
    for ends in [Does::AnswersAndCloses, Does::TimesOut] {
        let script: &'static [Does] = Box::leak(Box::new([ends, Does::Answers]));
        let kept = Kept::start(script);
        let client = client(&kept.server.url());
        assert_eq!(invite(&client), Ok(1));
        thread::sleep(Duration::from_millis(100));
        assert_eq!(invite(&client), Ok(1));
        assert_eq!(kept.counts(), (2, 2));
    }
}

#[test]
fn only_what_a_kept_connection_took_is_repeated_at_once_and_once() {
    // A second one would come after two seconds.
    let hurry = CallOptions { deadline: Some(Duration::from_millis(1900)), ..CallOptions::default() };
    let read_in_a_hurry =
        |client: &Client| client.read_session(&reference().into(), &hurry).and_then(Prepared::run).map(drop);
    let kept = Kept::start(&[Does::Answers, Does::Closes, Does::Closes]);
    let again = client(&kept.server.url());
    assert_eq!(read(&again), Ok(1));
    let error = read_in_a_hurry(&again).unwrap_err();
    assert_eq!((error.code, error.delivery, error.attempts), (Code::Network, Delivery::Unknown, 2), "{error}");
    assert_eq!(kept.counts(), (3, 2));

    let fresh = Kept::start(&[Does::Closes]);
    assert_eq!(read_in_a_hurry(&client(&fresh.server.url())).unwrap_err().code, Code::Network);
    assert_eq!(fresh.counts(), (1, 1));

    // One that was found closed in time is forgotten.
    let instead = Kept::start(&[Does::AnswersAndCloses, Does::Closes]);
    let on_a_new_one = client(&instead.server.url());
    assert_eq!(read(&on_a_new_one), Ok(1));
    thread::sleep(Duration::from_millis(100));
    assert_eq!(read_in_a_hurry(&on_a_new_one).unwrap_err().attempts, 1);
    assert_eq!(instead.counts(), (2, 2));

    let within = Kept::start(&[Does::Answers, Does::BreaksOff]);
    let broken = client(&within.server.url());
    assert_eq!(read(&broken), Ok(1));
    let error = read_in_a_hurry(&broken).unwrap_err();
    assert_eq!((error.code, error.delivery, error.http_status), (Code::Network, Delivery::Answered, Some(200)));
    assert_eq!(within.counts(), (2, 1));

    // Who allows one attempt gets one.
    let single = Kept::start(&[Does::Answers, Does::Closes]);
    let client = client(&single.server.url());
    assert_eq!(read(&client), Ok(1));
    let once = CallOptions { max_attempts: Some(1), ..CallOptions::default() };
    let error = client.read_session(&reference().into(), &once).and_then(Prepared::run).unwrap_err();
    assert_eq!((error.code, error.attempts), (Code::Network, 1), "{error}");
}

/// The tickets that a server sends behind the handshake are no answer that nobody asked for.
#[test]
fn a_secured_connection_that_is_ready_is_used() {
    let authority = Authority::new();
    let tls = Arc::new(authority.config(Flaw::None));
    let connections = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let connections = connections.clone();
        move |stream| {
            connections.fetch_add(1, Ordering::SeqCst);
            let mut reader = BufReader::new(StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), stream));
            while Request::read(&mut reader).is_some() {
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{ID}", ID.len());
                let _ = reader.get_mut().write_all(answer.as_bytes());
            }
        }
    });
    let trusting =
        NetworkOptions { root_certificates_pem: Some(authority.pem().to_owned()), ..NetworkOptions::default() };
    let client = client_with(&format!("https://localhost:{}", server.port()), trusting);
    assert_eq!(client.prewarm(1, &CallOptions::default()).and_then(Prepared::run).unwrap().value, 1);
    thread::sleep(Duration::from_millis(100));
    for _ in 0..3 {
        assert_eq!(read(&client), Ok(1));
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[test]
fn every_address_of_a_name_is_tried_and_a_refusal_names_the_place() {
    let kept = Kept::start(&[Does::Answers]);
    let port = kept.server.port();
    let at = |last: u8| SocketAddr::from(([127, 0, 0, last], port));
    // The server listens at 127.0.0.1 alone.
    let dead: Vec<_> = (2..42).map(at).chain([SocketAddr::from((Ipv6Addr::LOCALHOST, port))]).collect();
    let look_up = |addresses: Vec<_>| LookUp::new(move |_| Ok(addresses.clone()));
    let network = |addresses| NetworkOptions { look_up: look_up(addresses), ..NetworkOptions::default() };
    let url = format!("https://service.test:{port}");
    let error = read(&client_with(&url, network(dead.clone()))).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
    assert!(error.message.contains(&format!("service.test:{port}")), "{error}");

    let with_a_good_one: Vec<_> = dead.into_iter().chain([at(1)]).collect();
    // It is reached: TLS is what it does not speak.
    let error = read(&client_with(&url, network(with_a_good_one))).unwrap_err();
    assert_eq!(error.code, Code::Tls, "{error}");
}
