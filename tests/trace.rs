//! What is recorded: a whole HAR without tokens, over every transport, that a replay answers from.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows,
    Network, NetworkMode, NetworkOptions, OperationOptions, Pacing, Prepared, SessionReference, SessionTarget,
    TraceOptions, WriteError, WriteMode, WriteRequest,
};
use serde_json::Value;
use support::engine::{KINDS, Sending};
use support::faults;
use support::scratch::Scratch;
use support::scripted::Scripted;
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const XUID: u64 = 3212;
const TOKEN: &str = "XBL3.0 x=emulator;xuid=3212;title=1234567";

fn options(url: &str, network: Arc<Network>) -> ClientOptions {
    let mut options = ClientOptions::new();
    // Tests send more than a game may.
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = 1_234_567;
    options.network = Some(network);
    options.set_authorization(Some(TOKEN)).unwrap();
    options
}

fn recording(file: &Path) -> NetworkOptions {
    let trace = TraceOptions { file: file.to_owned(), max_bytes: TraceOptions::DEFAULT_MAX_BYTES };
    NetworkOptions { trace: Some(trace), ..NetworkOptions::default() }
}

fn replaying(file: &Path) -> Arc<Network> {
    let mode = NetworkMode::Replay(file.to_owned());
    Network::new(NetworkOptions { mode, ..NetworkOptions::default() }).unwrap()
}

