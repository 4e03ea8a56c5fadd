//! Calls in virtual time, without a socket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::testing::{Heard, Made, World, decoded, failure, status, token};
use super::{Answer, Call, ClearActivity, Known, Plan, Reason, Requests, Step};
use crate::error::{Code, Delivery, Error};
use crate::handles::{ActivityQuery, HandleId};
use crate::http::FailureKind::{Connect, Dns, Interrupted, Network, Protocol, Timeout, Tls};
use crate::http::Repeat::{Always, IfNotProcessed};
use crate::http::{Endpoint, Method, Repeat, Request};

type Bytes = Result<(Vec<u8>, Answer), Error>;

fn single(repeat: Repeat, world: &mut World) -> Bytes {
    let plan = world.plan();
    world.run(body(repeat, plan))
}

fn body(repeat: Repeat, plan: Plan) -> Made<Bytes> {
    decoded(repeat, plan, |response| Ok(response.body.clone()))
}

/// The error of a call that is over now.
fn failed(call: &mut Requests, heard: &Heard<Bytes>, now: Instant) -> Error {
    assert!(matches!(call.step(now), Step::Done), "it is over");
    heard.take().unwrap_err()
}

/// The correlation vector of an attempt.
fn vector(world: &World, attempt: usize) -> String {
    world.sent[attempt].1.header("MS-CV").unwrap().to_owned()
}

#[test]
fn every_kind_of_success_is_one() {
    for code in [200, 201, 202, 204] {
        let mut world = World::new(|_, _| status(code, &[], "x"));
        let (body, answer) = single(Always, &mut world).unwrap();
        assert_eq!((body.as_slice(), answer.response.status, answer.attempts), (&b"x"[..], code, 1));
    }
}

#[test]
fn an_attempt_carries_the_documented_headers_and_the_next_step_of_the_vector() {
    let mut world = World::new(|index, _| status(if index == 0 { 503 } else { 200 }, &[], ""));
    single(Always, &mut world).unwrap();
    let header = |attempt: usize, name: &str| world.sent[attempt].1.header(name);
    assert_eq!(header(0, "x-xbl-contract-version"), Some("107"));
    assert_eq!(header(0, "Content-Type"), Some("application/json; charset=utf-8"));
    assert_eq!(header(0, "Accept-Language"), Some("en-US"));
    assert_eq!(header(0, "User-Agent"), Some("mpsd/test"));
    let base = header(0, "MS-CV").unwrap().strip_suffix(".1").unwrap();
    assert_eq!(base.len(), 22);
    assert_eq!(header(1, "MS-CV").unwrap().strip_prefix(base), Some(".2"));
    assert_eq!(world.sent[0].1.url(), "https://example.com/handles");
}

#[test]
fn a_harmless_request_is_repeated_with_growing_delays_until_the_attempts_are_used_up() {
    for outcome in [status(503, &[], "busy"), status(408, &[], "busy"), failure(Network, Delivery::Unknown)] {
        let mut world = World::new(|_, _| outcome.clone());
        let error = single(Always, &mut world).unwrap_err();
        let at = world.seconds();
        assert_eq!((error.attempts, at.len()), (4, 4));
        assert!((2.0..4.0).contains(&at[1]), "{at:?}");
        assert!((4.0..8.0).contains(&(at[2] - at[1])), "{at:?}");
        assert!((8.0..16.0).contains(&(at[3] - at[2])), "{at:?}");
        assert_eq!(error.request_id, vector(&world, 3));
        assert!(error.request_id.ends_with(".4"));
    }
}

#[test]
fn a_first_success_ends_the_retries() {
    let mut world =
        World::new(|index, _| if index < 2 { failure(Connect, Delivery::NotSent) } else { status(200, &[], "") });
    assert_eq!(single(Always, &mut world).unwrap().1.attempts, 3);
}

#[test]
fn what_may_not_happen_twice_is_repeated_only_if_it_was_not_processed() {
    for (outcome, attempts) in [
        (failure(Dns, Delivery::NotSent), 4),
        (failure(Connect, Delivery::NotSent), 4),
        (failure(Network, Delivery::Unknown), 1),
        (failure(Timeout, Delivery::Unknown), 1),
        (failure(Tls, Delivery::NotSent), 1),
        (status(429, &[], ""), 4),
        (status(503, &[("retry-after", "1")], ""), 4),
        (status(503, &[], ""), 1),
        (status(500, &[], ""), 1),
    ] {
        let mut world = World::new(|_, _| outcome.clone());
        let error = single(IfNotProcessed, &mut world).unwrap_err();
        assert_eq!(error.attempts, attempts, "{outcome:?}");
    }
}

