//! What cause and remedy of a code claim holds for every way in which the code comes about.

mod support;

use std::collections::HashSet;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mpsd::auth::{TokenProvider, TokenRequest};
use mpsd::http::{Failure, FailureKind, HttpRequest, OnAbandoned, RequestHandler};
use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, LookUp, Network,
    NetworkMode, NetworkOptions, OperationOptions, Pacing, Prepared, SessionReference, SessionTarget, WriteError,
    WriteMode, WriteRequest,
};
use support::faults;
use support::scripted::Scripted;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(". ").flat_map(|sentence| sentence.split("; "))
}

/// The statuses that a cause names.
fn statuses(cause: &str) -> Vec<u16> {
    let words = cause.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 3).filter_map(|word| word.parse().ok()).filter(|status| *status >= 200).collect()
}

/// The claims of cause and remedy that do not hold for this error.
fn untrue(cause: &str, remedy: &str, error: &Error) -> Vec<String> {
    let status = error.http_status.unwrap_or_default();
    let mut untrue = Vec::new();
    let named = statuses(cause);
    let may_be_unsent = cause.contains(", or pacing");
    let is_named = named.contains(&status)
        || cause.contains("another 4xx") && (400..500).contains(&status)
        || may_be_unsent && status == 0;
    if !named.is_empty() && !is_named {
        untrue.push(format!("status {status}: {cause}"));
    }
    if cause.contains("5xx") && !(500..600).contains(&status) {
        untrue.push(format!("status {status}: {cause}"));
    }
    for sentence in sentences(cause).chain(sentences(remedy)) {
        let is_conditional = sentence.contains("where ") || sentence.contains("when ") || sentence.contains(" if ");
        let holds = match sentence {
            _ if is_conditional => true,
            _ if sentence.contains("nothing was sent") || sentence.contains("not sent") => {
                matches!(error.delivery, Delivery::None | Delivery::NotSent)
            }
            _ if sentence.contains("own text") => error.message.starts_with("HTTP ") && error.message.contains(": "),
            _ if sentence.contains("message") => !error.message.is_empty(),
            _ if sentence.contains("retry_after_ms") => error.retry_after.is_some(),
            _ if sentence.contains("request_id") => !error.request_id.is_empty(),
            _ if sentence.contains("correlation_id") => !error.correlation_id.is_empty(),
            _ => true,
        };
        if !holds {
            untrue.push(sentence.to_owned());
        }
    }
    untrue
}

fn options(url: &str) -> ClientOptions {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1_234_567;
    options.max_attempts = Some(1);
    options.pacing = Pacing::Off;
    options.connect_timeout = Some(Duration::from_millis(300));
    options.request_timeout = Some(Duration::from_millis(300));
    options.set_authorization(Some("XBL3.0 x=1;t0ken")).unwrap();
    options
}

fn changed(mut options: ClientOptions, change: impl FnOnce(&mut ClientOptions)) -> ClientOptions {
    change(&mut options);
    options
}

fn set(options: ClientOptions) -> Error {
    set_with(&Client::new(options).unwrap(), &CallOptions::default())
}

fn set_with(client: &Client, call: &CallOptions) -> Error {
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    client.set_activity(&activity, call).and_then(Prepared::run).unwrap_err()
}

