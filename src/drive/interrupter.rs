//! What interrupts an attempt: the end of its call, or a suspension of the network.

use std::sync::{Arc, Mutex, PoisonError};

use super::event::{Event, Post};
use crate::http::{Cancel, Registration};

/// Cancelled with a call, and by a suspension.
pub(super) struct Interrupter {
    cancel: Arc<Cancel>,
    suspended: Arc<Cancel>,
    _links: [Registration; 2],
}

impl Interrupter {
    /// `call` ends the call, `suspended` tells of the next suspension; `post`, if any, is woken by that.
    pub(super) fn new(call: &Arc<Cancel>, suspended: &Arc<Cancel>, post: Option<Post>) -> Interrupter {
        let cancel: Arc<Cancel> = Arc::default();
        let (with_call, with_network) = (cancel.clone(), cancel.clone());
        let links = [
            call.on_cancel(move || with_call.cancel()),
            suspended.on_cancel(move || {
                with_network.cancel();
                if let Some(post) = &post {
                    post(Event::Woken);
                }
            }),
        ];
        Interrupter { cancel, suspended: suspended.clone(), _links: links }
    }

    /// What the attempts are sent with.
    pub(super) fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }
}

/// The interrupter of all calls of a client that send on their own thread: they end with the client alone, and nobody
/// has to wake them.
#[derive(Default)]
pub struct SharedInterrupter(Mutex<Option<Interrupter>>);

impl SharedInterrupter {
    pub(super) fn get(&self, closing: &Arc<Cancel>, suspended: &Arc<Cancel>) -> Arc<Cancel> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let serves = |one: &&Interrupter| Arc::ptr_eq(&one.suspended, suspended) && !one.cancel.is_cancelled();
        match shared.as_ref().filter(serves) {
            Some(one) => one.cancel.clone(),
            None => shared.insert(Interrupter::new(closing, suspended, None)).cancel.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_serves_until_the_network_is_suspended_or_the_client_closed() {
        let (shared, closing) = (SharedInterrupter::default(), Arc::default());
        let (first, second) = (Arc::default(), Arc::default());
        let before = shared.get(&closing, &first);
        assert!(Arc::ptr_eq(&before, &shared.get(&closing, &first)));
        // Whoever suspends takes the next one first, and then cancels.
        let after = shared.get(&closing, &second);
        first.cancel();
        assert!(!after.is_cancelled());
        second.cancel();
        assert!(after.is_cancelled());
        let third = Arc::default();
        let last = shared.get(&closing, &third);
        assert!(!last.is_cancelled());
        closing.cancel();
        assert!(last.is_cancelled());
    }
}