#[test]
fn a_loopback_endpoint_without_an_emulator_is_told_at_once() {
    for (url, refused, attempts, seconds) in [
        ("http://127.0.0.1:4711", Connect, 2, 0.5),
        ("http://[::1]:4711", Connect, 2, 0.5),
        ("https://localhost:4711", Connect, 2, 0.5),
        ("http://localhost:4711", Network, 4, 14.0),
        ("https://example.com:4711", Connect, 4, 14.0),
    ] {
        let mut world = World::new(|_, _| failure(refused, Delivery::NotSent));
        let plan = Plan { endpoint: Endpoint::new(url).unwrap(), ..world.plan() };
        let error = world.run(body(Always, plan)).unwrap_err();
        assert_eq!((error.attempts, error.delivery), (attempts, Delivery::NotSent), "{url}");
        let last = *world.seconds().last().unwrap();
        assert!((seconds..2.0 * seconds).contains(&last) || last == seconds, "{url}: {last}");
        assert!(error.message.contains(&format!("{}: the test says so; ", &url[url.find("//").unwrap() + 2..])));
        assert_eq!(error.message.contains("no emulator answers there"), attempts == 2, "{}", error.message);
    }
    let mut world = World::new(|_, _| failure(Connect, Delivery::NotSent));
    let endpoint = Endpoint::new("http://127.0.0.1:4711").unwrap();
    let plan = Plan { endpoint, max_attempts: 1, ..world.plan() };
    assert_eq!(world.run(body(Always, plan)).unwrap_err().attempts, 1);
}

#[test]
fn every_failure_without_an_answer_names_host_and_port() {
    for (kind, delivery) in [
        (Dns, Delivery::NotSent),
        (Connect, Delivery::NotSent),
        (Tls, Delivery::NotSent),
        (Network, Delivery::Unknown),
        (Timeout, Delivery::Unknown),
        (Protocol, Delivery::Unknown),
    ] {
        let mut world = World::new(|_, _| failure(kind, delivery));
        let message = single(IfNotProcessed, &mut world).unwrap_err().message;
        assert!(message.starts_with("example.com:443: the test says so; "), "{message}");
    }
}

#[test]
fn what_support_asks_for_comes_with_every_outcome() {
    const ID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
    let headers = [("x-xblcorrelationid", ID), ("x-xbl-debug", "session-access=none; reason=token-0")];
    let mut world = World::new(|_, _| status(403, &headers, "No."));
    let plan = world.plan();
    let journal = plan.journal.clone().unwrap();
    let error = world.run(body(Always, plan)).unwrap_err();
    assert_eq!(error.correlation_id, ID);
    assert_eq!(error.message, "HTTP 403 (session-access=none; reason=***): No.");
    let [attempt] = journal.attempts().try_into().unwrap();
    assert_eq!(
        (attempt.correlation_id.as_str(), attempt.debug_reason.as_str()),
        (ID, "session-access=none; reason=***")
    );

    let mut world = World::new(|_, _| status(200, &headers, "x"));
    assert_eq!(single(Always, &mut world).unwrap().1.said.correlation_id, ID);
    // An answer that cannot be read is an answer, too.
    let mut world = World::new(|_, _| status(200, &headers, "x"));
    let unreadable = decoded(Always, world.plan(), |_| Err::<(), _>(Error::protocol("x")));
    assert_eq!(world.run(unreadable).unwrap_err().correlation_id, ID);
    // Of several attempts it is that of the last answer.
    let mut world = World::new(|index, _| if index == 0 { status(503, &headers, "") } else { status(200, &[], "") });
    assert_eq!(single(Always, &mut world).unwrap().1.said.correlation_id, "");
}

#[test]
fn refusals_are_final_and_keep_the_services_text() {
    for (code, expected) in
        [(400, Code::BadRequest), (403, Code::Forbidden), (404, Code::NotFound), (409, Code::Conflict)]
    {
        let mut world = World::new(|_, _| status(code, &[], "You are not a member.\r\n"));
        let error = single(Always, &mut world).unwrap_err();
        assert_eq!((error.code, error.http_status, error.delivery), (expected, Some(code), Delivery::Answered));
        assert_eq!(error.message, format!("HTTP {code}: You are not a member."));
        assert_eq!(world.sent.len(), 1);
    }
}

