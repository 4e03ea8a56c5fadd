//! A service, or what stands between, that repeats token or signature: no trace, log, error or Debug output shows them.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use mpsd::auth::Signer;
use mpsd::{
    ActivityQuery, CallOptions, Client, ClientOptions, Journal, LogLevel, LogSink, NetworkOptions, Pacing, Prepared,
    SessionReference, TraceOptions,
};
use support::engine::{KINDS, Kind, Sending};
use support::scratch::Scratch;
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const TOKEN: &str =
    "XBL3.0 x=8271;eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkExMjhDQkMifQ.c29tZS1tYWRlLXVwLXRva2Vu_9-8.0aZ1bY2cX3dW4eV5";

type Form = (&'static str, fn(&str) -> String);

const FORMS: [Form; 8] = [
    ("raw", str::to_owned),
    ("json", |text| serde_json::to_string(text).unwrap().trim_matches('"').to_owned()),
    ("escaped", |text| text.bytes().map(|byte| format!("\\u{byte:04x}")).collect()),
    ("percent", |text| text.bytes().map(|byte| format!("%{byte:02X}")).collect()),
    ("base64", |text| BASE64_STANDARD.encode(text)),
    ("base64 within something", |text| BASE64_URL_SAFE_NO_PAD.encode(format!("{{\"a\":\"{text}\"}}"))),
    ("without its beginning", |text| text[text.find(';').map_or(0, |at| at + 1)..].to_owned()),
    ("a part", |text| text[text.len() / 2..].to_owned()),
];

type Place = (&'static str, fn(&str) -> String);

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Where an answer may hold it.
const PLACES: [Place; 11] = [
    ("the text of a refusal", |echo| answer("403 Forbidden", "", &format!("refused: {echo}"))),
    ("a refusal's JSON", |echo| answer("429 Too Many", "", &format!("{{\"errorMessage\":\"{echo}\"}}"))),
    ("the reason phrase", |echo| answer(&format!("400 {echo}"), "", "")),
    ("a header", |echo| answer("404 Not Found", &format!("X-Echo: {echo}\r\nETag: \"{echo}\"\r\n"), "none")),
    ("headers, split", |echo| {
        let (first, second) = echo.split_at(echo.len() / 2);
        answer("409 Conflict", &format!("X-Echo: {first}\r\nX-Echo-2: {second}\r\n"), "x")
    }),
    ("a redirection", |echo| answer("302 Found", &format!("Location: https://a.test/?t={echo}\r\n"), "")),
    ("the type of the content", |echo| answer("400 Bad", &format!("Content-Type: text/{echo}\r\n"), "x")),
    ("a name in the answer", |echo| {
        let attributes = format!("{{\"{echo}\":1,\"x\":{{\"{echo}\":1}}}}");
        let row = format!("{{\"{echo}\":1,\"searchAttributes\":{{\"strings\":{attributes}}}}}");
        answer("200 OK", "", &format!("{{\"results\":[{row}]}}"))
    }),
    ("a value in the answer", |echo| {
        answer("200 OK", "", &format!("{{\"results\":[{{\"id\":\"{echo}\",\"ownerXuid\":\"{echo}\"}}]}}"))
    }),
    ("no JSON", |echo| answer("200 OK", "", echo)),
    ("no HTTP", |echo| format!("{echo}\r\n{echo}: {echo}\r\n\r\n")),
];

/// What the server sends for a request, from the values of its headers Authorization and Signature.
type Answering = Arc<Mutex<Box<dyn Fn(&str, &str) -> String + Send>>>;

fn serve(mut stream: TcpStream, answering: &Answering, seen: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let value = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(name));
        line.map_or(String::new(), |line| line[name.len()..].trim().to_owned())
    };
    let (token, signature) = (value("authorization:"), value("signature:"));
    let length = value("content-length:").parse().unwrap_or(0);
    let mut body = vec![0; length];
    let _ = stream.read_exact(&mut body);
    let answer = answering.lock().unwrap()(&token, &signature);
    seen.lock().unwrap().extend([token, signature]);
    let _ = stream.write_all(answer.as_bytes());
}

