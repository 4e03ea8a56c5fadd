//! A call on the caller's thread, until it is over.

use std::sync::Arc;

use super::driving::{Driving, Next, Patience, Surroundings};
use super::mailbox::Mailbox;
use crate::calls::BoxedCall;

/// Drives a call to its end. Blocks until then: every wait of a call ends by its deadline.
pub fn run<O>(call: BoxedCall<O>, around: Surroundings) -> O {
    let mailbox = Arc::new(Mailbox::default());
    let address = mailbox.clone();
    let mut driving = Driving::new(call, around, Arc::new(move |event| address.post(event)), Patience::Waits);
    loop {
        while let Some(event) = mailbox.take() {
            driving.take(event);
        }
        match driving.advance() {
            Next::Wait(until) => mailbox.wait(until),
            Next::Over(output) => return output,
        }
    }
}
