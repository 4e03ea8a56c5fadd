//! Connections that are opened ahead of a batch.

use std::time::Instant;

use super::call::{Call, Progress, Step};
use super::messages;
use super::plan::Plan;
use crate::auth::Granted;
use crate::error::{Code, Delivery, Error};
use crate::http::{Endpoint, Failure, FailureKind, Limits, Response};

/// Opens connections; reports how many are ready in the end.
pub struct Prewarm {
    endpoint: Endpoint,
    url: String,
    limits: Limits,
    /// How many were ready before.
    ready: usize,
    missing: usize,
    begun: usize,
    ended: usize,
    failure: Option<Failure>,
    abandoned: Option<Code>,
    report: Box<dyn FnMut(Result<usize, Error>) + Send>,
}

impl Prewarm {
    /// `ready` of the `wanted` connections are there.
    pub fn new(
        plan: &Plan,
        url: String,
        ready: usize,
        wanted: usize,
        report: impl FnMut(Result<usize, Error>) + Send + 'static,
    ) -> Prewarm {
        let Plan { connect_timeout, request_timeout, deadline, .. } = *plan;
        Prewarm {
            endpoint: plan.endpoint.clone(),
            url,
            limits: Limits { connect_timeout, request_timeout, deadline },
            ready: ready.min(wanted),
            missing: wanted.saturating_sub(ready),
            begun: 0,
            ended: 0,
            failure: None,
            abandoned: None,
            report: Box::new(report),
        }
    }

    fn outcome(&mut self) -> Result<usize, Error> {
        let error = match (self.abandoned, self.failure.take()) {
            (Some(code), _) => Error::abandoned(code),
            _ if self.ready > 0 || self.missing == 0 => return Ok(self.ready),
            (None, Some(failure)) => Error::new(failure.kind.code(), messages::unanswered(&failure, &self.endpoint)),
            (None, None) => Error::new(
                Code::Timeout,
                format!("{}: no connection was made within the deadline", self.endpoint.address()),
            ),
        };
        Err(Error { delivery: Delivery::NotSent, ..error })
    }
}

impl Call for Prewarm {
    fn progress(&self) -> Progress {
        Progress { done: self.ended, total: self.missing }
    }

    fn step(&mut self, now: Instant) -> Step {
        if self.abandoned.is_some() || self.ended == self.missing || now >= self.limits.deadline {
            let outcome = self.outcome();
            (self.report)(outcome);
            return Step::Done;
        }
        if self.begun < self.missing {
            self.begun += 1;
            return Step::Open { slot: self.begun - 1, url: self.url.clone(), limits: self.limits };
        }
        Step::Wait(self.limits.deadline)
    }

    fn authorized(&mut self, _: usize, _: Option<Result<Granted, Error>>) {}

    fn answered(&mut self, _: usize, outcome: Result<Response, Failure>, _: Instant) {
        match outcome {
            Ok(_) => self.ready += 1,
            // Who interrupts it abandons it, and says why.
            Err(failure) if failure.kind == FailureKind::Interrupted => return,
            Err(failure) => self.failure = Some(failure),
        }
        self.ended += 1;
    }

    fn abandon(&mut self, code: Code) {
        self.abandoned = Some(code);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Heard, World};
    use super::*;

    type Made = (Prewarm, Heard<Result<usize, Error>>);

    fn prewarm(ready: usize, wanted: usize) -> (Made, Instant) {
        let (world, heard) = (World::new(|_, _| Ok(Response::default())), Heard::nothing());
        let outcome = heard.clone();
        let report = move |ready| outcome.put(ready);
        let call = Prewarm::new(&world.plan(), "https://example.com/".into(), ready, wanted, report);
        ((call, heard), world.start)
    }

    fn outcome((call, heard): &mut Made, now: Instant) -> Result<usize, Error> {
        assert!(matches!(call.step(now), Step::Done), "it is over");
        heard.take()
    }

    fn opened(made: &mut Made, now: Instant, outcomes: &[Result<(), FailureKind>]) -> Result<usize, Error> {
        let call = &mut made.0;
        for slot in 0..outcomes.len() {
            assert!(matches!(call.step(now), Step::Open { slot: asked, .. } if asked == slot));
        }
        for (slot, outcome) in outcomes.iter().enumerate() {
            assert!(matches!(call.step(now), Step::Wait(_)));
            let failure = |kind| Failure::new(kind, Delivery::NotSent, "refused");
            call.answered(slot, outcome.map(|()| Response::default()).map_err(failure), now);
        }
        outcome(made, now)
    }

    #[test]
    fn as_many_as_are_missing_are_opened() {
        let (mut call, now) = prewarm(1, 3);
        assert_eq!(opened(&mut call, now, &[Ok(()), Ok(())]), Ok(3));
        let (mut call, now) = prewarm(3, 3);
        assert_eq!(opened(&mut call, now, &[]), Ok(3));
        let (mut call, now) = prewarm(0, 2);
        assert_eq!(opened(&mut call, now, &[Ok(()), Err(FailureKind::Connect)]), Ok(1));
    }

    #[test]
    fn it_fails_only_where_none_is_ready() {
        let (mut call, now) = prewarm(0, 2);
        let error = opened(&mut call, now, &[Err(FailureKind::Connect), Err(FailureKind::Tls)]).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Tls, Delivery::NotSent));
        let (mut call, now) = prewarm(0, 1);
        assert!(matches!(call.0.step(now), Step::Open { .. }));
        let late = outcome(&mut call, now + std::time::Duration::from_secs(30)).unwrap_err();
        assert_eq!(late.code, Code::Timeout);
        let (mut call, now) = prewarm(0, 1);
        call.0.abandon(Code::Cancelled);
        let error = outcome(&mut call, now).unwrap_err();
        assert_eq!(error.code, Code::Cancelled);
    }
}
