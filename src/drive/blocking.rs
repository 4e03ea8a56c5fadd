//! A call on the caller's thread, until it is over.

use std::sync::Arc;

use super::driving::{Driving, Next, Patience, Surroundings};
use super::mailbox::Mailbox;
use crate::calls::Call;

/// Drives a call to its end. Blocks until then: every wait of a call ends by its deadline.
pub fn run(call: Box<dyn Call>, around: &Arc<Surroundings>) {
    let mailbox = Arc::new(Mailbox::default());
    let address = mailbox.clone();
    let post = Arc::new(move |event| address.post(event));
    let mut driving = Driving::new(call, around.clone(), around.closing.clone(), post, Patience::Waits);
    loop {
        while let Some(event) = mailbox.take() {
            driving.take(event);
        }
        match driving.advance() {
            Next::Wait(until) => mailbox.wait(until),
            Next::Over => return,
        }
    }
}
