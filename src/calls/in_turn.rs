//! A call that changes something begins when the earlier ones that change the same thing are over.

use std::time::Instant;

use super::{Call, Progress, Step};
use crate::auth::Granted;
use crate::error::{Code, Delivery, Error};
use crate::http::{Failure, Response};

/// A call that waits for its turn.
pub struct InTurn<M, C> {
    key: String,
    deadline: Instant,
    state: State<M, C>,
}

enum State<M, C> {
    Waiting(M),
    Begun(C),
    Failed(Error),
    Over,
}

impl<T, M, C> InTurn<M, C>
where
    M: FnOnce() -> Result<C, Error>,
    C: Call<Output = Result<T, Error>>,
{
    /// `key` names what the call changes; `make` makes it once its turn has come.
    pub fn new(key: String, deadline: Instant, make: M) -> InTurn<M, C> {
        InTurn { key, deadline, state: State::Waiting(make) }
    }
}

impl<T, M, C> Call for InTurn<M, C>
where
    M: FnOnce() -> Result<C, Error>,
    C: Call<Output = Result<T, Error>>,
{
    type Output = Result<T, Error>;

    fn is_sequential(&self) -> bool {
        match &self.state {
            State::Begun(call) => call.is_sequential(),
            _ => true,
        }
    }

    fn changes(&self) -> Option<&str> {
        Some(&self.key)
    }

    fn turn_came(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Over) {
            State::Waiting(make) => make().map_or_else(State::Failed, State::Begun),
            other => other,
        };
    }

    fn progress(&self) -> Progress {
        match &self.state {
            State::Begun(call) => call.progress(),
            _ => Progress { done: 0, total: 1 },
        }
    }

    fn step(&mut self, now: Instant) -> Step<Self::Output> {
        match &mut self.state {
            State::Begun(call) => return call.step(now),
            State::Waiting(_) if now < self.deadline => return Step::Wait(self.deadline),
            State::Waiting(_) => self.state = State::Failed(not_yet()),
            State::Failed(_) | State::Over => {}
        }
        match std::mem::replace(&mut self.state, State::Over) {
            State::Failed(error) => Step::Done(Err(error)),
            _ => Step::Done(Err(Error::new(Code::Internal, "a call was asked on after its end"))),
        }
    }

    fn authorized(&mut self, slot: usize, granted: Option<Result<Granted, Error>>) {
        if let State::Begun(call) = &mut self.state {
            call.authorized(slot, granted);
        }
    }

    fn answered(&mut self, slot: usize, outcome: Result<Response, Failure>, now: Instant) {
        if let State::Begun(call) = &mut self.state {
            call.answered(slot, outcome, now);
        }
    }

    fn abandon(&mut self, code: Code) {
        match &mut self.state {
            State::Begun(call) => call.abandon(code),
            State::Waiting(_) => self.state = State::Failed(not_sent(Error::abandoned(code))),
            State::Failed(_) | State::Over => {}
        }
    }
}

fn not_yet() -> Error {
    not_sent(Error::new(Code::Timeout, "an earlier call that changes the same thing is not over yet"))
}

fn not_sent(mut error: Error) -> Error {
    error.delivery = Delivery::NotSent;
    error
}

#[cfg(test)]
mod tests {
    use super::super::testing::{World, exchange, status};
    use super::super::{Answer, Single};
    use super::*;
    use crate::http::Repeat;

    fn waiting(world: &World) -> impl Call<Output = Result<((), Answer), Error>> + use<> {
        let plan = world.plan();
        InTurn::new("a".into(), plan.deadline, move || {
            Ok(Single::new(exchange(Repeat::Always, plan), |_: &Response| Ok(())))
        })
    }

    #[test]
    fn it_begins_once_its_turn_has_come() {
        let mut world = World::new(|_, _| status(200, &[], ""));
        let mut call = waiting(&world);
        assert_eq!(call.changes(), Some("a"));
        assert!(matches!(call.step(world.start), Step::Wait(until) if until == world.plan().deadline));
        call.turn_came();
        assert!(world.run(call).is_ok());
    }

    #[test]
    fn a_deadline_ends_the_wait() {
        let world = World::new(|_, _| status(200, &[], ""));
        let mut call = waiting(&world);
        let Step::Done(Err(late)) = call.step(world.plan().deadline) else { panic!("over") };
        assert_eq!((late.code, late.delivery), (Code::Timeout, Delivery::NotSent));
        call.turn_came();
        assert!(matches!(call.step(world.start), Step::Done(Err(_))));
    }

    #[test]
    fn who_abandons_it_says_why() {
        let world = World::new(|_, _| status(200, &[], ""));
        let mut call = waiting(&world);
        call.abandon(Code::Cancelled);
        let Step::Done(Err(error)) = call.step(world.start) else { panic!("over") };
        assert_eq!((error.code, error.delivery), (Code::Cancelled, Delivery::NotSent));
    }

    #[test]
    fn a_call_that_cannot_be_made_says_so() {
        let world = World::new(|_, _| status(200, &[], ""));
        let make = || Err::<Single<fn(&Response) -> Result<(), Error>>, _>(Error::argument("x", "is missing"));
        let mut call = InTurn::new("a".into(), world.plan().deadline, make);
        call.turn_came();
        let Step::Done(Err(error)) = call.step(world.start) else { panic!("over") };
        assert_eq!(error.code, Code::InvalidArgument);
    }
}