fn read(file: &Path) -> Value {
    let text = fs::read_to_string(file).unwrap();
    assert!(!text.contains(TOKEN), "a token is in the trace");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn entries(file: &Path) -> Vec<Value> {
    read(file)["log"]["entries"].as_array().unwrap().clone()
}

/// What HAR 1.2 asks of an entry.
fn is_complete(entry: &Value) {
    for (part, fields) in [
        ("", "startedDateTime time request response cache timings"),
        ("/request", "method url httpVersion cookies headers queryString headersSize bodySize"),
        ("/response", "status statusText httpVersion cookies headers content redirectURL headersSize bodySize"),
        ("/response/content", "size mimeType"),
        ("/timings", "send wait receive"),
    ] {
        for field in fields.split(' ') {
            let there = entry.pointer(&format!("{part}/{field}"));
            assert!(there.is_some_and(|value| !value.is_null()), "{part}/{field}: {entry}");
        }
    }
    for needed in ["send", "wait", "receive"] {
        assert!(entry["timings"][needed].as_f64().unwrap() >= 0.0, "{entry}");
    }
}

fn session(name: &str) -> SessionReference {
    SessionReference::new(SCID, "deathmatch", name).unwrap()
}

fn set(client: &Client) -> Result<u32, Error> {
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    Ok(client.set_activity(&activity, &CallOptions::default())?.run()?.receipt.attempts)
}

/// A session's life; tells what came of each step.
fn evening(client: &Client) -> Vec<String> {
    let call = CallOptions::default();
    let target = SessionTarget::from(session("s"));
    let document = r#"{"members":{"me":{"constants":{"system":{"initialize":true,"xuid":"3212"}},"properties":{"system":{"active":true}}}}}"#;
    let create = WriteRequest::new(WriteMode::CreateNew, document).unwrap();
    let again = WriteRequest::new(WriteMode::CreateNew, document).unwrap();
    let created =
        client.write_session(&target, &create, &call).map_err(WriteError::from).and_then(Prepared::run).unwrap();
    let refused = client
        .write_session(&target, &again, &call)
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap_err()
        .error;
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    let handle = client.set_activity(&activity, &call).and_then(Prepared::run).unwrap().value;
    let invites = client
        .send_invites(&Invite::new(session("s"), &[1, 2, 3]).unwrap(), &call)
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    let query = client
        .query_activities(&ActivityQuery::new(SCID, &[XUID]).unwrap(), &call)
        .and_then(Prepared::run)
        .unwrap()
        .value;
    let cleared = client.clear_activity(SCID, &call).and_then(Prepared::run).unwrap().value;
    let gone = client.leave_session(&target, &call).map_err(WriteError::from).and_then(Prepared::run).unwrap().receipt;
    let missing = client.read_session(&target, &call).and_then(Prepared::run).unwrap_err();
    let ids = invites.iter().map(|outcome| outcome.result.as_ref().unwrap().value.handle.id.to_string());
    let mut told = vec![format!("{:?}", created.value), refused.message, handle.handle.id.to_string()];
    told.extend(ids);
    told.extend([format!("{query:?}"), cleared.to_string(), gone.http_status.to_string(), missing.message]);
    told
}

#[test]
fn every_transport_records_whole_entries_without_tokens() {
    let dir = Scratch::new("trace-kinds");
    for kind in KINDS {
        let file = dir.join(format!("{kind:?}.har"));
        let emulator = support::emulator::start();
        let sending = Sending::start(kind, recording(&file));
        evening(&Client::new(options(emulator.url(), sending.network())).unwrap());
        let entries = entries(&file);
        assert_eq!(entries.len(), 10, "{kind:?}");
        for entry in &entries {
            is_complete(entry);
            assert!(entry["startedDateTime"].as_str().unwrap().ends_with('Z'), "{entry}");
            assert!(entry["request"]["url"].as_str().unwrap().starts_with(emulator.url()), "{entry}");
            let headers = entry["request"]["headers"].as_array().unwrap();
            let authorization = headers.iter().find(|header| header["name"] == "Authorization").unwrap();
            assert_eq!(authorization["value"], "***");
            assert!(entry["response"]["status"].as_u64().unwrap() >= 200, "{entry}");
            assert_eq!(entry["_mpsd"]["delivery"], "answered");
            assert_eq!(entry["_mpsd"]["user"], 1);
            assert!(entry["time"].as_f64().unwrap() > 0.0, "{entry}");
        }
        let first = &entries[0];
        assert_eq!(first["request"]["method"], "PUT");
        assert!(first["request"]["postData"]["text"].as_str().unwrap().contains("\"initialize\":true"));
        assert!(first["response"]["content"]["text"].as_str().unwrap().contains("membersInfo"), "{first}");
        if kind == support::engine::Kind::Direct {
            assert!(first["timings"]["connect"].as_f64().unwrap() > 0.0, "{first}");
            // The connection was there.
            assert_eq!(entries[1]["timings"]["connect"], -1.0, "{}", entries[1]);
        }
    }
}

#[test]
fn a_recorded_evening_runs_again_without_a_server() {
    let dir = Scratch::new("trace-replay");
    let file = dir.join("evening.har");
    let emulator = support::emulator::start();
    let url = emulator.url().to_owned();
    let told = evening(&Client::new(options(&url, Network::new(recording(&file)).unwrap())).unwrap());
    emulator.stop();
    // For other programs to look at.
    if let Ok(kept) = std::env::var("MPSD_KEEP_TRACE") {
        fs::copy(&file, kept).unwrap();
    }
    // Wherever it is sent, and whoever sends it.
    let mut elsewhere = options("https://nobody.test", replaying(&file));
    elsewhere.set_authorization(Some("XBL3.0 x=other;token")).unwrap();
    assert_eq!(evening(&Client::new(elsewhere).unwrap()), told);
}

#[test]
fn failures_and_retries_are_recorded_and_come_again() {
    let dir = Scratch::new("trace-failures");
    let file = dir.join("failures.har");
    let server = Scripted::start();
    server.set("!close\u{1e}HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}");
    let network = Network::new(recording(&file)).unwrap();
    assert_eq!(set(&Client::new(options(&server.url(), network.clone())).unwrap()).unwrap(), 2);
    let mut once = options(&faults::closed_port(), network);
    once.max_attempts = Some(1);
    assert_eq!(set(&Client::new(once).unwrap()).unwrap_err().code, Code::Connect);
    let entries = entries(&file);
    entries.iter().for_each(is_complete);
    let errors: Vec<_> = entries.iter().map(|entry| entry["_mpsd"]["error"].as_str().unwrap_or("-")).collect();
    assert_eq!(errors, ["MPSD_ERROR_NETWORK", "-", "MPSD_ERROR_CONNECT"]);
    assert_eq!(entries[1]["_mpsd"]["attempt"], 2);
    assert_eq!((&entries[2]["response"]["status"], &entries[2]["_mpsd"]["delivery"]), (&0.into(), &"not sent".into()));

    let mut again = options("http://127.0.0.1:1", replaying(&file));
    again.max_attempts = Some(2);
    let again = Client::new(again).unwrap();
    assert_eq!(set(&again).unwrap(), 2);
    let once = CallOptions { max_attempts: Some(1), ..CallOptions::default() };
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    let error = again.set_activity(&activity, &once).and_then(Prepared::run).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
}

#[test]
fn what_was_not_recorded_is_told_with_what_comes_nearest() {
    let dir = Scratch::new("trace-nearest");
    let file = dir.join("evening.har");
    let emulator = support::emulator::start();
    evening(&Client::new(options(emulator.url(), Network::new(recording(&file)).unwrap())).unwrap());
    let client = Client::new(options("http://127.0.0.1:1", replaying(&file))).unwrap();
    let other = ActivityHandle::new(SCID, "deathmatch", Some("other")).unwrap();
    let error = client.set_activity(&other, &CallOptions::default()).and_then(Prepared::run).unwrap_err();
    assert_eq!((error.code, error.delivery, error.attempts), (Code::Protocol, Delivery::NotSent, 1), "{error}");
    assert!(error.message.contains("nearest is entry 3, whose body differs at byte"), "{error}");
    assert!(error.message.contains("other"), "{error}");
    set(&client).unwrap();
    let error = set(&client).unwrap_err();
    assert!(error.message.contains("nearest is entry 3, which was used already"), "{error}");
    let error =
        client.read_session(&session("unknown").into(), &CallOptions::default()).and_then(Prepared::run).unwrap_err();
    assert!(error.message.contains("GET /serviceconfigs/"), "{error}");
    assert!(error.message.contains("nearest is entry 10, GET /serviceconfigs/"), "{error}");
}

#[test]
fn a_file_that_is_no_trace_is_refused() {
    let dir = Scratch::new("trace-refused");
    let refused = |options: NetworkOptions| Network::new(options).err().unwrap().message;
    let replay =
        |file: &Path| NetworkOptions { mode: NetworkMode::Replay(file.to_owned()), ..NetworkOptions::default() };
    assert!(refused(replay(&dir.join("missing"))).starts_with("replay_file: cannot be read"));
    for (text, rule) in [("", "is no HAR"), ("{}", "log.entries")] {
        let file = dir.join("broken.har");
        fs::write(&file, text).unwrap();
        let message = refused(replay(&file));
        assert!(message.starts_with("replay_file:") && message.contains(rule), "{message}");
    }
    assert!(refused(recording(&dir.join("no/such/directory"))).starts_with("trace_file: cannot be written"));
    // Nothing waits for the other end of a pipe.
    #[cfg(unix)]
    {
        let pipe = dir.join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for file in [&pipe, Path::new("/dev/full"), Path::new("/dev/null"), &*dir] {
            for refused in [refused(recording(file)), refused(replay(file))] {
                assert!(refused.contains("_file: cannot be "), "{}: {refused}", file.display());
            }
        }
        let _other_end = fs::OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        assert!(refused(recording(&pipe)).contains("is no regular file"));
        assert!(refused(replay(&pipe)).contains("is no regular file"));
    }
    let both = NetworkOptions { mode: replay(&dir).mode, ..recording(&dir.join("x.har")) };
    assert!(refused(both).starts_with("trace_file:"));
}

#[test]
fn the_checker_finds_in_a_trace_what_the_game_does_wrong() {
    let dir = Scratch::new("trace-lint");
    let emulator = support::emulator::start();
    let linted = |name: &str, play: fn(&Client)| {
        let file = dir.join(name);
        play(&Client::new(options(emulator.url(), Network::new(recording(&file)).unwrap())).unwrap());
        let report = mpsd_emulator::lint::lint(fs::read(&file).unwrap()).unwrap();
        report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    let good = linted("good.har", |client| {
        client
            .query_activities(&ActivityQuery::new(SCID, &[1, 2]).unwrap(), &CallOptions::default())
            .and_then(Prepared::run)
            .unwrap();
        client.read_session(&session("none").into(), &CallOptions::default()).and_then(Prepared::run).unwrap_err();
    });
    assert_eq!(good, [""; 0]);
    // It creates its session twice.
    assert_eq!(linted("evening.har", |client| drop(evening(client))), ["repeat"]);
    let bad = linted("bad.har", |client| {
        let query = |xuids: &[u64]| ActivityQuery::new(SCID, xuids).unwrap();
        for xuids in [[1], [2], [2]] {
            client.query_activities(&query(&xuids), &CallOptions::default()).and_then(Prepared::run).unwrap();
        }
    });
    assert_eq!(bad, ["batchable", "repeat"]);
}

/// Answers everything at once with a document of 20 KB.
fn talkative() -> Server {
    let body = format!("{{\"properties\":{{\"custom\":{{\"x\":\"{}\"}}}}}}", "y".repeat(20_000));
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    Server::start(move |mut stream| {
        let mut buffer = vec![0; 65536];
        while let Ok(1..) = stream.read(&mut buffer) {
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    })
}

/// Not a test by itself: the process that the next test kills.
#[test]
fn records_until_it_is_killed() {
    let (Ok(file), Ok(url)) = (std::env::var("MPSD_TRACE_CHILD"), std::env::var("MPSD_TRACE_URL")) else { return };
    let client = Client::new(options(&url, Network::new(recording(&PathBuf::from(file))).unwrap())).unwrap();
    loop {
        client.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run).unwrap();
    }
}

/// An engine may keep a request longer than the network lives that made it.
#[test]
fn a_file_is_free_again_once_its_network_is_gone() {
    let dir = Scratch::new("trace-free");
    let file = dir.join("trace.har");
    let polled = || NetworkOptions { mode: NetworkMode::Polled, ..recording(&file) };
    let first = Network::new(polled()).unwrap();
    let client = Client::new(options("https://example.com", first.clone())).unwrap();
    let call = client.read_session(&session("s").into(), &CallOptions::default()).unwrap();
    let operation = call.start(OperationOptions::default()).unwrap();
    let kept = first.requests().unwrap().wait(Duration::from_secs(20)).unwrap();
    operation.cancel();
    drop((client, operation, first));
    let second = Network::new(polled()).unwrap();
    kept.complete(Ok(mpsd::http::Response { status: 204, ..mpsd::http::Response::default() }));
    drop(kept);
    assert_eq!(entries(&file).len(), 0);
    drop(second);
}

#[test]
fn one_network_at_a_time_records_into_a_file() {
    let dir = Scratch::new("trace-alone");
    let file = dir.join("trace.har");
    let server = talkative();
    let refused = || Network::new(recording(&file)).err().map(|error| error.message);
    let first = Network::new(recording(&file)).unwrap();
    let client = Client::new(options(&server.url(), first)).unwrap();
    let read = || client.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run).unwrap();
    read();
    let rule = "trace_file: cannot be written: another network is recording into it";
    assert_eq!(refused().as_deref(), Some(rule));
    // What it holds stays, and goes on.
    read();
    assert_eq!(entries(&file).len(), 2);
    drop(client);
    // Another process's.
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "records_until_it_is_killed"])
        .env("MPSD_TRACE_CHILD", &file)
        .env("MPSD_TRACE_URL", server.url())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while fs::metadata(&file).map_or(0, |file| file.len()) < 100_000 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(refused().as_deref(), Some(rule));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(refused(), None);
}

