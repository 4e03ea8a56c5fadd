//! A deadline holds however the bytes come: a table of senders that never come to an end, each at its pace, over each kind
//! of connection, for each kind of call.

mod support;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Error, Invite, InviteRows, Network, NetworkOptions,
    OperationOptions, Pacing, Prepared, Proxy, SessionReference,
};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use support::server::Server;
use support::tls::{Authority, Flaw};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const DEADLINE: Duration = Duration::from_millis(400);
/// What is promised: that a call ends so soon after its deadline.
const PROMISED: Duration = Duration::from_millis(50);
/// How soon after the call its connection is gone and its worker takes the next request.
const FREE_WITHIN: Duration = Duration::from_millis(250);
/// A machine that runs other tests beside this one is late now and then, but not each time.
const TRIES: usize = 4;
/// Cells that mostly sleep run side by side.
const AT_ONCE: usize = 8;

/// What a server sends: something, and then the same again and again.
struct Sender {
    name: &'static str,
    first: &'static str,
    endless: &'static str,
}

const SENDERS: &[Sender] = &[
    Sender { name: "silence", first: "", endless: "" },
    Sender { name: "interim answers", first: "", endless: "HTTP/1.1 102 Processing\r\n\r\n" },
    Sender { name: "blank lines", first: "", endless: "\r\n" },
    Sender { name: "a status line", first: "HTTP/1.1 200 ", endless: "OK " },
    Sender { name: "a header", first: "HTTP/1.1 200 OK\r\nX: ", endless: "y" },
    Sender { name: "headers", first: "HTTP/1.1 200 OK\r\n", endless: "X: y\r\n" },
    Sender { name: "a folded header", first: "HTTP/1.1 200 OK\r\nX: y\r\n", endless: " y\r\n" },
    Sender { name: "a body", first: "HTTP/1.1 200 OK\r\n\r\n", endless: " " },
    Sender {
        name: "chunks of a byte",
        first: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        endless: "1\r\n \r\n",
    },
    Sender {
        name: "a chunk of 2^64 - 1 bytes",
        first: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
        endless: " ",
    },
    Sender {
        name: "a chunk extension",
        first: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=",
        endless: "y",
    },
    Sender {
        name: "trailers",
        first: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        endless: "X: y\r\n",
    },
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Pace {
    /// As fast as it is read.
    Flood,
    /// A byte a millisecond; over TLS, a record a byte.
    Drip,
}

/// Where on the way to the service the sender is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// It is the service.
    Service,
    /// It is the service, and takes part in TLS.
    SecuredService,
    /// It is the service, whose part of the handshake comes a byte a millisecond.
    Handshake,
    /// It is a proxy that is asked for a tunnel.
    Proxy,
    /// It is the service behind a proxy.
    BehindProxy,
}

/// Makes a call; its error.
type Call = fn(&Client) -> Option<Error>;

const CALLS: &[(&str, Call)] = &[
    ("set activity", |client| client.set_activity(&activity(), &CallOptions::default()).and_then(Prepared::run).err()),
    ("operation", |client| {
        let prepared = client.set_activity(&activity(), &CallOptions::default()).unwrap();
        let operation = prepared.start(OperationOptions::default()).unwrap();
        operation.wait(Some(Duration::from_secs(20))).expect("it ends").as_ref().err().cloned()
    }),
    ("invites", |client| {
        let outcomes = client
            .send_invites(&Invite::new(reference(), &[7, 8]).unwrap(), &CallOptions::default())
            .and_then(Prepared::run)
            .map(InviteRows::into_outcomes);
        outcomes.unwrap().into_iter().find_map(|outcome| outcome.result.err())
    }),
    ("read", |client| client.read_session(&reference().into(), &CallOptions::default()).and_then(Prepared::run).err()),
];

fn reference() -> SessionReference {
    SessionReference::new(SCID, "t", "s").unwrap()
}

fn activity() -> ActivityHandle {
    ActivityHandle::new(SCID, "t", Some("s")).unwrap()
}

