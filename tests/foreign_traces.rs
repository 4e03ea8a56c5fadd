//! HAR files as other tools write them, odd in one place each: what a replay and the checker make of them.
//!
//! The inputs are made up; each row changes one place of a trace of one read.

mod support;

use std::fs;
use std::sync::Arc;

use mpsd::{
    CallOptions, Client, ClientOptions, LogLevel, LogSink, Network, NetworkMode, NetworkOptions, Prepared,
    SessionReference, WriteError,
};
use support::scratch::Scratch;

/// A call of the session directory.
const READ: &str = r#"{"startedDateTime":"2025-03-01T09:30:00.000Z","time":40.5,"request":{"method":"GET","url":"https://sessiondirectory.xboxlive.com/serviceconfigs/5f2a0100-0000-4000-8000-00000000c0de/sessionTemplates/lobby/sessions/friday","httpVersion":"h2","headers":[{"name":":authority","value":"sessiondirectory.xboxlive.com"},{"name":"authorization","value":"XBL3.0 x=4711;made-up"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"OK","httpVersion":"h2","headers":[{"name":"ETag","value":"\"e7\""}],"cookies":[],"content":{"size":24,"mimeType":"application/json","text":"{\"contractVersion\":107}"},"redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},"timings":{"send":0,"wait":40,"receive":0}}"#;

/// A request to somebody else.
const OTHER: &str = r#"{"startedDateTime":"2025-03-01T09:30:01.000Z","time":3,"request":{"method":"GET","url":"https://cdn.example.com/logo.png","headers":[]},"response":{"status":200,"headers":[],"content":{"size":3,"mimeType":"image/png","text":"iVBO","encoding":"base64"}}}"#;

/// What both give: whether the read is answered, or what its error says; the checker's first line, and how many entries it
/// passed over.
struct Row {
    name: &'static str,
    file: String,
    replay: Result<(), &'static str>,
    replay_passed_over: usize,
    lint: &'static str,
    lint_passed_over: usize,
}