/// The errors of answers with a status and some headers, with and without a text and a session.
fn of_answers(found: &mut Vec<(String, Error)>) {
    let server = Scripted::start();
    for status in [301, 400, 401, 403, 404, 405, 409, 412, 413, 429, 500, 501, 502, 503, 504] {
        for headers in ["", "Retry-After: 7\r\n", "X-XblCorrelationId: 1\r\nX-Xbl-Debug: reason=x\r\n"] {
            for body in ["", "No.", "{\"members\":{}}"] {
                let answer = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: ?\r\n\r\n{body}");
                let way = format!("{status} {headers:?} {body:?}");
                server.set(&answer);
                found.push((way.clone(), set(options(&server.url()))));
                server.set(&answer);
                let client = Client::new(options(&server.url())).unwrap();
                let target = SessionTarget::from(SessionReference::new(SCID, "deathmatch", "s").unwrap());
                let write = WriteRequest::new(WriteMode::UpdateExisting, "{}").unwrap();
                let written = client
                    .write_session(&target, &write, &CallOptions::default())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run);
                found.push((format!("write, {way}"), written.unwrap_err().error));
            }
        }
    }
    let read = || {
        let client = Client::new(options(&server.url())).unwrap();
        let target = SessionTarget::from(SessionReference::new(SCID, "deathmatch", "s").unwrap());
        client.read_session(&target, &CallOptions::default()).and_then(Prepared::run).unwrap_err()
    };
    for (way, answer) in [
        ("read of nothing", "HTTP/1.1 204 No Content\r\n\r\n"),
        ("no JSON", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
        ("no HTTP", "SMTP\r\n\r\n"),
    ] {
        server.set(answer);
        found.push((way.to_owned(), read()));
    }
    let network = Network::new(NetworkOptions { max_answer_bytes: 1024, ..NetworkOptions::default() }).unwrap();
    server.set(&format!("HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{}", "x".repeat(2000)));
    found.push((
        "too large".to_owned(),
        set(changed(options(&server.url()), |options| options.network = Some(network))),
    ));
}

/// The errors of connections that fail.
fn of_connections(found: &mut Vec<(String, Error)>) {
    found.push(("closed port".to_owned(), set(options(&faults::closed_port()))));
    let silent = faults::silent();
    found.push(("silence".to_owned(), set(options(&silent.url()))));
    let plain = faults::plain_http();
    found.push(("no TLS".to_owned(), set(options(&plain.url().replace("http:", "https:")))));
    let look_up = LookUp::new(|_| Err(io::Error::other("no such host")));
    let network = Network::new(NetworkOptions { look_up, ..NetworkOptions::default() }).unwrap();
    found.push((
        "no name".to_owned(),
        set(changed(options("https://mpsd.test"), |options| options.network = Some(network))),
    ));

    // The first attempt may have been processed, the second finds nobody.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let once = thread::spawn(move || drop(listener.accept().unwrap().0));
    let error = set(changed(options(&url), |options| options.max_attempts = Some(2)));
    once.join().unwrap();
    assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::Unknown), "{error}");
    found.push(("gone after an attempt".to_owned(), error));
}

/// An engine that reports a failure of its own, and says that the request may have got out.
struct Failing(FailureKind);

impl RequestHandler for Failing {
    fn send(&self, request: Arc<HttpRequest>) -> Option<OnAbandoned> {
        request.complete(Err(Failure::new(self.0, Delivery::Unknown, "the engine says so")));
        None
    }
}

fn of_engines(found: &mut Vec<(String, Error)>) {
    for kind in [
        FailureKind::Dns,
        FailureKind::Connect,
        FailureKind::Tls,
        FailureKind::Network,
        FailureKind::Timeout,
        FailureKind::Protocol,
        FailureKind::Cancelled,
    ] {
        let mode = NetworkMode::Called(Arc::new(Failing(kind)));
        let network = Network::new(NetworkOptions { mode, ..NetworkOptions::default() }).unwrap();
        let error = set(changed(options("https://mpsd.test"), |options| options.network = Some(network)));
        found.push((format!("engine: {kind:?}"), error));
    }
}

/// A provider that has no token.
struct SignedOut;

impl TokenProvider for SignedOut {
    fn request(&self, request: TokenRequest) {
        request.complete(Err(Error::new(Code::NoToken, "signed out")));
    }
    fn forget(&self) {}
}