/// No sixteen characters in a row of a secret, nor of its base64.
fn holds_none(shown: &str, secrets: &[String], cell: &str) {
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let bare = &secret[secret.find(';').map_or(0, |at| at + 1)..];
        let encoded = (0..3).map(|before| BASE64_STANDARD.encode(format!("{}{bare}", &"   "[..before])));
        let forms = encoded.map(|form| form[4..form.len() - 6].to_owned()).chain([bare.to_owned()]);
        for form in forms {
            for at in (0..form.len() - 16).step_by(3) {
                let part = &form[at..at + 16];
                assert!(!shown.contains(part), "{cell}: {part} is in {shown}");
            }
        }
    }
}

#[test]
fn what_the_service_repeats_is_shown_nowhere() {
    let dir = Scratch::new("secrets");
    let answering: Answering = Arc::new(Mutex::new(Box::new(|_, _| String::new())));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let server = Server::start({
        let (answering, seen) = (answering.clone(), seen.clone());
        move |stream| serve(stream, &answering, &seen)
    });
    let signer = Arc::new(Signer::generate().unwrap());
    let mut cells = 0;
    for kind in KINDS {
        // All leave by the same way; what differs is who made the attempt.
        for (form, encode) in FORMS.into_iter().take(if kind == Kind::Direct { FORMS.len() } else { 1 }) {
            for (place, respond) in PLACES {
                let cell = format!("{kind:?}, {form}, {place}");
                seen.lock().unwrap().clear();
                *answering.lock().unwrap() =
                    Box::new(move |token, signature| respond(&format!("{} {}", encode(token), encode(signature))));
                let file = dir.join("trace.har");
                let trace = TraceOptions { file: file.clone(), max_bytes: TraceOptions::DEFAULT_MAX_BYTES };
                let sending = Sending::start(kind, NetworkOptions { trace: Some(trace), ..NetworkOptions::default() });
                let mut options = ClientOptions::new();
                options.endpoint = Some(server.url());
                options.network = Some(sending.network());
                options.xuid = 3212;
                options.max_attempts = Some(1);
                options.pacing = Pacing::Off;
                options.signer = Some(signer.clone());
                options.log = Some((LogLevel::Debug, LogSink::Kept(100)));
                options.set_authorization(Some(TOKEN)).unwrap();
                let client = Client::new(options).unwrap();
                let journal = Arc::new(Journal::default());
                let call = CallOptions { journal: Some(journal.clone()), ..CallOptions::default() };

                let mut shown = String::new();
                if let Err(error) =
                    client.query_activities(&ActivityQuery::new(SCID, &[1]).unwrap(), &call).and_then(Prepared::run)
                {
                    writeln!(shown, "{error} {error:?}").unwrap();
                }
                let session = SessionReference::new(SCID, "lobby", "s").unwrap();
                if let Err(error) = client.read_session(&session.into(), &call).and_then(Prepared::run) {
                    writeln!(shown, "{error} {error:?}").unwrap();
                }
                writeln!(shown, "{:?}", journal.attempts()).unwrap();
                while let Some(record) = client.next_log_record() {
                    writeln!(shown, "{record:?}").unwrap();
                }
                drop((client, sending));
                let trace = fs::read_to_string(&file).unwrap();
                let parsed: serde_json::Value =
                    serde_json::from_str(&trace).unwrap_or_else(|error| panic!("{cell}: {error}"));
                assert_eq!(parsed["log"]["entries"].as_array().unwrap().len(), 2, "{cell}");
                shown += &trace;
                let secrets = seen.lock().unwrap().clone();
                assert!(secrets.len() == 4 && secrets.iter().all(|secret| secret.len() > 60), "{cell}: {secrets:?}");
                holds_none(&shown, &secrets, &cell);
                cells += 1;
            }
        }
    }
    println!("{cells} cells");
}
