//! An engine that sends the requests itself: what it is handed is what the library would have sent.

mod support;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mpsd::http::{HttpRequest, Response, WireRequest, curl};
use mpsd::{Client, ClientOptions, Network, NetworkMode, NetworkOptions};
use mpsd_emulator::Emulator;
use support::every_call::{self, EveryCall, TITLE, XUID};
use support::scripted::Scripted;

fn token() -> String {
    format!("XBL3.0 x=emulator;xuid={XUID};title={TITLE}")
}

fn options(url: &str, network: Option<Arc<Network>>) -> ClientOptions {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = TITLE;
    options.max_attempts = Some(1);
    options.network = network;
    options.set_authorization(Some(&token())).unwrap();
    options
}

fn polled() -> Arc<Network> {
    Network::new(NetworkOptions { mode: NetworkMode::Polled, ..NetworkOptions::default() }).unwrap()
}

/// A request as its method and target, its headers as a set, and its body.
#[derive(Debug, PartialEq)]
struct Seen {
    line: String,
    headers: BTreeSet<String>,
    body: String,
}

impl Seen {
    fn new<'a>(line: String, headers: impl Iterator<Item = (&'a str, &'a str)>, body: &[u8]) -> Seen {
        let headers = headers.filter_map(|(name, value)| header(&name.to_ascii_lowercase(), value)).collect();
        Seen { line, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    fn without_token(mut self) -> Seen {
        assert!(self.headers.remove(&format!("authorization: {}", token())));
        self
    }
}

/// A header as it is compared: not those of an HTTP stack's own, and the call's correlation vector by its shape.
fn header(name: &str, value: &str) -> Option<String> {
    match name {
        "host" | "content-length" => None,
        "ms-cv" => {
            let (base, attempt) = value.split_once('.').unwrap();
            Some(format!("{name}: {}.{attempt}", "b".repeat(base.len())))
        }
        _ => Some(format!("{name}: {value}")),
    }
}

/// What is written down of a call.
fn expected(call: &EveryCall) -> Seen {
    let version = env!("CARGO_PKG_VERSION");
    let mut headers = vec![
        format!("authorization: {}", token()),
        "x-xbl-contract-version: 107".to_owned(),
        "accept: application/json".to_owned(),
        "accept-encoding: identity".to_owned(),
        "accept-language: en-US".to_owned(),
        format!("user-agent: mpsd/{version}"),
        format!("ms-cv: {}.1", "b".repeat(22)),
    ];
    headers.extend(call.condition.map(str::to_owned));
    if !call.body.is_empty() {
        headers.push("content-type: application/json; charset=utf-8".to_owned());
    }
    let [line, body] = [call.line, call.body].map(EveryCall::filled);
    Seen { line, headers: headers.into_iter().collect(), body }
}

fn received(raw: &[u8]) -> Seen {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&raw[..end]).unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let headers = headers.split("\r\n").map(|header| header.split_once(": ").unwrap());
    Seen::new(line.strip_suffix(" HTTP/1.1").unwrap().to_owned(), headers, &raw[end + 4..])
}

fn handed_out(wire: &WireRequest, endpoint: &str) -> Seen {
    let plain = wire.headers().map(|(name, value)| -> (&str, &str) { (name, value) });
    let headers = plain.chain([("authorization", wire.authorization.get().unwrap().token())]);
    let line = format!("{} {}", wire.method().as_str(), wire.url().strip_prefix(endpoint).unwrap());
    Seen::new(line, headers, wire.body())
}

/// The first request that the emulator logged, which does not show tokens.
fn logged(emulator: &Emulator) -> Seen {
    let answer =
        ureq::get(format!("{}/emulator/requests", emulator.url())).call().unwrap().into_body().read_to_string();
    let log: serde_json::Value = serde_json::from_str(&answer.unwrap()).unwrap();
    let entry = &log["requests"][0];
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let headers = entry["requestHeaders"].as_object().unwrap();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
    let line = format!("{} {}", text(&entry["method"]), text(&entry["path"]));
    Seen::new(line, headers, text(&entry["requestBody"]).as_bytes())
}

/// The first request that the engine is handed for a call.
fn polled_request(url: &str, call: &'static EveryCall) -> (Arc<HttpRequest>, thread::JoinHandle<()>) {
    let network = polled();
    let client = Client::new(options(url, Some(network.clone()))).unwrap();
    let calling = thread::spawn(move || {
        let _ = (call.make)(&client);
    });
    (network.requests().unwrap().wait(Duration::from_secs(10)).expect(call.name), calling)
}

fn end((request, calling): (Arc<HttpRequest>, thread::JoinHandle<()>)) {
    request.complete(Ok(Response { status: 501, ..Response::default() }));
    calling.join().unwrap();
}

#[test]
fn every_request_is_as_written_down_sent_or_handed_out() {
    for call in every_call::CALLS {
        let server = Scripted::start();
        let url = server.url();
        let _ = (call.make)(&Client::new(options(&url, None)).unwrap());
        assert_eq!(received(&server.request(0)), expected(call), "{}", call.name);
        let polled = polled_request(&url, call);
        assert_eq!(handed_out(polled.0.wire(), &url), expected(call), "{}", call.name);
        end(polled);
    }
}

#[test]
fn what_the_engine_is_handed_is_what_the_emulator_receives() {
    for call in every_call::CALLS {
        let emulator = support::emulator::start();
        let _ = (call.make)(&Client::new(options(emulator.url(), None)).unwrap());
        let polled = polled_request(emulator.url(), call);
        assert_eq!(handed_out(polled.0.wire(), emulator.url()).without_token(), logged(&emulator), "{}", call.name);
        end(polled);
    }
}

#[test]
fn the_curl_line_sends_the_same_request() {
    if !support::tools::has("curl", "no curl line was run") {
        return;
    }
    for call in every_call::CALLS {
        let server = Scripted::start();
        let polled = polled_request(&server.url(), call);
        let line = curl::command(polled.0.wire(), true);
        // Without a configuration of the machine's own.
        let line = line.replacen("curl", "curl -q --silent --max-time 10 --noproxy '*'", 1);
        let status = Command::new("sh").args(["-c", &line]).stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "{}: {line}", call.name);
        assert_eq!(received(&server.request(0)), expected(call), "{}", call.name);
        end(polled);
    }
}