#[test]
fn a_file_that_is_taken_away_fails_no_call() {
    let dir = Scratch::new("trace-gone");
    let file = dir.join("trace.har");
    let server = talkative();
    let client = Client::new(options(&server.url(), Network::new(recording(&file)).unwrap())).unwrap();
    let read = || client.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run).unwrap();
    read();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    read();
    assert_eq!(entries(&file).len(), 2);
    #[cfg(unix)]
    {
        fs::remove_file(&file).unwrap();
        assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
        read();
    }
}

#[test]
fn a_killed_process_leaves_a_trace_of_all_that_was_written() {
    let dir = Scratch::new("trace-killed");
    let server = talkative();
    let mut least = usize::MAX;
    for round in 0..12 {
        let file = dir.join(format!("{round}.har"));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "records_until_it_is_killed"])
            .env("MPSD_TRACE_CHILD", &file)
            .env("MPSD_TRACE_URL", server.url())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        while fs::metadata(&file).map_or(0, |file| file.len()) < 100_000 + round * 7_001 && Instant::now() < until {
            std::thread::sleep(Duration::from_micros(100));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // The kernel may cut the write that it kills; a replay passes over that entry, and only over that.
        if let Err(error) = serde_json::from_slice::<Value>(&fs::read(&file).unwrap()) {
            println!("killed while writing: {error}");
        }
        let again = Client::new(options("http://127.0.0.1:1", replaying(&file))).unwrap();
        let read = || again.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run).is_ok();
        least = least.min(std::iter::from_fn(|| read().then_some(())).count());
    }
    assert!(least >= 3, "{least} entries");
}

#[test]
fn recording_costs_little() {
    let dir = Scratch::new("trace-cost");
    let server = talkative();
    let measured = |options: NetworkOptions| {
        let client = Client::new(crate::options(&server.url(), Network::new(options).unwrap())).unwrap();
        let mut took: Vec<_> = (0..200)
            .map(|_| {
                let began = Instant::now();
                client.read_session(&session("s").into(), &CallOptions::default()).and_then(Prepared::run).unwrap();
                began.elapsed()
            })
            .collect();
        took.sort();
        took[100]
    };
    let (plain, traced) = (measured(NetworkOptions::default()), measured(recording(&dir.join("cost.har"))));
    println!("a call with an answer of 20 KB: {plain:?}, recorded {traced:?} (medians)");
    assert!(traced < plain + Duration::from_millis(5) + support::slack(), "{plain:?} {traced:?}");
}
