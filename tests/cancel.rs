//! A cancel ends a call at once, and a deadline ends it in time, wherever it is blocked.

mod support;

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::auth::{TokenProvider, TokenRequest};
use mpsd::http::direct::{DirectOptions, DirectTransport};
use mpsd::http::{
    Cancel, FailureKind, Limits, Method, Quota, Repeat, Request, RequestDefaults, Transport, WireRequest,
};
use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Error, LookUp, Network, NetworkOptions, Prepared, Proxy,
};
use support::faults;
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
/// What is promised of a cancel.
const PROMISED: Duration = Duration::from_millis(50);
/// A machine that is busy with other things may be late now and then, but not always.
const TRIES: usize = 5;

/// Where a call is blocked: the endpoint, what keeps it blocked while it lives, and the options.
struct Stall {
    name: &'static str,
    options: ClientOptions,
    network: NetworkOptions,
    _held: Box<dyn Send>,
}

impl Stall {
    fn at(name: &'static str, url: &str, held: impl Send + 'static) -> Stall {
        let mut options = ClientOptions::new();
        options.endpoint = Some(url.to_owned());
        options.xuid = 3212;
        options.title_id = 1;
        // The cancel, or the deadline, is what ends it.
        options.connect_timeout = Some(Duration::from_secs(20));
        options.request_timeout = Some(Duration::from_secs(20));
        options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
        Stall { name, options, network: NetworkOptions::default(), _held: Box::new(held) }
    }

    fn client(&self, deadline: Duration) -> Arc<Client> {
        let mut options = self.options.clone();
        options.deadline = Some(deadline);
        options.network = Some(Network::new(self.network.clone()).unwrap());
        Client::new(options).unwrap()
    }
}

fn look_up() -> Stall {
    let mut stall = Stall::at("name look-up", "https://stalled.test", ());
    // No thread is left behind for long: the look-up itself cannot be ended.
    stall.network.look_up = LookUp::new(|_| {
        thread::sleep(Duration::from_secs(2));
        Err(io::Error::other("nobody waits for this"))
    });
    stall
}

fn connect() -> Stall {
    let (url, sockets) = faults::full_backlog();
    Stall::at("TCP connect", &url, sockets)
}

fn silent(name: &'static str, url: impl Fn(&Server) -> String) -> Stall {
    let server = faults::silent();
    Stall::at(name, &url(&server), server)
}

fn tls() -> Stall {
    silent("TLS handshake", |server| server.url().replace("http:", "https:"))
}

fn proxy() -> Stall {
    let server = faults::silent();
    let url = server.url();
    let mut stall = Stall::at("proxy's CONNECT", "https://stalled.test", server);
    stall.network.proxy = Proxy::Url(url);
    stall
}

fn answer() -> Stall {
    silent("answer", Server::url)
}

fn answers_with(name: &'static str, answer: &'static [u8]) -> Stall {
    let server = Server::start(move |mut stream| {
        let mut buffer = [0; 65536];
        while stream.read(&mut buffer).is_ok_and(|count| count > 0) {
            let _ = stream.write_all(answer);
        }
    });
    Stall::at(name, &server.url(), server)
}