fn file(entries: &[&str]) -> String {
    format!(r#"{{"log":{{"version":"1.2","creator":{{"name":"t","version":"1"}},"entries":[{}]}}}}"#, entries.join(","))
}

/// The entry with one place changed.
fn with(entry: &str, from: &str, to: &str) -> String {
    assert_eq!(entry.matches(from).count(), 1, "{from}");
    entry.replacen(from, to, 1)
}

const ONE: &str = "0 findings in 1 calls";
const BESIDE: &str = "0 findings in 1 calls, beside 1 requests that are no calls of the session directory";

/// A read that both can use although one place is odd.
fn read_as(name: &'static str, from: &str, to: &str) -> Row {
    let file = file(&[&with(READ, from, to)]);
    Row { name, file, replay: Ok(()), replay_passed_over: 0, lint: ONE, lint_passed_over: 0 }
}

/// A read that is no use to a replay.
fn lost(name: &'static str, from: &str, to: &str, why: &'static str) -> Row {
    Row { replay: Err(why), ..read_as(name, from, to) }
}

/// The read beside a request to another host that is odd in one place.
fn beside(name: &'static str, from: &str, to: &str) -> Row {
    let file = file(&[&with(OTHER, from, to), READ]);
    Row { name, file, replay: Ok(()), replay_passed_over: 0, lint: BESIDE, lint_passed_over: 0 }
}

fn table() -> Vec<Row> {
    let text = r#""{\"contractVersion\":107}""#;
    let base64 = |text: &str| format!("\"{text}\",\"encoding\":\"base64\"");
    let response = &READ[READ.find(r#""response""#).unwrap()..READ.find(r#","cache""#).unwrap()];
    let no_answer = |name, to: &str| lost(name, response, to, "recorded without an answer");
    let status = |name, to: &str| lost(name, "\"status\":200", to, "recorded without an answer");
    vec![
        read_as("as it should be", "\"time\":40.5", "\"time\":40.5"),
        Row {
            file: format!("\u{feff}{}", file(&[READ])),
            ..read_as("byte order mark", "\"h2\",\"headers\":[{\"name\":\":", "\"h2\",\"headers\":[{\"name\":\":")
        },
        // The request.
        read_as(
            "a body without text",
            "\"queryString\"",
            r#""postData":{"mimeType":"","text":null,"params":[]},"queryString""#,
        ),
        read_as("no body", "\"queryString\"", r#""postData":null,"queryString""#),
        read_as("method in lower case", "\"GET\"", "\"get\""),
        read_as("URL with a fragment", "/friday", "/friday#top"),
        read_as(
            "host in capitals, with its port",
            "https://sessiondirectory.xboxlive.com/",
            "https://SessionDirectory.XBOXLIVE.com:443/",
        ),
        read_as(
            "no headers",
            r#"[{"name":":authority","value":"sessiondirectory.xboxlive.com"},{"name":"authorization","value":"XBL3.0 x=4711;made-up"}]"#,
            "null",
        ),
        Row {
            lint: "0 findings in 0 calls",
            lint_passed_over: 1,
            replay_passed_over: 1,
            ..lost("no URL", "\"url\"", "\"uri\"", "entry 1 has no URL")
        },
        // The answer.
        read_as("status as text", "\"status\":200", "\"status\":\"200\""),
        read_as("status with a point", "\"status\":200", "\"status\":200.0"),
        read_as(
            "a header without a value",
            "\"headers\":[{\"name\":\"ETag\"",
            "\"headers\":[{\"name\":\"x\",\"value\":null},{\"name\":\"ETag\"",
        ),
        read_as("base64 in lines", text, &base64("eyJjb250cmFjdFZl\\r\\ncnNpb24iOjEwN30=\\r\\n")),
        read_as("base64 without padding", text, &base64("eyJjb250cmFjdFZlcnNpb24iOjEwN30")),
        Row {
            replay_passed_over: 1,
            ..lost("base64 that is none", text, &base64("***"), "entry 1 has a body that is not valid base64")
        },
        Row {
            replay_passed_over: 1,
            ..lost("a body that was not saved", text, "null", "entry 1 has a body that was not saved")
        },
        status("status -1", "\"status\":-1"),
        status("status 0", "\"status\":0"),
        status("status null", "\"status\":null"),
        status("no status", "\"state\":200"),
        no_answer("response null", r#""response":null"#),
        no_answer("no response", r#""x":0"#),
        lost("an error that is a number", response, r#""response":null,"_error":-21"#, "-21"),
        // The times.
        read_as("no duration", "\"time\":40.5", "\"time\":null"),
        Row {
            lint: "0 findings in 0 calls",
            lint_passed_over: 1,
            ..read_as("no time", "\"startedDateTime\":\"2025-03-01T09:30:00.000Z\"", "\"startedDateTime\":null")
        },
        // Somebody else's.
        beside("other host", "\"time\":3", "\"time\":3"),
        beside("other host, status -1", "\"status\":200", "\"status\":-1"),
        beside("other host, no time", "\"2025-03-01T09:30:01.000Z\"", "null"),
        beside("other host, error as a number", "\"time\":3", "\"time\":3,\"_error\":-7"),
        beside(
            "other host, no response",
            ",\"response\":{\"status\":200,\"headers\":[],\"content\":{\"size\":3,\"mimeType\":\"image/png\",\"text\":\"iVBO\",\"encoding\":\"base64\"}}",
            "",
        ),
        Row { replay_passed_over: 1, ..beside("other host, broken base64", "iVBO", "*") },
        Row { lint: ONE, lint_passed_over: 1, replay_passed_over: 1, ..beside("an entry that is null", OTHER, "null") },
        Row {
            lint: ONE,
            lint_passed_over: 1,
            replay_passed_over: 1,
            ..beside("an entry that is a number", OTHER, "7")
        },
        // The file.
        Row {
            file: file(&[READ, OTHER]).split_at(READ.len() + 200).0.to_owned(),
            lint_passed_over: 1,
            replay_passed_over: 1,
            ..read_as("a file that breaks off", "h2\",\"headers\":[{\"name\":\":", "h2\",\"headers\":[{\"name\":\":")
        },
        // A key that serde_json gives a meaning of its own.
        read_as(
            "a name that is serde_json's",
            "\"time\":40.5",
            r#""time":{"$serde_json::private::Number":"1"},"x":{"$serde_json::private::RawValue":"{"}"#,
        ),
    ]
}

fn client(file: &std::path::Path) -> Arc<Client> {
    let mode = NetworkMode::Replay(file.to_owned());
    let network = Network::new(NetworkOptions { mode, ..NetworkOptions::default() });
    let mut options = ClientOptions::new();
    options.network = Some(network.unwrap_or_else(|error| panic!("{}: {error}", file.display())));
    options.max_attempts = Some(1);
    options.log = Some((LogLevel::Warn, LogSink::Kept(8)));
    options.set_authorization(Some("XBL3.0 x=1;t")).unwrap();
    Client::new(options).unwrap()
}

#[test]
fn every_file_is_replayed_and_checked_as_far_as_it_can_be() {
    let dir = Scratch::new("foreign-traces");
    let session = SessionReference::new("5f2a0100-0000-4000-8000-00000000c0de", "lobby", "friday").unwrap();
    let rows = table();
    println!("{} files", rows.len());
    for row in rows {
        let name = row.name;
        let path = dir.join("trace.har");
        fs::write(&path, &row.file).unwrap();

        let client = client(&path);
        let read = client.read_session(&session.clone().into(), &CallOptions::default()).and_then(Prepared::run);
        match (read, row.replay) {
            (Ok(read), Ok(())) => {
                assert_eq!(read.value.document.as_deref(), Some(r#"{"contractVersion":107}"#), "{name}");
                assert_eq!(read.value.etag.as_deref(), Some("\"e7\""), "{name}");
            }
            (Err(error), Err(why)) => assert!(error.message.contains(why), "{name}: {error}"),
            (read, _) => panic!("{name}: {read:?}"),
        }
        let notice = std::iter::from_fn(|| client.next_log_record()).find(|record| record.target == "network");
        let counted = notice.as_ref().map_or(0, |record| {
            let count = record.text.strip_prefix("replay: ").and_then(|text| text.split(' ').next());
            count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{name}: {}", record.text))
        });
        assert_eq!(counted, row.replay_passed_over, "{name}: {notice:?}");

        let report = mpsd_emulator::lint::lint(&row.file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let told = report.to_string();
        assert_eq!(told.lines().next(), Some(row.lint), "{name}");
        assert_eq!(report.passed_over.count(), row.lint_passed_over, "{name}: {told}");
    }
}

#[test]
fn a_body_matches_as_json_however_it_is_written() {
    let dir = Scratch::new("foreign-traces-bodies");
    let path = dir.join("trace.har");
    let write = |body: &str| {
        let post_data = format!("\"postData\":{{\"text\":{}}},\"queryString\"", serde_json::to_string(body).unwrap());
        let put = with(&with(READ, "\"GET\"", "\"put\""), "\"queryString\"", &post_data);
        fs::write(&path, file(&[&put])).unwrap();
    };
    let session = SessionReference::new("5f2a0100-0000-4000-8000-00000000c0de", "lobby", "friday").unwrap();
    let send = |document: &str| {
        let request = mpsd::WriteRequest::new(mpsd::WriteMode::UpdateOrCreate, document).unwrap();
        client(&path)
            .write_session(&session.clone().into(), &request, &CallOptions::default())
            .map_err(WriteError::from)
            .and_then(Prepared::run)
            .map(drop)
    };
    write(r#" { "properties" : { "custom" : { "b" : 1.0, "a" : "\u00e9" } }, "members" : { } } "#);
    send(r#"{"members":{},"properties":{"custom":{"a":"é","b":1}}}"#).unwrap();
    let error = send(r#"{"members":{},"properties":{"custom":{"a":"é","b":2}}}"#).unwrap_err().error;
    assert!(error.message.contains("nearest is entry 1, whose body differs"), "{error}");
    // A body of another tool that is no JSON.
    write("no JSON");
    assert!(send("{}").unwrap_err().error.message.contains("whose body differs"));
}