#[test]
fn informational_and_redirecting_statuses_break_the_protocol() {
    for code in [100, 101, 300, 301, 302, 304, 307] {
        let mut world = World::new(|_, _| status(code, &[], ""));
        assert_eq!(single(Always, &mut world).unwrap_err().code, Code::Protocol, "{code}");
    }
    let mut world = World::new(|_, _| failure(Protocol, Delivery::Unknown));
    assert_eq!(single(Always, &mut world).unwrap_err().attempts, 1);
}

#[test]
fn retry_after_is_honoured() {
    let mut world =
        World::new(
            |index, _| {
                if index == 0 { status(429, &[("retry-after", "15")], "{}") } else { status(201, &[], "") }
            },
        );
    single(IfNotProcessed, &mut world).unwrap();
    assert!((15.0..18.0).contains(&world.seconds()[1]), "{:?}", world.seconds());
}

#[test]
fn a_wait_beyond_the_deadline_is_not_begun() {
    let mut world = World::new(|_, _| status(429, &[("retry-after", "31")], "slow down"));
    let error = single(Always, &mut world).unwrap_err();
    assert_eq!((error.code, error.retry_after), (Code::RateLimited, Some(Duration::from_secs(31))));
    assert_eq!((world.sent.len(), world.now), (1, world.start));
}

#[test]
fn the_last_attempt_gets_only_what_is_left_before_the_deadline() {
    let mut world = World::new(|_, _| failure(Timeout, Delivery::Unknown));
    let error = single(Always, &mut world).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Timeout, Delivery::Unknown));
    assert!(world.now <= world.start + Duration::from_secs(30));
    assert!(world.sent.len() >= 2, "{:?}", world.seconds());
}

#[test]
fn max_attempts_of_one_means_no_retry() {
    let mut world = World::new(|_, _| status(503, &[], ""));
    let mut plan = world.plan();
    plan.max_attempts = 1;
    let error = world.run(body(Always, plan)).unwrap_err();
    assert_eq!((error.code, error.attempts), (Code::Unavailable, 1));
}

#[test]
fn a_refused_token_is_renewed_once_for_every_kind_of_request() {
    for repeat in [Always, IfNotProcessed] {
        let mut world = World::new(|index, _| status(if index == 0 { 401 } else { 200 }, &[], ""));
        let mut plan = world.plan();
        plan.max_attempts = 1;
        let (_, answer) = world.run(body(repeat, plan)).unwrap();
        assert_eq!(answer.attempts, 2);
        assert_eq!(world.tokens, [None, Some(0)]);
        assert_eq!(world.sent[1].1.authorization.get().unwrap().token(), "token-1");
    }
    let mut world = World::new(|_, _| status(401, &[], "expired"));
    let error = single(Always, &mut world).unwrap_err();
    assert_eq!((error.code, error.attempts, error.message.as_str()), (Code::Unauthorized, 2, "HTTP 401: expired"));
}

#[test]
fn a_token_that_cannot_be_had_fails_the_call_before_anything_is_sent() {
    let no_token = || Some(Err(Error::new(Code::NoToken, "signed out")));
    let mut world = World::new(|_, _| status(200, &[], "")).with_tokens(|_| no_token());
    let error = single(Always, &mut world).unwrap_err();
    assert_eq!((error.code, error.delivery, error.attempts), (Code::NoToken, Delivery::NotSent, 0));
    assert!(error.request_id.is_empty());

    // Where there is nobody to ask for a new one, the service's own words are the error.
    let unauthorized = || Some(Err(Error::new(Code::Unauthorized, "nobody to ask")));
    let mut world = World::new(|_, _| status(401, &[], "expired"))
        .with_tokens(|index| if index == 0 { Some(Ok(token(0))) } else { unauthorized() });
    assert_eq!(single(Always, &mut world).unwrap_err().message, "HTTP 401: expired");
}

#[test]
fn a_token_for_another_attempt_is_asked_for_again() {
    let mut world = World::new(|_, _| status(200, &[], "")).with_tokens(|index| (index > 0).then(|| Ok(token(index))));
    single(Always, &mut world).unwrap();
    assert_eq!(world.tokens.len(), 2);
}

#[test]
fn a_token_that_never_comes_ends_with_the_deadline() {
    let world = World::new(|_, _| status(200, &[], ""));
    let (mut call, heard) = body(Always, world.plan());
    assert!(matches!(call.step(world.start), Step::Authorize { .. }));
    let Step::Wait(until) = call.step(world.start) else { panic!("it waits for the token") };
    assert_eq!(until, world.start + Duration::from_secs(30));
    let error = failed(&mut call, &heard, until);
    assert_eq!((error.code, error.delivery), (Code::Timeout, Delivery::NotSent));
    call.authorized(0, Some(Ok(token(0))));
}

