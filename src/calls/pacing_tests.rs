//! Calls within the service's rate limits, in virtual time, against a model of a service that counts.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::testing::{Made, Outcome, World, several, single, status, token};
use super::{Answer, Call, Plan, Step};
use crate::error::{Code, Delivery, Error};
use crate::http::Repeat;
use crate::pacing::{Pacer, Pacing};

/// Serves 30 requests in 15 s and 300 in 300 s; what it refuses counts towards the second limit.
#[derive(Default)]
struct Service {
    served: VecDeque<Instant>,
    counted: VecDeque<Instant>,
    refusals: usize,
}

impl Service {
    fn answer(&mut self, now: Instant) -> Outcome {
        let keep = |times: &mut VecDeque<Instant>, seconds| times.retain(|at| *at + Duration::from_secs(seconds) > now);
        keep(&mut self.served, 15);
        keep(&mut self.counted, 300);
        let room = self.served.len() < 30 && self.counted.len() < 300;
        self.counted.push_back(now);
        if room {
            self.served.push_back(now);
            return status(201, &[], "{}");
        }
        self.refusals += 1;
        let body = r#"{"version":1,"currentRequests":31,"maxRequests":30,"periodInSeconds":15,"limitType":"Rate"}"#;
        status(429, &[("retry-after", "15")], body)
    }
}

/// Drives a call while each answer takes `trip`, half of it on the way there.
fn drive<T>((mut call, heard): Made<T>, service: &mut Service, start: Instant, trip: Duration) -> (T, Instant) {
    let mut now = start;
    let mut under_way: VecDeque<(usize, Instant)> = VecDeque::new();
    loop {
        while let Some(&(slot, sent)) = under_way.front()
            && sent + trip <= now
        {
            under_way.pop_front();
            call.answered(slot, service.answer(sent + trip / 2), sent + trip);
        }
        match call.step(now) {
            Step::Authorize { slot, .. } => call.authorized(slot, Some(Ok(token(0)))),
            Step::Send { slot, .. } => under_way.push_back((slot, now)),
            Step::Open { .. } => unreachable!("these calls only send"),
            Step::Wait(until) => {
                let answer = under_way.front().map_or(until, |(_, sent)| *sent + trip);
                assert!(until.min(answer) > now, "a wait for the past");
                now = until.min(answer);
            }
            Step::Done => return (heard.take(), now),
        }
    }
}

fn plan(world: &World, mode: Pacing, seconds: u64) -> Plan {
    let plan = world.plan();
    Plan {
        pacer: Pacer::new(world.limits.clone(), mode).for_batch(),
        deadline: world.start + Duration::from_secs(seconds),
        ..plan
    }
}

fn invites(count: usize, plan: Plan) -> Made<Vec<Result<((), Answer), Error>>> {
    several(count, 16, plan, |_| Ok(()))
}

fn world() -> World<'static> {
    World::new(|_, _| unreachable!("the service of these tests answers"))
}

#[test]
fn a_hundred_invites_are_delivered_without_one_429() {
    let (world, mut service) = (world(), Service::default());
    let plan = plan(&world, Pacing::Wait, 90);
    let prescribed = plan.pacer.time_for(100, world.start);
    let (outcomes, end) = drive(invites(100, plan), &mut service, world.start, Duration::from_millis(120));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 100);
    assert_eq!(service.refusals, 0);
    let took = (end - world.start).as_secs_f64();
    assert_eq!(prescribed, Duration::from_secs(60));
    assert!((60.0..65.0).contains(&took), "{took}");
}

#[test]
fn unpaced_invites_run_into_the_limit() {
    let (world, mut service) = (world(), Service::default());
    let outcomes =
        drive(invites(100, plan(&world, Pacing::Off, 30)), &mut service, world.start, Duration::from_millis(120)).0;
    assert!(service.refusals > 0);
    assert!(outcomes.iter().any(|outcome| outcome.as_ref().is_err_and(|error| error.code == Code::RateLimited)));
}

#[test]
fn with_a_deadline_too_short_what_was_not_sent_says_so_at_once() {
    let (world, mut service) = (world(), Service::default());
    let call = invites(100, plan(&world, Pacing::Wait, 20));
    let (outcomes, end) = drive(call, &mut service, world.start, Duration::from_millis(120));
    let delivered = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!((delivered, service.refusals), (48, 0));
    for error in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!((error.code, error.delivery, error.attempts), (Code::Timeout, Delivery::NotSent, 0));
        assert!(error.retry_after.is_some() && error.message.contains("rate limit"), "{}", error.message);
    }
    assert!(end - world.start < Duration::from_secs(17), "the last of them need not wait for the deadline");
}

#[test]
fn a_call_that_does_not_wait_fails_at_once_and_unsent() {
    let (world, mut service) = (world(), Service::default());
    let call = invites(40, plan(&world, Pacing::Fail, 30));
    let (outcomes, _) = drive(call, &mut service, world.start, Duration::from_millis(120));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 24);
    let error = outcomes.last().unwrap().as_ref().unwrap_err();
    assert_eq!((error.code, error.delivery, error.http_status), (Code::RateLimited, Delivery::NotSent, None));
}

#[test]
fn a_single_call_does_not_wait_behind_a_batch() {
    let (world, mut service) = (world(), Service::default());
    let batch = plan(&world, Pacing::Wait, 10);
    drive(invites(100, batch), &mut service, world.start, Duration::from_millis(120));
    let call = single(Repeat::Always, world.plan());
    let start = world.start + Duration::from_secs(1);
    let (outcome, end) = drive(call, &mut service, start, Duration::from_millis(120));
    outcome.unwrap();
    assert_eq!(end - start, Duration::from_millis(120));
}

#[test]
fn after_a_429_every_call_of_the_user_waits_as_long_as_the_service_asked() {
    let (world, mut service) = (world(), Service::default());
    for _ in 0..30 {
        service.answer(world.start).unwrap();
    }
    let from = |start| {
        let plan = Plan { deadline: start + Duration::from_secs(30), ..world.plan() };
        (single(Repeat::Always, plan), start)
    };
    let (call, start) = from(world.start);
    let (outcome, _) = drive(call, &mut service, start, Duration::from_millis(120));
    assert_eq!(outcome.unwrap().1.attempts, 2);
    let (call, start) = from(world.start + Duration::from_secs(1));
    let (outcome, end) = drive(call, &mut service, start, Duration::from_millis(120));
    assert_eq!(outcome.unwrap().1.attempts, 1);
    assert!(end >= world.start + Duration::from_secs(15));
    assert_eq!(service.refusals, 1);
}
