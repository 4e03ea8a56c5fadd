//! A device whose clock is off, and a service that judges signatures by its own.

mod support;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mpsd::auth::Signer;
use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Error, Invite, InviteRows, Network, NetworkMode,
    NetworkOptions, Prepared, SessionReference, TraceOptions,
};
use support::scratch::Scratch;
use support::scripted::Scripted;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const XUID: u64 = 3212;

fn options(url: &str) -> ClientOptions {
    let mut options = ClientOptions::new();
    options.endpoint = Some(url.to_owned());
    options.xuid = XUID;
    options.title_id = 1_234_567;
    options.signer = Some(Arc::new(Signer::generate().unwrap()));
    options.set_authorization(Some("XBL3.0 x=1;t")).unwrap();
    options
}

fn set(client: &Client) -> Result<u32, Error> {
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    Ok(client.set_activity(&activity, &CallOptions::default())?.run()?.receipt.attempts)
}

/// An answer of a service whose clock is so many seconds ahead of this machine's.
fn answer(status: &str, ahead: u64, body: &str) -> String {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(ahead));
    format!("HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: ?\r\n\r\n{body}\u{1e}")
}

/// By how many seconds a request's signature is ahead of this machine's clock.
fn signed_ahead(server: &Scripted, index: usize) -> u64 {
    let request = String::from_utf8(server.request(index)).unwrap();
    let value = request.lines().find_map(|line| line.strip_prefix("Signature: ")).expect("it is signed");
    let bytes = BASE64.decode(value.trim()).unwrap();
    let file_time = u64::from_be_bytes(bytes[4..12].try_into().unwrap());
    let unix = file_time / 10_000_000 - 11_644_473_600;
    unix.saturating_sub(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

fn is_about(seconds: u64, expected: u64) -> bool {
    seconds.abs_diff(expected) <= 20
}

#[test]
fn a_signature_of_a_wrong_clock_is_mended_and_later_ones_are_right_at_once() {
    let server = Scripted::start();
    let client = Client::new(options(&server.url())).unwrap();
    server.set(
        &(answer("403 Forbidden", 600, "Signature")
            + &answer("201 Created", 600, "{\"id\":\"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11\"}")),
    );
    assert_eq!(set(&client).unwrap(), 2);
    assert!(is_about(signed_ahead(&server, 0), 0) && is_about(signed_ahead(&server, 1), 600));
    server.set(&answer("201 Created", 600, "{\"id\":\"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11\"}"));
    assert_eq!(set(&client).unwrap(), 1);
    assert!(is_about(signed_ahead(&server, 0), 600));
    // An invite was not processed when it was refused, so it may be sent again, too.
    let fresh = Client::new(options(&server.url())).unwrap();
    server.set(
        &(answer("403 Forbidden", 600, "Signature")
            + &answer("201 Created", 600, "{\"id\":\"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11\"}")),
    );
    let invite = Invite::new(SessionReference::new(SCID, "deathmatch", "s").unwrap(), &[7]).unwrap();
    let outcomes = fresh
        .send_invites(&invite, &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    assert_eq!(outcomes[0].result.as_ref().unwrap().receipt.attempts, 2);
}

#[test]
fn a_refusal_tells_of_the_clock() {
    let server = Scripted::start();
    let client = Client::new(options(&server.url())).unwrap();
    server.set(&answer("403 Forbidden", 600, "No.").repeat(2));
    let error = set(&client).unwrap_err();
    assert_eq!((error.code, error.attempts), (Code::Forbidden, 2));
    assert_eq!(error.message, "HTTP 403 (this device's clock is 10 minutes behind the service's): No.");
    // With a clock that is right nothing is said of it.
    let client = Client::new(options(&server.url())).unwrap();
    server.set(&answer("403 Forbidden", 0, "No."));
    assert_eq!(set(&client).unwrap_err().message, "HTTP 403: No.");
}

#[test]
fn a_recording_says_nothing_of_the_clock() {
    let dir = Scratch::new("clock-skew");
    let trace = dir.join("trace.har");
    let server = Scripted::start();
    server.set(&answer("403 Forbidden", 600, "No.").repeat(2));
    let network = |mode, trace| Network::new(NetworkOptions { mode, trace, ..NetworkOptions::default() }).unwrap();
    let mut recording = options(&server.url());
    recording.network = Some(network(
        NetworkMode::Direct,
        Some(TraceOptions { file: trace.clone(), max_bytes: TraceOptions::DEFAULT_MAX_BYTES }),
    ));
    recording.signer = None;
    assert!(set(&Client::new(recording).unwrap()).unwrap_err().message.contains("clock"));
    let mut replaying = options(&server.url());
    replaying.network = Some(network(NetworkMode::Replay(trace), None));
    assert_eq!(set(&Client::new(replaying).unwrap()).unwrap_err().message, "HTTP 403: No.");
}
