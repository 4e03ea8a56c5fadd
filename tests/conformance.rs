//! What holds of every transport: the library's own, an engine that polls, an engine that is called.

mod support;

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, NetworkOptions,
    Pacing, Prepared, SessionReference, SessionTarget, WriteError, WriteMode, WriteRequest,
};
use support::engine::{KINDS, Kind, Sending};
use support::faults;
use support::scripted::Scripted;
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const XUID: u64 = 3212;
const CREATED: &str =
    "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}";

fn options(url: &str, sending: &Sending) -> ClientOptions {
    let mut options = ClientOptions::new();
    // Tests send more than a game may.
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = 1_234_567;
    options.network = Some(sending.network());
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={XUID};title=1234567"))).unwrap();
    options
}

/// Runs a check over each transport, and says which one failed.
fn over_all(check: impl Fn(Kind, &Sending)) {
    over_all_with(NetworkOptions::default(), check);
}

fn over_all_with(options: NetworkOptions, check: impl Fn(Kind, &Sending)) {
    for kind in KINDS {
        println!("over {kind:?}");
        check(kind, &Sending::start(kind, options.clone()));
    }
}

fn session(name: &str) -> SessionReference {
    SessionReference::new(SCID, "deathmatch", name).unwrap()
}

fn set(client: &Client) -> Result<u32, Error> {
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    Ok(client.set_activity(&activity, &CallOptions::default())?.run()?.receipt.attempts)
}

#[test]
fn the_whole_job_works() {
    over_all(|kind, sending| {
        let emulator = support::emulator::start();
        let client = Client::new(options(emulator.url(), sending)).unwrap();
        let call = CallOptions::default();
        let target = SessionTarget::from(session("s"));
        let document = r#"{"members":{"me":{"constants":{"system":{"initialize":true,"xuid":"3212"}},"properties":{"system":{"active":true}}}}}"#;
        let create = WriteRequest::new(WriteMode::CreateNew, document).unwrap();
        assert_eq!(
            client
                .write_session(&target, &create, &call)
                .map_err(WriteError::from)
                .and_then(Prepared::run)
                .unwrap()
                .receipt
                .http_status,
            201
        );
        set(&client).unwrap();
        let xuids: Vec<u64> = (1..=20).collect();
        let outcomes = client
            .send_invites(&Invite::new(session("s"), &xuids).unwrap(), &call)
            .and_then(Prepared::run)
            .map(InviteRows::into_outcomes)
            .unwrap();
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{outcomes:?}");
        assert!(outcomes.iter().map(|outcome| outcome.xuid).eq(xuids));
        assert!(client.clear_activity(SCID, &call).and_then(Prepared::run).unwrap().value);
        assert_eq!(
            client
                .leave_session(&target, &call)
                .map_err(WriteError::from)
                .and_then(Prepared::run)
                .unwrap()
                .receipt
                .http_status,
            204
        );
        assert_eq!(client.read_session(&target, &call).and_then(Prepared::run).unwrap_err().code, Code::NotFound);
        assert_eq!(sending.sent(), if kind == Kind::Direct { 0 } else { 25 });
    });
}

#[test]
fn an_answer_comes_whole() {
    over_all(|_, sending| {
        let server = Scripted::start();
        server.set(
            "HTTP/1.1 200 OK\r\nETag: \"7\"\r\nContent-Length: ?\r\n\r\n{\"properties\":{\"custom\":{\"é\":\"ü\"}}}",
        );
        let client = Client::new(options(&server.url(), sending)).unwrap();
        let read =
            client.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run).unwrap().value;
        assert_eq!(read.etag.as_deref(), Some("\"7\""));
        assert!(read.document.unwrap().contains("\"é\":\"ü\""));
    });
}

#[test]
fn a_refused_token_ends_the_call_and_the_next_goes_with_another() {
    over_all(|_, sending| {
        let server = Scripted::start();
        server.set(&format!("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n\u{1e}{CREATED}"));
        let client = Client::new(options(&server.url(), sending)).unwrap();
        // Without a provider there is no other token.
        assert_eq!(set(&client).unwrap_err().code, Code::Unauthorized);
        assert_eq!(server.count(), 1);
        client.set_authorization("XBL3.0 x=emulator;xuid=1;title=1").unwrap();
        assert_eq!(set(&client).unwrap(), 1);
    });
}

#[test]
fn a_throttled_request_is_repeated_after_its_time() {
    over_all(|_, sending| {
        let server = Scripted::start();
        server.set(&format!(
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n\u{1e}{CREATED}"
        ));
        let began = Instant::now();
        assert_eq!(set(&Client::new(options(&server.url(), sending)).unwrap()).unwrap(), 2);
        assert!(began.elapsed() >= Duration::from_secs(1));
    });
}