#[test]
fn a_transport_that_never_reports_is_given_up() {
    let world = World::new(|_, _| status(200, &[], ""));
    let (mut call, heard) = body(Always, world.plan());
    call.step(world.start);
    call.authorized(0, Some(Ok(token(0))));
    assert!(matches!(call.step(world.start), Step::Send { .. }));
    let error = failed(&mut call, &heard, world.start + Duration::from_secs(31));
    assert_eq!((error.code, error.delivery), (Code::Timeout, Delivery::Unknown));
}

#[test]
fn an_abandoned_call_says_whether_it_may_have_been_processed() {
    let world = World::new(|_, _| status(200, &[], ""));
    let (mut call, heard) = body(Always, world.plan());
    call.abandon(Code::Closed);
    let error = failed(&mut call, &heard, world.start);
    assert_eq!((error.code, error.delivery), (Code::Closed, Delivery::NotSent));

    let (mut call, heard) = body(Always, world.plan());
    call.step(world.start);
    call.authorized(0, Some(Ok(token(0))));
    call.step(world.start);
    call.abandon(Code::Cancelled);
    let error = failed(&mut call, &heard, world.start);
    assert_eq!((error.code, error.delivery, error.attempts), (Code::Cancelled, Delivery::Unknown, 1));
}

#[test]
fn an_attempt_that_was_not_sent_does_not_hide_an_earlier_one_that_was() {
    let mut world = World::new(|index, _| match index {
        0 => failure(Network, Delivery::Unknown),
        _ => failure(Connect, Delivery::NotSent),
    });
    let error = single(Always, &mut world).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::Unknown));

    let mut world = World::new(|_, _| status(401, &[], "")).with_tokens(|index| {
        if index == 0 { Some(Ok(token(0))) } else { Some(Err(Error::new(Code::NoToken, "signed out"))) }
    });
    let error = single(Always, &mut world).unwrap_err();
    assert_eq!((error.code, error.delivery, error.attempts), (Code::NoToken, Delivery::Answered, 1));
}

#[test]
fn a_token_that_the_service_echoes_is_not_told() {
    let mut world = World::new(|_, _| status(400, &[], "what is token-0?"));
    assert_eq!(single(Always, &mut world).unwrap_err().message, "HTTP 400: what is ***?");
}

#[test]
fn an_interrupted_call_takes_the_reason_from_who_abandons_it() {
    for delivery in [Delivery::NotSent, Delivery::Unknown] {
        let world = World::new(|_, _| status(200, &[], ""));
        let (mut call, heard) = body(Always, world.plan());
        call.step(world.start);
        call.authorized(0, Some(Ok(token(0))));
        call.step(world.start);
        call.answered(0, failure(Interrupted, delivery), world.start);
        assert!(matches!(call.step(world.start), Step::Wait(_)));
        call.abandon(Code::Closed);
        let error = failed(&mut call, &heard, world.start);
        assert_eq!((error.code, error.delivery), (Code::Closed, delivery));
    }
}

fn clear(remembered: Option<&str>, world: &mut World) -> Result<(bool, Answer), Error> {
    let query = ActivityQuery::new("8dfb0100-ebe0-42da-885f-033860a818f6", &[3212]).unwrap().to_requests(0).unwrap();
    clear_known(remembered, query, world)
}

fn clear_known(remembered: Option<&str>, mut query: Vec<Request>, world: &mut World) -> Result<(bool, Answer), Error> {
    let handle = remembered.map(|id| HandleId::new(id).unwrap());
    let (plan, heard) = (Arc::new(world.plan()), Heard::nothing());
    let outcome = heard.clone();
    let known = move || Ok(Known { handle: handle.clone(), query: query.pop() });
    let clear = ClearActivity::new(plan.clone(), known, move |cleared| outcome.put(cleared));
    world.run((Requests::new(plan, clear, 1, 1), heard))
}

const QUERY: &str = "https://example.com/handles/query?include=relatedInfo,customProperties";

fn urls(world: &World) -> Vec<(Method, String)> {
    world.sent.iter().map(|(_, wire)| (wire.method(), wire.url())).collect()
}

fn delete(id: &str) -> (Method, String) {
    (Method::Delete, format!("https://example.com/handles/{id}"))
}

const NEWER: &str = "11111111-ebe0-42da-885f-033860a818f6";
const OTHER: &str = "22222222-ebe0-42da-885f-033860a818f6";

