use std::sync::Arc;

use super::super::testing::{World, request, status, token};
use super::super::{Answer, Call, Exchange, Progress, Step, Then, merged_activities};
use super::{Batch, Outcomes};
use crate::error::{Code, Delivery, Error};
use crate::handles::{ActivityQuery, HandleDetails, HandleList, Invite};
use crate::http::{Repeat, Response};
use crate::sessions::SessionReference;

fn exchanges(count: usize, world: &World) -> Vec<Exchange> {
    let plan = Arc::new(world.plan());
    (0..count).map(|_| Exchange::new(request(Repeat::IfNotProcessed), plan.clone(), plan.id)).collect()
}

fn id(number: usize) -> String {
    format!("11111111-ebe0-42da-885f-{number:012}")
}

fn invites(count: usize, world: &World) -> impl Call<Output = Vec<Result<(HandleDetails, Answer), Error>>> + use<> {
    let session = SessionReference::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", "s").unwrap();
    let invite = Invite::new(session, &[1]).unwrap();
    let decode = move |_, answer: &Response| invite.from_response(1, answer);
    Then::new(Batch::new(exchanges(count, world), 4, decode, Outcomes::of(count)), Outcomes::into_vec)
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
    let mut call = invites(10, &world);
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
            Step::Done(outcomes) => {
                assert!(outcomes.iter().all(Result::is_ok));
                break;
            }
        }
    }
    assert_eq!((sent, most), (10, 4));
}

#[test]
fn an_abandoned_batch_keeps_what_was_delivered() {
    let world = World::new(|_, _| status(201, &[], ""));
    let mut call = invites(6, &world);
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
            Step::Done(outcomes) => break outcomes,
        }
    };
    assert_eq!(answered, 2);
    let delivery = |outcome: &Result<_, Error>| outcome.as_ref().map(|_| ()).map_err(|error| error.delivery);
    let seen: Vec<_> = outcomes.iter().map(delivery).collect();
    assert_eq!(seen[..2], [Ok(()), Ok(())]);
    assert!(seen[2..].iter().all(|seen| matches!(seen, Err(Delivery::Unknown | Delivery::NotSent))), "{seen:?}");
}

fn query(count: usize, world: &World) -> impl Call<Output = Vec<Result<(HandleList, Answer), Error>>> + use<> {
    let outcomes = Outcomes::of(count);
    let decode = |_, answer: &Response| ActivityQuery::from_response(answer);
    let batch = Batch::new(exchanges(count, world), 2, decode, outcomes).all_or_nothing();
    Then::new(batch, Outcomes::into_vec)
}

#[test]
fn the_answers_to_a_query_are_merged_in_order() {
    let mut world = World::new(|index, _| {
        status(200, &[], &format!(r#"{{"results":[{{"id":"{}"}},{{"id":"{}"}}]}}"#, id(index), id(9)))
    });
    let call = query(3, &world);
    let (list, answer) = merged_activities(world.run(call)).unwrap();
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
    let error = merged_activities(world.run(call)).unwrap_err();
    assert_eq!((error.code, error.http_status), (Code::Forbidden, Some(403)));
    assert!(world.sent.len() <= 3, "{} requests were sent", world.sent.len());
    assert_eq!(merged_activities(Vec::new()).unwrap_err().code, Code::Internal);
}