/// The errors of the library's own doing.
fn of_the_library(found: &mut Vec<(String, Error)>) {
    let server = Scripted::start();
    let mut note = |way: &str, error: Error| found.push((way.to_owned(), error));
    note("argument", ActivityHandle::new("S", "t", None).unwrap_err());
    note("too long", ActivityHandle::new(SCID, &"t".repeat(101), None).unwrap_err());
    let old = changed(options("http://127.0.0.1:1"), |options| options.contract_version = 5);
    note("contract version", Client::new(old).err().unwrap());

    let mut signed_out = options(&server.url());
    signed_out.set_authorization(None).unwrap();
    note("no token", Client::new(signed_out.clone()).err().unwrap());
    signed_out.token_provider = Some(Arc::new(SignedOut));
    note("no token to be had", set(signed_out));

    // The remembered activity is gone, and nobody said whose activities to ask for.
    let unknown = Client::new(changed(options(&server.url()), |options| options.xuid = 0)).unwrap();
    server.set("HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11\"}\u{1e}HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    unknown.set_activity(&activity, &CallOptions::default()).and_then(Prepared::run).unwrap();
    let error = unknown.clear_activity(SCID, &CallOptions::default()).and_then(Prepared::run).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::InvalidArgument, Delivery::Answered), "{error}");
    note("an argument that is missed late", error);

    let paced = Client::new(changed(options(&server.url()), |options| options.xuid = 987_654_321)).unwrap();
    let created =
        "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11\"}\u{1e}";
    server.set(&created.repeat(30));
    let xuids: Vec<u64> = (1..=30).collect();
    let invite = Invite::new(SessionReference::new(SCID, "deathmatch", "s").unwrap(), &xuids).unwrap();
    paced
        .send_invites(&invite, &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    let hurry = |pacing| CallOptions {
        pacing: Some(pacing),
        deadline: Some(Duration::from_millis(200)),
        ..CallOptions::default()
    };
    note("pacing fails", set_with(&paced, &hurry(Pacing::Fail)));
    note("pacing is late", set_with(&paced, &hurry(Pacing::Wait)));

    let silent = faults::silent();
    let client = Client::new(options(&silent.url())).unwrap();
    let operation =
        client.set_activity(&activity, &CallOptions::default()).unwrap().start(OperationOptions::default()).unwrap();
    thread::sleep(Duration::from_millis(50));
    operation.cancel();
    let outcome = loop {
        match operation.poll() {
            Some(outcome) => break outcome.as_ref().unwrap_err().clone(),
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    note("cancelled", outcome);
    client.close();
    note("closed", set_with(&client, &CallOptions::default()));
}

#[test]
fn causes_and_remedies_hold_for_every_way() {
    let mut found = Vec::new();
    of_answers(&mut found);
    of_connections(&mut found);
    of_engines(&mut found);
    of_the_library(&mut found);
    let untrue: Vec<String> = found
        .iter()
        .flat_map(|(way, error)| {
            untrue(error.code.cause(), error.code.remedy(), error)
                .into_iter()
                .map(move |claim| format!("{way}: {error}: {claim}"))
        })
        .collect();
    assert!(untrue.is_empty(), "{} of {} ways:\n{}", untrue.len(), found.len(), untrue.join("\n"));

    // The rest needs C, a defect, or is no failure.
    let elsewhere = [
        Code::Ok,
        Code::Pending,
        Code::InvalidHandle,
        Code::InvalidUtf8,
        Code::BufferTooSmall,
        Code::TooLate,
        Code::Partial,
        // What tests/c/refusing_system.c refuses.
        Code::System,
        Code::Internal,
    ];
    let seen: HashSet<Code> = found.iter().map(|(_, error)| error.code).chain(elsewhere).collect();
    let unseen: Vec<Code> = Code::all().filter(|code| !seen.contains(code)).collect();
    assert!(unseen.is_empty(), "no way to {unseen:?} is tried");
}

/// The check finds claims as they were false once.
#[test]
fn a_false_claim_is_found() {
    let error = |code, status, delivery, message| Error { http_status: status, delivery, ..Error::new(code, message) };
    let refused = error(Code::Forbidden, Some(403), Delivery::Answered, "HTTP 403");
    let unsent = error(Code::RateLimited, None, Delivery::NotSent, "the rate limit lets it pass only later");
    let sent = error(Code::Connect, None, Delivery::Unknown, "refused");
    for (cause, remedy, error) in [
        ("The service does not let this user do this (403).", "The message holds the service's own text.", &refused),
        ("The user made too many calls (429).", "Call less often.", &unsent),
        ("The service is overloaded (503).", "Try again.", &unsent),
        ("Too many calls.", "Wait retry_after_ms, then repeat.", &unsent),
        ("No connection could be made; nothing was sent.", "Check the network.", &sent),
        ("The service failed (5xx).", "Try again later.", &refused),
        ("The service failed.", "Quote request_id to support.", &sent),
    ] {
        assert_eq!(untrue(cause, remedy, error).len(), 1, "{cause} {remedy}");
    }
}
