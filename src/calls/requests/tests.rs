use std::sync::Arc;

use super::super::testing::{Heard, Made, World, failure, request, several, single, status, token};
use super::super::{Answer, Call, ClearActivity, Known, Progress, QueryActivities, Step};
use super::Requests;
use crate::error::{Code, Delivery, Error};
use crate::handles::{HandleDetails, HandleList, Invite};
use crate::http::{FailureKind, Repeat};
use crate::sessions::SessionReference;

fn id(number: usize) -> String {
    format!("11111111-ebe0-42da-885f-{number:012}")
}

fn invites(count: usize, world: &World) -> Made<Vec<Result<(HandleDetails, Answer), Error>>> {
    let session = SessionReference::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", "s").unwrap();
    let invite = Invite::new(session, &[1]).unwrap();
    several(count, 4, world.plan(), move |answer| invite.from_response(1, answer))
}

#[test]
fn each_invite_has_an_outcome_of_its_own_in_the_order_given() {
    let mut world = World::new(|index, _| match index % 3 {
        0 => status(201, &[], &format!(r#"{{"id":"{}"}}"#, id(index))),
        1 => status(403, &[], "blocked"),
        _ => status(202, &[], ""),
    });
    let call = invites(9, &world);
    let outcomes = world.run(call);
    assert_eq!((outcomes.len(), world.sent.len()), (9, 9));
    for (index, outcome) in outcomes.iter().enumerate() {
        match index % 3 {
            0 => assert_eq!(outcome.as_ref().unwrap().0.handle.id, id(index)),
            1 => assert_eq!(outcome.as_ref().unwrap_err().code, Code::Forbidden),
            _ => assert_eq!(outcome.as_ref().unwrap().0.handle.id, ""),
        }
    }
}

#[test]
fn no_more_invites_are_under_way_than_there_are_connections() {
    let world = World::new(|_, _| status(201, &[], ""));
    let (mut call, heard) = invites(10, &world);
    let mut under_way = Vec::new();
    let mut most = 0;
    let mut sent = 0;
    loop {
        match call.step(world.start) {
            Step::Authorize { slot, .. } => call.authorized(slot, Some(Ok(token(0)))),
            Step::Send { slot, .. } => {
                under_way.push(slot);
                sent += 1;
                most = most.max(under_way.len());
            }
            Step::Wait(_) => {
                assert_eq!(call.progress(), Progress { done: sent - under_way.len(), total: 10 });
                call.answered(under_way.remove(0), status(201, &[], ""), world.start);
            }
            Step::Open { .. } => panic!("a batch opens no connection"),
            Step::Done => {
                assert!(heard.take().iter().all(Result::is_ok));
                break;
            }
        }
    }
    assert_eq!((sent, most), (10, 4));
}

#[test]
fn an_abandoned_batch_keeps_what_was_delivered() {
    let world = World::new(|_, _| status(201, &[], ""));
    let (mut call, heard) = invites(6, &world);
    let mut answered = 0;
    let outcomes = loop {
        match call.step(world.start) {
            Step::Authorize { slot, .. } => call.authorized(slot, Some(Ok(token(0)))),
            Step::Send { slot, .. } if slot < 2 => {
                call.answered(slot, status(201, &[], ""), world.start);
                answered += 1;
            }
            Step::Send { .. } | Step::Open { .. } => {}
            Step::Wait(_) => call.abandon(Code::Closed),
            Step::Done => break heard.take(),
        }
    };
    assert_eq!(answered, 2);
    let delivery = |outcome: &Result<_, Error>| outcome.as_ref().map(|_| ()).map_err(|error| error.delivery);
    let seen: Vec<_> = outcomes.iter().map(delivery).collect();
    assert_eq!(seen[..2], [Ok(()), Ok(())]);
    assert!(seen[2..].iter().all(|seen| matches!(seen, Err(Delivery::Unknown | Delivery::NotSent))), "{seen:?}");
}

fn query(count: usize, world: &World) -> Made<Result<(HandleList, Answer), Error>> {
    let (plan, heard) = (Arc::new(world.plan()), Heard::nothing());
    let outcome = heard.clone();
    let requests = vec![request(Repeat::Always); count];
    let query = QueryActivities::new(plan.clone(), requests, move |merged| outcome.put(merged));
    (Requests::new(plan, query, count, 2), heard)
}

#[test]
fn the_answers_to_a_query_are_merged_in_order() {
    let mut world = World::new(|index, _| {
        status(200, &[], &format!(r#"{{"results":[{{"id":"{}"}},{{"id":"{}"}}]}}"#, id(index), id(9)))
    });
    let call = query(3, &world);
    let (list, answer) = world.run(call).unwrap();
    let ids: Vec<&str> = list.handles.iter().map(|details| details.handle.id.as_str()).collect();
    assert_eq!(ids, [id(0), id(9), id(1), id(2)]);
    assert_eq!((answer.attempts, answer.response.status), (3, 200));
}

#[test]
fn a_query_that_failed_in_part_fails_and_begins_no_further_request() {
    let mut world = World::new(|index, _| match index {
        0 => status(200, &[], r#"{"results":[]}"#),
        _ => status(403, &[], "not you"),
    });
    let call = query(9, &world);
    let error = world.run(call).unwrap_err();
    assert_eq!((error.code, error.http_status), (Code::Forbidden, Some(403)));
    assert!(world.sent.len() <= 3, "{} requests were sent", world.sent.len());
    let none = query(0, &world);
    assert_eq!(world.run(none).unwrap_err().code, Code::Internal);
}

#[test]
fn what_waits_for_its_turn_begins_when_it_has_come() {
    let mut world = World::new(|_, _| status(200, &[], ""));
    let (call, heard) = single(Repeat::Always, world.plan());
    let mut call = call.changing("a".into());
    assert_eq!(call.changes().map(|key| &**key), Some("a"));
    assert!(matches!(call.step(world.start), Step::Wait(until) if until > world.start));
    assert_eq!(call.progress(), Progress { done: 0, total: 1 });
    call.turn_came();
    assert!(world.run((call, heard)).is_ok());
}

#[test]
fn the_deadline_ends_the_wait_for_a_turn() {
    let world = World::new(|_, _| status(200, &[], ""));
    let (plan, deadline) = (world.plan(), world.plan().deadline);
    let (call, heard) = several(3, 2, plan, |_| Ok(()));
    let mut call = call.changing("a".into());
    assert!(matches!(call.step(world.start), Step::Wait(until) if until == deadline));
    assert!(matches!(call.step(deadline), Step::Done));
    for outcome in heard.take() {
        let late = outcome.unwrap_err();
        assert_eq!((late.code, late.delivery), (Code::Timeout, Delivery::NotSent));
        assert!(late.message.starts_with("an earlier call"), "{}", late.message);
    }
    assert_eq!(call.progress(), Progress { done: 3, total: 3 });
}

#[test]
fn who_abandons_a_call_that_waits_for_its_turn_says_why() {
    for code in [Code::Cancelled, Code::Closed] {
        let world = World::new(|_, _| status(200, &[], ""));
        let (call, heard) = single(Repeat::Always, world.plan());
        let mut call = call.changing("a".into());
        call.abandon(code);
        assert!(matches!(call.step(world.start), Step::Done));
        let error = heard.take().unwrap_err();
        assert_eq!((error.code, error.delivery), (code, Delivery::NotSent));
        // Its turn may come late.
        call.turn_came();
    }
}

#[test]
fn what_a_call_begins_with_is_asked_for_when_its_turn_has_come() {
    let mut world = World::new(|_, _| status(200, &[], ""));
    let make = |asked: &Arc<std::sync::atomic::AtomicBool>| {
        let (plan, heard, asked) = (Arc::new(world.plan()), Heard::nothing(), asked.clone());
        let outcome = heard.clone();
        let known = move || {
            asked.store(true, std::sync::atomic::Ordering::Relaxed);
            Err::<Known, _>(Error::argument("x", "is missing"))
        };
        let clear = ClearActivity::new(plan.clone(), known, move |cleared| outcome.put(cleared));
        (Requests::new(plan, clear, 1, 1).changing("a".into()), heard)
    };
    let asked = Arc::default();
    let (mut call, heard) = make(&asked);
    call.step(world.start);
    assert!(!asked.load(std::sync::atomic::Ordering::Relaxed));
    call.turn_came();
    assert_eq!(world.run((call, heard)).unwrap_err().code, Code::InvalidArgument);
    assert!(asked.load(std::sync::atomic::Ordering::Relaxed));
    assert!(world.sent.is_empty());
}

#[test]
fn what_comes_for_a_request_that_is_over_changes_nothing() {
    let world = World::new(|_, _| status(201, &[], ""));
    let (mut call, heard) = several(2, 2, world.plan(), |_| Ok(()));
    for slot in 0..2 {
        assert!(matches!(call.step(world.start), Step::Authorize { slot: asked, .. } if asked == slot));
        call.authorized(slot, Some(Ok(token(0))));
        assert!(matches!(call.step(world.start), Step::Send { slot: sent, .. } if sent == slot));
    }
    call.answered(0, status(201, &[], ""), world.start);
    assert!(matches!(call.step(world.start), Step::Wait(_)));
    call.answered(0, failure(FailureKind::Tls, Delivery::NotSent), world.start);
    call.authorized(0, Some(Ok(token(1))));
    assert_eq!(call.progress(), Progress { done: 1, total: 2 });
    call.answered(1, status(201, &[], ""), world.start);
    assert!(matches!(call.step(world.start), Step::Done));
    assert!(heard.take().iter().all(Result::is_ok));
}