fn activities(ids: &[&str]) -> String {
    let handles: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    format!(r#"{{"results":[{}]}}"#, handles.join(","))
}

#[test]
fn a_remembered_activity_is_cleared_by_one_request() {
    let mut world = World::new(|_, _| status(204, &[], ""));
    let (cleared, answer) = clear(Some("known"), &mut world).unwrap();
    assert_eq!((cleared, answer.attempts), (true, 1));
    assert_eq!(urls(&world), [delete("known")]);
}

#[test]
fn a_remembered_activity_that_is_gone_is_asked_for_once() {
    let mut world = World::new(|index, _| match index {
        0 => status(404, &[], "gone"),
        1 => status(200, &[], &activities(&[NEWER])),
        _ => status(204, &[], ""),
    });
    let (cleared, answer) = clear(Some("known"), &mut world).unwrap();
    assert_eq!((cleared, answer.attempts), (true, 3));
    assert_eq!(urls(&world), [delete("known"), (Method::Post, QUERY.into()), delete(NEWER)]);
    assert_eq!(answer.request_id, vector(&world, 2));
    assert_eq!(answer.request_id, vector(&world, 0).replace(".1", ".3"));
}

#[test]
fn nothing_to_clear_is_a_success_that_says_so() {
    for results in [activities(&[]), activities(&[NEWER])] {
        let mut world = World::new(|index, _| match index {
            0 => status(200, &[], &results),
            _ => status(404, &[], "gone"),
        });
        assert!(!clear(None, &mut world).unwrap().0);
        assert!(world.sent.len() <= 2);
    }
}

#[test]
fn several_activities_are_all_cleared() {
    let mut world = World::new(|index, _| match index {
        0 => status(200, &[], &activities(&[NEWER, OTHER])),
        _ => status(204, &[], ""),
    });
    assert!(clear(None, &mut world).unwrap().0);
    assert_eq!(urls(&world)[1..], [delete(NEWER), delete(OTHER)]);
}

#[test]
fn a_clear_that_fails_tells_why() {
    let mut world = World::new(|_, _| status(403, &[], "not yours"));
    assert_eq!(clear(Some("known"), &mut world).unwrap_err().code, Code::Forbidden);
    let mut world = World::new(|_, _| status(200, &[], r#"{"results":5}"#));
    let error = clear(None, &mut world).unwrap_err();
    assert_eq!((error.code, error.http_status), (Code::Protocol, Some(200)));
    let mut world = World::new(|_, _| status(200, &[], r#"{"results":[{"id":5}]}"#));
    let error = clear(None, &mut world).unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (Code::Protocol, "results[0].id: should be a GUID, is 5"));
    let mut world = World::new(|_, _| status(200, &[], "<html>Sign in to the hotel's network</html>"));
    let error = clear(Some("known"), &mut world).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Protocol, Delivery::Answered));
    let mut world = World::new(|_, _| status(404, &[], "gone"));
    for (remembered, sent) in [(None, 0), (Some("known"), 1)] {
        let error = clear_known(remembered, Vec::new(), &mut world).unwrap_err();
        assert!(error.message.starts_with("options.xuid:"), "{}", error.message);
        assert_eq!((error.code, world.sent.len()), (Code::InvalidArgument, sent));
    }
}

#[test]
fn the_journal_tells_every_attempt_with_its_reason_and_delay() {
    let mut world = World::new(|index, _| match index {
        0 => status(401, &[], "expired"),
        1 => status(503, &[], "busy"),
        2 => failure(Timeout, Delivery::Unknown),
        _ => status(200, &[], ""),
    });
    let plan = Plan { deadline: world.start + Duration::from_secs(90), ..world.plan() };
    let journal = plan.journal.clone().unwrap();
    world.run(body(Always, plan)).unwrap();
    let attempts = journal.attempts();
    let told: Vec<_> = attempts.iter().map(|each| (each.reason, each.http_status, each.failure)).collect();
    assert_eq!(
        told,
        [
            (Reason::First, Some(401), Some(Code::Unauthorized)),
            (Reason::TokenRefused, Some(503), Some(Code::Unavailable)),
            (Reason::Retry, None, Some(Code::Timeout)),
            (Reason::Retry, Some(200), None),
        ]
    );
    let seconds: Vec<f64> = attempts.iter().map(|each| each.waited.as_secs_f64()).collect();
    let sent = world.seconds();
    assert_eq!(seconds[..2], [0.0, 0.0]);
    assert!((seconds[2] - sent[2]).abs() < 1e-6, "{seconds:?} {sent:?}");
    assert_eq!(attempts[2].took, Duration::from_secs(10));
    assert_eq!(attempts[2].delivery, Delivery::Unknown);
}
