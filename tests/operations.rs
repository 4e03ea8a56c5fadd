//! Calls in the background over real sockets: a cancel ends them wherever they wait.

mod support;

use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    CallOptions, Client, ClientOptions, Code, Delivery, Error, Network, NetworkOptions, Operation, OperationOptions,
    Prepared, Reply, Session, SessionReference, SessionTarget, WriteError, WriteMode, WriteRequest,
};
use support::scripted::Scripted;
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
/// What is promised, and what a busy machine may add.
const CANCEL_WITHIN: Duration = Duration::from_millis(50 + 200);

fn client(url: &str) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    Client::new(options).unwrap()
}

fn target() -> SessionTarget {
    SessionReference::new(SCID, "t", "s").unwrap().into()
}

fn read(client: &Client) -> Operation<Reply<Session>> {
    let read = client.read_session(&target(), &CallOptions::default()).unwrap();
    read.start(OperationOptions::default()).unwrap()
}

fn write(client: &Client, document: &str) -> Operation<Reply<Session>, WriteError> {
    let write = WriteRequest::new(WriteMode::UpdateOrCreate, document).unwrap();
    let write = client.write_session(&target(), &write, &CallOptions::default()).unwrap();
    write.start(OperationOptions::default()).unwrap()
}

/// Cancels it once it has got stuck; gives the error.
fn cancelled<V, E: Clone + Into<Error>>(operation: &Operation<V, E>) -> Error {
    assert!(operation.wait(Some(Duration::from_millis(200))).is_none(), "it was to get stuck");
    let began = Instant::now();
    operation.cancel();
    let error =
        operation.wait(Some(Duration::from_secs(10))).expect("it ends").as_ref().err().expect("it fails").clone();
    assert!(began.elapsed() < CANCEL_WITHIN, "it took {:?}", began.elapsed());
    let error: Error = error.into();
    assert_eq!(error.code, Code::Cancelled, "{error}");
    error
}

#[test]
fn a_cancel_ends_a_connect() {
    let (url, _sockets) = support::faults::full_backlog();
    cancelled(&read(&client(&url)));
}

#[test]
fn a_cancel_ends_a_tls_handshake() {
    let server = support::faults::silent();
    let error = cancelled(&read(&client(&server.url().replace("http://", "https://"))));
    assert_eq!(error.delivery, Delivery::NotSent);
}

#[test]
fn a_cancel_ends_a_write_that_nobody_reads() {
    let (over, waiting) = channel::<()>();
    let waiting = Mutex::new(waiting);
    let server = Server::start(move |stream: TcpStream| {
        let _ = waiting.lock().map(|waiting| waiting.recv());
        drop(stream);
    });
    // Goes before the server does, which waits for its connections.
    let _over = over;
    let document = format!(r#"{{"properties":{{"custom":{{"big":"{}"}}}}}}"#, "x".repeat(1_000_000));
    let client = client(&server.url());
    // The system buffers one of them, perhaps two.
    let operations: Vec<_> = (0..6)
        .map(|index| {
            let target = SessionReference::new(SCID, "t", &index.to_string()).unwrap().into();
            let write = WriteRequest::new(WriteMode::UpdateOrCreate, &document).unwrap();
            let write = client.write_session(&target, &write, &CallOptions::default()).unwrap();
            write.start(OperationOptions::default()).unwrap()
        })
        .collect();
    for operation in &operations {
        assert_eq!(cancelled(operation).delivery, Delivery::Unknown);
    }
}

#[test]
fn a_cancel_ends_the_wait_for_an_answer() {
    let server = support::faults::silent();
    assert_eq!(cancelled(&read(&client(&server.url()))).delivery, Delivery::Unknown);
}

#[test]
fn a_cancel_ends_the_wait_for_a_retry() {
    let server = Scripted::start();
    server.set("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 15\r\nContent-Length: 0\r\n\r\n");
    let error = cancelled(&read(&client(&server.url())));
    assert_eq!((error.delivery, error.attempts), (Delivery::Answered, 1));
}

#[test]
fn a_cancel_ends_the_wait_for_a_turn_or_a_connection() {
    let server = support::faults::silent();
    let mut options = ClientOptions::new();
    options.endpoint = Some(server.url());
    options.network = Some(Network::new(NetworkOptions { max_connections: 1, ..NetworkOptions::default() }).unwrap());
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    let client = Client::new(options).unwrap();
    let _first = write(&client, "{}");
    let turn = cancelled(&write(&client, "{}"));
    assert_eq!((turn.delivery, turn.attempts), (Delivery::NotSent, 0));
    let connection = cancelled(&read(&client));
    assert_eq!(connection.delivery, Delivery::NotSent);
}

#[test]
fn blocking_calls_and_operations_keep_one_order() {
    let server = Scripted::start();
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{}";
    server.set(&[answer; 3].join("\u{1e}"));
    let client = client(&server.url());
    let first = write(&client, r#"{"properties":{"custom":{"n":1}}}"#);
    let second = write(&client, r#"{"properties":{"custom":{"n":2}}}"#);
    let third = WriteRequest::new(WriteMode::UpdateOrCreate, r#"{"properties":{"custom":{"n":3}}}"#).unwrap();
    client
        .write_session(&target(), &third, &CallOptions::default())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap();
    assert!(first.poll().is_some_and(Result::is_ok) && second.poll().is_some_and(Result::is_ok));
    for index in 0..3 {
        let request = String::from_utf8(server.request(index)).unwrap();
        assert!(request.ends_with(&format!(r#"{{"n":{}}}}}}}"#, index + 1)), "{request}");
    }
}

#[test]
fn dropping_an_operation_cancels_it_and_detaching_lets_it_go_on() {
    let server = Scripted::start();
    server.set("!silence\u{1e}HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{}");
    let client = client(&server.url());
    let dropped = write(&client, "{}");
    while server.count() == 0 {
        thread::yield_now();
    }
    drop(dropped);
    write(&client, "{}").detach();
    let after = write(&client, "{}");
    // The script has no answer left for it.
    assert!(after.wait(Some(Duration::from_secs(10))).is_some_and(Result::is_err));
    assert_eq!(server.count(), 3);
}

#[test]
fn closing_a_client_ends_its_operations_at_once() {
    let (url, _sockets) = support::faults::full_backlog();
    let client = client(&url);
    let operations: Vec<_> = (0..50).map(|_| read(&client)).collect();
    let began = Instant::now();
    client.shut_down();
    assert!(began.elapsed() < Duration::from_millis(250 + 200), "{:?}", began.elapsed());
    for operation in operations {
        assert_eq!(operation.poll().unwrap().as_ref().unwrap_err().code, Code::Closed);
    }
}