#[test]
fn a_refused_connection_was_surely_not_sent() {
    over_all(|_, sending| {
        let mut options = options(&faults::closed_port(), sending);
        options.max_attempts = Some(1);
        let error = set(&Client::new(options).unwrap()).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
    });
}

#[test]
fn a_broken_connection_may_have_delivered() {
    over_all(|_, sending| {
        let server = Server::start(|mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.shutdown(Shutdown::Both);
        });
        let mut options = options(&server.url(), sending);
        options.max_attempts = Some(1);
        let error = set(&Client::new(options).unwrap()).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Network, Delivery::Unknown), "{error}");
    });
}

#[test]
fn an_answer_beyond_the_networks_limit_is_refused() {
    let small = NetworkOptions { max_answer_bytes: 2048, ..NetworkOptions::default() };
    over_all_with(small, |_, sending| {
        let server = Scripted::start();
        let answer =
            |bytes: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{{{}}}", " ".repeat(bytes - 2));
        server.set(&(answer(2048) + "\u{1e}" + &answer(2049)));
        let client = Client::new(options(&server.url(), sending)).unwrap();
        let read = || client.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run);
        read().unwrap();
        let error = read().unwrap_err();
        assert_eq!(error.code, Code::Protocol, "{error}");
        assert!(error.message.contains("2048 bytes"), "{error}");
    });
}

#[test]
fn a_deadline_and_a_close_end_a_call_in_time() {
    over_all(|_, sending| {
        let silent = faults::silent();
        let client = Client::new(options(&silent.url(), sending)).unwrap();
        let hurry = CallOptions { deadline: Some(Duration::from_millis(200)), ..CallOptions::default() };
        let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
        let began = Instant::now();
        let error = client.set_activity(&activity, &hurry).and_then(Prepared::run).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Timeout, Delivery::Unknown), "{error}");
        assert!(began.elapsed() < Duration::from_millis(700), "{:?}", began.elapsed());

        let best = (0..5)
            .map(|_| {
                let client = Client::new(options(&silent.url(), sending)).unwrap();
                let calling = client.clone();
                let (done, ended) = channel();
                let call = thread::spawn(move || {
                    let error = set(&calling).unwrap_err();
                    done.send((Instant::now(), error)).unwrap();
                });
                assert!(ended.recv_timeout(Duration::from_millis(60)).is_err(), "it did not block");
                let closed = Instant::now();
                client.close();
                let (at, error) = ended.recv_timeout(Duration::from_secs(10)).unwrap();
                assert_eq!(error.code, Code::Closed, "{error}");
                call.join().unwrap();
                at.duration_since(closed)
            })
            .min()
            .unwrap();
        println!("closed: {best:?} at best");
        assert!(best <= Duration::from_millis(50), "{best:?}");
    });
}

#[test]
fn a_cancel_is_passed_on_to_the_connection() {
    over_all(|_, sending| {
        let (tell, told) = channel();
        let tell = std::sync::Mutex::new(tell);
        let server = Server::start(move |mut stream| {
            let mut buffer = [0; 4096];
            while stream.read(&mut buffer).is_ok_and(|count| count > 0) {
                let _ = tell.lock().unwrap().send("came");
            }
            let _ = tell.lock().unwrap().send("went");
        });
        let client = Client::new(options(&server.url(), sending)).unwrap();
        let calling = client.clone();
        let call = thread::spawn(move || set(&calling).unwrap_err().code);
        let next =
            || told.recv_timeout(Duration::from_secs(10)).expect("the server sees what becomes of the connection");
        assert_eq!(next(), "came");
        client.close();
        assert_eq!(next(), "went");
        assert_eq!(call.join().unwrap(), Code::Closed);
    });
}

#[test]
fn requests_of_many_threads_keep_their_answers_apart() {
    over_all(|_, sending| {
        let server = Server::start(|mut stream| {
            let mut buffer = vec![0; 65536];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..count]).into_owned();
                let name = text.split(['/', ' ']).find(|part| part.starts_with("own-")).unwrap().to_owned();
                let body = format!("{{\"properties\":{{\"custom\":{{\"name\":\"{name}\"}}}}}}");
                let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            }
        });
        let client: Arc<Client> = Client::new(options(&server.url(), sending)).unwrap();
        thread::scope(|scope| {
            for thread in 0..8 {
                let client = &client;
                scope.spawn(move || {
                    for turn in 0..10 {
                        let name = format!("own-{thread}-{turn}");
                        let read = client
                            .read_session(&session(&name).into(), &CallOptions::default())
                            .and_then(Prepared::run)
                            .unwrap();
                        assert!(read.value.document.unwrap().contains(&format!("\"{name}\"")), "{name}");
                    }
                });
            }
        });
    });
}
