//! The client against an emulator that breaks requests: what it reports is what happened.

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use mpsd::{
    ActivityHandle, CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, Pacing, Prepared,
    SessionReference, SessionTarget, WriteError, WriteMode, WriteRequest,
};
use mpsd_emulator::Emulator;
use support::emulator::{self, control};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const HOST: u64 = 3212;
const GUEST: u64 = 3210;

/// A host with a session; each attempt has two seconds.
fn host(emulator: &Emulator) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.endpoint = Some(emulator.url().to_owned());
    options.xuid = HOST;
    options.title_id = 1_234_567;
    options.request_timeout = Some(Duration::from_secs(2));
    // The emulator's limits are what is tested here.
    options.pacing = Pacing::Off;
    options.set_authorization(Some(&format!("XBL3.0 x=emulator;xuid={HOST};title=1234567"))).unwrap();
    let host = Client::new(options).unwrap();
    let document = r#"{"members":{"me":{"constants":{"system":{"initialize":true,"xuid":"3212"}},
        "properties":{"system":{"active":true}}}}}"#;
    let write = WriteRequest::new(WriteMode::CreateNew, document).unwrap();
    host.write_session(&SessionTarget::from(session()), &write, &CallOptions::default())
        .map_err(WriteError::from)
        .and_then(Prepared::run)
        .unwrap();
    host
}

fn session() -> SessionReference {
    SessionReference::new(SCID, "deathmatch", "s").unwrap()
}

fn break_once(emulator: &Emulator, effect: &str) {
    let rule = format!(r#"{{"route":"POST /handles","xuid":"3212","times":1,"effect":{effect}}}"#);
    control(emulator, "POST", "/faults", &rule);
}

fn invite(host: &Client) -> Result<u32, Error> {
    let invite = Invite::new(session(), &[GUEST]).unwrap();
    let outcomes = host
        .send_invites(&invite, &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    outcomes.into_iter().next().unwrap().result.map(|sent| sent.receipt.attempts)
}

fn inbox(emulator: &Emulator) -> usize {
    control(emulator, "GET", "/users/3210/invites", "")["invites"].as_array().unwrap().len()
}

/// Both look the same to the client: it must not send the invite again, and must say that it does not know.
#[test]
fn an_invite_whose_connection_is_reset_may_have_been_delivered() {
    for (kind, delivered) in [("resetBefore", 0), ("resetAfter", 1)] {
        let emulator = emulator::limited();
        let host = host(&emulator);
        break_once(&emulator, &format!(r#"{{"kind":"{kind}"}}"#));
        let error = invite(&host).unwrap_err();
        assert_eq!((error.code, error.delivery, error.attempts), (Code::Network, Delivery::Unknown, 1), "{error}");
        assert_eq!(error.http_status, None);
        assert_eq!(inbox(&emulator), delivered, "{kind}");
        assert_eq!(invite(&host).unwrap(), 1, "the next one goes through");
        assert_eq!(inbox(&emulator), delivered + 1);
    }
}

#[test]
fn an_invite_that_is_never_answered_ends_with_the_attempt() {
    for (kind, delivered) in [("drop", 0), ("dropAfter", 1)] {
        let emulator = emulator::limited();
        let host = host(&emulator);
        break_once(&emulator, &format!(r#"{{"kind":"{kind}"}}"#));
        let began = Instant::now();
        let error = invite(&host).unwrap_err();
        assert_eq!((error.code, error.delivery, error.attempts), (Code::Timeout, Delivery::Unknown, 1), "{error}");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!(inbox(&emulator), delivered, "{kind}");
    }
}

#[test]
fn spoiled_answers_are_told_apart() {
    let emulator = emulator::limited();
    let host = host(&emulator);
    break_once(&emulator, r#"{"kind":"truncate","bytes":10}"#);
    let error = invite(&host).unwrap_err();
    assert_eq!((error.code, error.delivery, error.attempts), (Code::Network, Delivery::Answered, 1), "{error}");
    assert_eq!(error.http_status, Some(201));
    break_once(&emulator, r#"{"kind":"garbage"}"#);
    let error = invite(&host).unwrap_err();
    assert_eq!((error.code, error.delivery, error.http_status), (Code::Protocol, Delivery::Answered, Some(201)));
    assert_eq!(inbox(&emulator), 2);
}

#[test]
fn what_may_be_repeated_is() {
    let emulator = emulator::limited();
    let host = host(&emulator);
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    break_once(&emulator, r#"{"kind":"resetAfter"}"#);
    assert_eq!(
        host.set_activity(&activity, &CallOptions::default()).and_then(Prepared::run).unwrap().receipt.attempts,
        2
    );
    break_once(&emulator, r#"{"kind":"status","status":503,"retryAfterSeconds":1}"#);
    assert_eq!(invite(&host).unwrap(), 2);
    assert_eq!(inbox(&emulator), 1);
}

#[test]
fn a_throttled_call_says_when_to_come_back() {
    let emulator = emulator::limited();
    control(&emulator, "PUT", "/clock", r#"{"frozen":true}"#);
    let host = host(&emulator);
    let once = CallOptions { max_attempts: Some(1), ..CallOptions::default() };
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    for _ in 0..29 {
        host.set_activity(&activity, &once).and_then(Prepared::run).unwrap();
    }
    let error = host.set_activity(&activity, &once).and_then(Prepared::run).unwrap_err();
    assert_eq!((error.code, error.http_status, error.delivery), (Code::RateLimited, Some(429), Delivery::Answered));
    assert_eq!(error.retry_after, Some(Duration::from_secs(15)));
    control(&emulator, "POST", "/clock/advance", r#"{"seconds":15}"#);
    host.set_activity(&activity, &once).and_then(Prepared::run).unwrap();
}
