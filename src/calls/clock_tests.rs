//! Requests that are signed by a wrong clock, in virtual time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::Reason;
use super::testing::{Outcome, World, single, status, token};
use crate::auth::Granted;
use crate::error::{Code, Error};
use crate::http::Repeat::IfNotProcessed;
use crate::service_clock::ServiceClock;

/// The service's `Date`, so many seconds ahead of this machine's.
fn date(ahead: i64) -> String {
    let by = Duration::from_secs(ahead.unsigned_abs());
    let now = SystemTime::now();
    httpdate::fmt_http_date(if ahead < 0 { now - by } else { now + by })
}

fn refusal(code: u16, ahead: i64) -> Outcome {
    status(code, &[("date", &date(ahead)), ("x-xbl-debug", "session-access=none; reason=Signature")], "no")
}

/// What became of one request that is signed by `clock`, and by how many seconds the signatures were ahead.
fn signed(
    clock: &Arc<ServiceClock>,
    answer: impl FnMut(usize) -> Outcome,
) -> (Result<u32, Error>, Vec<i64>, Vec<Reason>) {
    let times: Mutex<Vec<i64>> = Mutex::default();
    let mut answer = answer;
    let mut world = World::new(|index, _| answer(index)).with_tokens(|index| {
        let time = clock.now();
        let ahead = time
            .duration_since(SystemTime::now())
            .map_or_else(|past| -(past.duration().as_secs_f64()), |ahead| ahead.as_secs_f64());
        times.lock().unwrap().push(ahead.round() as i64);
        Some(Ok(Granted { signed_at: Some(time), ..token(index) }))
    });
    let mut plan = world.plan();
    plan.clock = clock.clone();
    let journal = plan.journal.clone().unwrap();
    let outcome = world.run(single(IfNotProcessed, plan)).map(|(_, answer)| answer.attempts);
    drop(world);
    let reasons = journal.attempts().into_iter().map(|attempt| attempt.reason).collect();
    (outcome, times.into_inner().unwrap(), reasons)
}

#[test]
fn a_request_that_a_wrong_clock_signed_is_signed_once_more_by_the_services() {
    for (code, ahead) in [(403, 310), (401, 310), (403, -310), (403, 86_400 * 300)] {
        let clock = Arc::default();
        let (outcome, times, reasons) =
            signed(&clock, |index| if index == 0 { refusal(code, ahead) } else { status(200, &[], "") });
        assert_eq!(outcome.unwrap(), 2);
        assert_eq!(reasons, [Reason::First, Reason::ClockCorrected]);
        assert!(times[0] == 0 && (times[1] - ahead).abs() <= 1, "{times:?}");
        // The next one is right at once.
        let (outcome, times, _) = signed(&clock, |_| status(200, &[("date", &date(ahead))], ""));
        assert_eq!(outcome.unwrap(), 1);
        assert!((times[0] - ahead).abs() <= 1, "{times:?}");
    }
}

#[test]
fn a_refusal_that_is_not_the_clocks_is_final() {
    for (answer, attempts) in [
        (refusal(403, 30), 1),
        (refusal(403, 0), 1),
        (status(403, &[], "no"), 1),
        (refusal(400, 310), 1),
        // Once more, and no more.
        (refusal(403, 310), 2),
    ] {
        let (outcome, ..) = signed(&Arc::default(), |_| answer.clone());
        assert_eq!(outcome.unwrap_err().attempts, attempts, "{answer:?}");
    }
    // After the new signature still the new token.
    let (outcome, _, reasons) = signed(&Arc::default(), |_| refusal(401, 310));
    assert_eq!(outcome.unwrap_err().code, Code::Unauthorized);
    assert_eq!(reasons, [Reason::First, Reason::ClockCorrected, Reason::TokenRefused]);
}

#[test]
fn what_the_client_did_not_sign_is_not_sent_again_and_the_clock_is_told() {
    for (code, ahead, message) in [
        (
            403,
            310,
            "HTTP 403 (this device's clock is 5 minutes behind the service's; session-access=none; reason=Signature): no",
        ),
        (
            401,
            -7300,
            "HTTP 401 (this device's clock is 2 hours ahead of the service's; session-access=none; reason=Signature): no",
        ),
        (403, 20, "HTTP 403 (session-access=none; reason=Signature): no"),
        (404, 310, "HTTP 404 (session-access=none; reason=Signature): no"),
    ] {
        let mut world = World::new(|_, _| refusal(code, ahead));
        let mut plan = world.plan();
        plan.max_attempts = 1;
        let error = world.run(single(IfNotProcessed, plan)).unwrap_err();
        assert_eq!(error.message, message);
        assert_eq!(error.attempts, if code == 401 { 2 } else { 1 });
    }
}