/// Counts itself as long as it lives.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Alive {
        count.fetch_add(1, Ordering::SeqCst);
        Alive(count.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Writes a byte a millisecond.
struct Dripping(TcpStream);

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Dripping {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        thread::sleep(Duration::from_millis(1));
        self.0.write(&bytes[..1])
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads one head, then sends until nobody reads.
fn send(stream: impl Read + Write, sender: &Sender, pace: Pace) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let stream = reader.get_mut();
    if sender.endless.is_empty() {
        while stream.read(&mut [0; 4096])? > 0 {}
        return Ok(());
    }
    match pace {
        Pace::Flood => {
            let piece = sender.endless.repeat(65_536 / sender.endless.len());
            stream.write_all(sender.first.as_bytes())?;
            loop {
                stream.write_all(piece.as_bytes())?;
            }
        }
        Pace::Drip => {
            // What comes before is not what takes long.
            stream.write_all(sender.first.as_bytes())?;
            for byte in sender.endless.bytes().cycle() {
                stream.write_all(&[byte])?;
                stream.flush()?;
                thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        }
    }
}

/// Answers CONNECT, and then is what stands behind the proxy.
fn open_tunnel(stream: &mut TcpStream) -> io::Result<()> {
    let mut byte = [0];
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")
}

fn serve(mut stream: TcpStream, place: Place, sender: &Sender, pace: Pace, tls: &Arc<ServerConfig>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let server = || ServerConnection::new(tls.clone()).expect("the configuration is complete");
    match place {
        Place::Service | Place::Proxy => send(stream, sender, pace),
        Place::SecuredService => send(StreamOwned::new(server(), stream), sender, pace),
        Place::Handshake => send(StreamOwned::new(server(), Dripping(stream)), sender, pace),
        Place::BehindProxy => {
            open_tunnel(&mut stream)?;
            send(stream, sender, pace)
        }
    }
}

/// Answers everything with a session.
fn prompt() -> Server {
    Server::start(|mut stream| {
        while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    })
}

fn client(url: &str, network: &Arc<Network>) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1;
    options.deadline = Some(DEADLINE);
    options.network = Some(network.clone());
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    Client::new(options).unwrap()
}

/// A sender at its pace and place.
struct Row {
    sender: &'static Sender,
    pace: Pace,
    place: Place,
}

impl Row {
    fn check(&self, authority: &Authority) {
        let Row { sender, pace, place } = *self;
        let tls = Arc::new(authority.config(Flaw::None));
        let alive = Arc::new(AtomicUsize::new(0));
        let server = Server::start({
            let alive = alive.clone();
            move |stream| {
                let _alive = Alive::new(&alive);
                let _ = serve(stream, place, sender, pace, &tls);
            }
        });
        let proxied = matches!(place, Place::Proxy | Place::BehindProxy);
        let scheme = if matches!(place, Place::SecuredService | Place::Handshake) { "https" } else { "http" };
        let network = |proxy| {
            Network::new(NetworkOptions {
                max_connections: 2,
                root_certificates_pem: Some(authority.pem().to_owned()),
                proxy,
                ..NetworkOptions::default()
            })
            .unwrap()
        };
        let network = network(if proxied { Proxy::Url(server.url()) } else { Proxy::None });
        let url =
            if proxied { "http://127.0.0.1:9".to_owned() } else { format!("{scheme}://127.0.0.1:{}", server.port()) };
        let late = client(&url, &network);
        let good = prompt();
        for (call, make) in CALLS {
            let cell = format!("{} / {pace:?} / {place:?} / {call}", sender.name);
            let took = (0..TRIES)
                .map(|_| {
                    let began = Instant::now();
                    assert!(make(&late).is_some(), "{cell}: it ended well");
                    let took = began.elapsed();
                    wait_until_gone(&alive, &cell);
                    took
                })
                .find(|took| *took <= DEADLINE + PROMISED);
            assert!(took.is_some(), "{cell}: never within {:?}", DEADLINE + PROMISED);
            // A proxy would be in the way.
            if !proxied {
                let free = (0..TRIES).any(|_| {
                    let began = Instant::now();
                    let client = client(&good.url(), &network);
                    let next = client.read_session(&reference().into(), &CallOptions::default()).unwrap();
                    let next = next.start(OperationOptions::default()).unwrap();
                    next.wait(Some(Duration::from_secs(20))).is_some_and(Result::is_ok)
                        && began.elapsed() <= FREE_WITHIN
                });
                assert!(free, "{cell}: the workers are not free");
            }
        }
    }
}

/// The server's side of each connection ends.
fn wait_until_gone(alive: &AtomicUsize, cell: &str) {
    let began = Instant::now();
    while alive.load(Ordering::SeqCst) > 0 {
        assert!(began.elapsed() < FREE_WITHIN * 8, "{cell}: a connection is left");
        thread::sleep(Duration::from_millis(1));
    }
}

fn rows(pace: Pace, places: &[Place]) -> Vec<Row> {
    let row = |place| SENDERS.iter().map(move |sender| Row { sender, pace, place });
    places.iter().copied().flat_map(row).collect()
}

fn check_all(rows: Vec<Row>, at_once: usize) {
    let authority = Authority::new();
    println!("{} cells", rows.len() * CALLS.len());
    let rows = Mutex::new(rows);
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let next = rows.lock().expect("no holder panics").pop();
                    let Some(row) = next else { return };
                    row.check(&authority);
                }
            });
        }
    });
}

#[test]
fn a_byte_a_millisecond_does_not_outlast_the_deadline() {
    let mut table = rows(Pace::Drip, &[Place::Service, Place::SecuredService, Place::Proxy, Place::BehindProxy]);
    table.extend(SENDERS.iter().take(1).map(|sender| Row { sender, pace: Pace::Drip, place: Place::Handshake }));
    check_all(table, AT_ONCE);
}

#[test]
fn a_flood_does_not_outlast_the_deadline() {
    check_all(rows(Pace::Flood, &[Place::Service, Place::SecuredService, Place::Proxy]), 1);
}

#[test]
fn a_client_goes_at_once_while_bytes_come() {
    for sender in SENDERS.iter().filter(|sender| ["trailers", "chunks of a byte"].contains(&sender.name)) {
        for pace in [Pace::Flood, Pace::Drip] {
            let server = Server::start(move |stream| drop(send(stream, sender, pace)));
            let best = (0..TRIES)
                .map(|_| {
                    let mut options = ClientOptions::new();
                    options.endpoint = Some(server.url());
                    options.xuid = 3212;
                    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
                    let client = Client::new(options).unwrap();
                    let read = client.read_session(&reference().into(), &CallOptions::default()).unwrap();
                    let operation = read.start(OperationOptions::default()).unwrap();
                    thread::sleep(Duration::from_millis(50));
                    let began = Instant::now();
                    client.shut_down();
                    drop(operation);
                    drop(client);
                    began.elapsed()
                })
                .min()
                .expect("there are tries");
            assert!(best <= FREE_WITHIN, "{} / {pace:?}: {best:?}", sender.name);
        }
    }
}