fn body() -> Stall {
    answers_with("answer's body", b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")
}

fn retry() -> Stall {
    answers_with("retry's sleep", b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 15\r\nContent-Length: 0\r\n\r\n")
}

fn token() -> Stall {
    struct Never;
    impl TokenProvider for Never {
        fn request(&self, request: TokenRequest) {
            // Forgotten: it stays open.
            std::mem::forget(request);
        }
        fn forget(&self) {}
    }
    let mut stall = Stall::at("token", "http://127.0.0.1:1", ());
    stall.options.set_authorization(None).unwrap();
    stall.options.token_provider = Some(Arc::new(Never));
    stall
}

fn stalls() -> Vec<Stall> {
    vec![look_up(), connect(), tls(), proxy(), answer(), body(), retry(), token()]
}

fn set(client: &Client) -> Result<(), Error> {
    client
        .set_activity(&ActivityHandle::new(SCID, "t", Some("s")).unwrap(), &CallOptions::default())
        .and_then(Prepared::run)
        .map(drop)
}

fn report(what: &str, name: &str, took: &[Duration]) {
    let (least, most) = (took.iter().min().unwrap(), took.iter().max().unwrap());
    println!("{what} {name:>18}: {:8.2} ms at best, {:8.2} at worst", ms(*least), ms(*most));
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Runs `block` on a thread; gives how long it takes to end after `end` was called while it is blocked.
fn time_to_end(block: impl FnOnce() + Send + 'static, end: impl FnOnce()) -> Duration {
    let (done, ended): (Sender<Instant>, Receiver<Instant>) = channel();
    let blocked = thread::spawn(move || {
        block();
        done.send(Instant::now()).unwrap();
    });
    // Long enough to get where it stalls; nothing but the server could tell, and that not for each point.
    assert!(ended.recv_timeout(Duration::from_millis(60)).is_err(), "it did not block");
    let began = Instant::now();
    end();
    let took = ended.recv_timeout(Duration::from_secs(15)).expect("it ends").duration_since(began);
    blocked.join().unwrap();
    took
}

#[test]
fn a_cancel_ends_a_call_within_50_ms_wherever_it_is_blocked() {
    for stall in stalls() {
        let took: Vec<_> = (0..TRIES)
            .map(|_| {
                let client = stall.client(Duration::from_secs(20));
                let calling = client.clone();
                let name = stall.name;
                time_to_end(
                    move || assert_eq!(set(&calling).unwrap_err().code, Code::Closed, "{name}"),
                    || client.close(),
                )
            })
            .collect();
        report("cancelled", stall.name, &took);
        assert!(took.iter().min().unwrap() <= &PROMISED, "{}: {took:?}", stall.name);
    }
}

#[test]
fn a_client_is_destroyed_within_250_ms_wherever_its_call_is_blocked() {
    for stall in stalls() {
        let took: Vec<_> = (0..TRIES)
            .map(|_| {
                let client = stall.client(Duration::from_secs(20));
                let calling = client.clone();
                let mut took = Duration::ZERO;
                let destroy = || {
                    let began = Instant::now();
                    client.shut_down();
                    took = began.elapsed();
                };
                time_to_end(move || drop(set(&calling)), destroy);
                took
            })
            .collect();
        report("destroyed", stall.name, &took);
        assert!(took.iter().min().unwrap() <= &Duration::from_millis(250), "{}: {took:?}", stall.name);
    }
}

#[test]
fn a_deadline_bounds_a_call_wherever_it_is_blocked() {
    const DEADLINE: Duration = Duration::from_millis(300);
    for stall in stalls() {
        let took: Vec<_> = (0..2)
            .map(|_| {
                let client = stall.client(DEADLINE);
                let began = Instant::now();
                let error = set(&client).unwrap_err();
                let code = match stall.name {
                    "name look-up" => Code::Dns,
                    "retry's sleep" => Code::Unavailable,
                    _ => Code::Timeout,
                };
                assert_eq!(error.code, code, "{}: {error}", stall.name);
                began.elapsed()
            })
            .collect();
        report("300 ms deadline", stall.name, &took);
        assert!(took.iter().min().unwrap() <= &(DEADLINE + PROMISED), "{}: {took:?}", stall.name);
    }
}

/// More than the buffers of both ends hold.
fn request(url: &str, body: String) -> WireRequest {
    let request = Request {
        method: Method::Put,
        path: "/large".into(),
        precondition: None,
        body: Some(body),
        repeat: Repeat::IfNotProcessed,
        quota: Quota::Requests,
    };
    let defaults = RequestDefaults::new(url, Vec::new());
    WireRequest::new(Arc::new(defaults), Arc::new(request), "vector.1".to_owned())
}

fn large_request(url: &str) -> WireRequest {
    request(url, "x".repeat(64 << 20))
}

#[test]
fn a_write_that_the_server_does_not_read_ends_with_a_cancel_and_with_its_time() {
    // It accepts, as far as the system does that by itself, and reads nothing.
    let unread = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let transport = Arc::new(DirectTransport::new(&DirectOptions::default()).unwrap());
    let request = Arc::new(large_request(&format!("http://{}", unread.local_addr().unwrap())));
    let long = Duration::from_secs(20);
    let send = |limits: Limits, cancel: &Arc<Cancel>| {
        let (transport, request, cancel) = (transport.clone(), request.clone(), cancel.clone());
        move || transport.send(&request, &limits, &cancel).unwrap_err()
    };
    let took: Vec<_> = (0..TRIES)
        .map(|_| {
            let cancel: Arc<Cancel> = Arc::default();
            let limits = Limits { connect_timeout: long, request_timeout: long, deadline: Instant::now() + long };
            let blocked = send(limits, &cancel);
            time_to_end(move || assert_eq!(blocked().kind, FailureKind::Interrupted), || cancel.cancel())
        })
        .collect();
    report("cancelled", "write", &took);
    assert!(took.iter().min().unwrap() <= &PROMISED, "{took:?}");

    let short = Duration::from_millis(300);
    let began = Instant::now();
    let limits = Limits { connect_timeout: long, request_timeout: short, deadline: began + long };
    let failure = send(limits, &Arc::default())();
    report("300 ms limit", "write", &[began.elapsed()]);
    assert_eq!(failure.kind, FailureKind::Timeout, "{failure:?}");
    assert!(began.elapsed() < short + Duration::from_millis(500), "{:?}", began.elapsed());
}

#[test]
fn a_deadline_bounds_all_attempts_of_a_call_together() {
    let overloaded =
        answers_with("attempts", b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
    let client = overloaded.client(Duration::from_millis(2600));
    let began = Instant::now();
    let error = set(&client).unwrap_err();
    assert_eq!((error.code, error.http_status), (Code::Unavailable, Some(503)), "{error}");
    assert!(began.elapsed() < Duration::from_millis(2700), "{:?}", began.elapsed());
}

#[test]
fn a_dead_address_does_not_hold_up_a_live_one() {
    let (dead, _sockets) = faults::full_backlog();
    let dead = dead.strip_prefix("http://").unwrap().parse().unwrap();
    let live = answers_with(
        "",
        b"HTTP/1.1 201 Created\r\nContent-Length: 45\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}",
    );
    let port = live.options.endpoint.as_ref().unwrap().rsplit(':').next().unwrap().parse().unwrap();
    let look_up = LookUp::new(move |_| Ok(vec![dead, ([127, 0, 0, 1], 9).into(), ([127, 0, 0, 1], port).into()]));
    let transport = DirectTransport::new(&DirectOptions { look_up, ..DirectOptions::default() }).unwrap();
    let request = request("http://several.test", String::new());
    let (began, long) = (Instant::now(), Duration::from_secs(20));
    let limits = Limits { connect_timeout: long, request_timeout: long, deadline: began + long };
    assert_eq!(transport.send(&request, &limits, &Arc::default()).unwrap().status, 201);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
