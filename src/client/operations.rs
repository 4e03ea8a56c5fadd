//! The operations of one client: which run, and which are over and not given to anybody yet.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Code, Error};
use crate::http::Cancel;

/// What tells an operation from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OperationOptions {
    /// The group it is drained and cancelled with.
    pub group: u32,
    /// What `Client::next_finished` gives once it is over; `None`: it is not given.
    pub tag: Option<u64>,
}

/// Tells an operation of a client from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ticket(u64);

#[derive(Default)]
pub(super) struct Operations {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    last_ticket: u64,
    running: HashMap<Ticket, Running>,
    /// In the order in which they ended.
    finished: BTreeMap<u64, Finished>,
    ended: u64,
    /// Where in `finished` an operation is.
    places: HashMap<Ticket, u64>,
    closed: bool,
}

struct Running {
    options: OperationOptions,
    cancel: Arc<Cancel>,
}

struct Finished {
    ticket: Ticket,
    group: u32,
    tag: u64,
}

impl Operations {
    pub(super) fn ticket(&self) -> Ticket {
        let mut state = self.state();
        state.last_ticket += 1;
        Ticket(state.last_ticket)
    }

    pub(super) fn begin(&self, ticket: Ticket, options: OperationOptions, cancel: Arc<Cancel>) {
        self.state().running.insert(ticket, Running { options, cancel });
    }

    /// Runs `store` and counts the operation as over, both at once for those who look.
    pub(super) fn finish(&self, ticket: Ticket, store: impl FnOnce()) {
        let mut state = self.state();
        store();
        let running = state.running.remove(&ticket);
        if let Some(Running { options: OperationOptions { group, tag: Some(tag) }, .. }) = &running {
            state.ended += 1;
            let place = state.ended;
            state.finished.insert(place, Finished { ticket, group: *group, tag: *tag });
            state.places.insert(ticket, place);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Gives an operation to nobody.
    pub(super) fn forget(&self, ticket: Ticket) {
        let mut state = self.state();
        if let Some(running) = state.running.get_mut(&ticket) {
            running.options.tag = None;
        }
        if let Some(place) = state.places.remove(&ticket) {
            state.finished.remove(&place);
        }
    }

    pub(super) fn next_finished(&self, group: Option<u32>) -> Option<u64> {
        self.state().take(group)
    }

    pub(super) fn wait_finished(&self, group: Option<u32>, timeout: Option<Duration>) -> Result<Option<u64>, Error> {
        let mut found = None;
        self.wait(timeout, |state| {
            found = state.take(group);
            found.is_some() || state.is_drained(group)
        });
        if found.is_none() && self.state().is_drained(group) {
            return Err(Error::new(Code::Closed, "the client was closed"));
        }
        Ok(found)
    }

    /// Waits until `over`, which changes only where an operation ends.
    pub(super) fn wait_until(&self, timeout: Option<Duration>, over: impl Fn() -> bool) {
        self.wait(timeout, |_| over());
    }

    pub(super) fn cancel_group(&self, group: Option<u32>) {
        let chosen = |running: &&Running| group.is_none_or(|group| running.options.group == group);
        let cancels: Vec<_> =
            self.state().running.values().filter(chosen).map(|running| running.cancel.clone()).collect();
        cancels.iter().for_each(|cancel| cancel.cancel());
    }

    pub(super) fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }

    /// Waits until none runs, until `until` at most.
    pub(super) fn wait_until_over(&self, until: Instant) {
        let left = until.saturating_duration_since(Instant::now());
        self.wait(Some(left), |state| state.running.is_empty());
    }

    fn wait(&self, timeout: Option<Duration>, mut over: impl FnMut(&mut State) -> bool) {
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.state();
        while !over(&mut state) {
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, group: Option<u32>) -> Option<u64> {
        let chosen = |finished: &Finished| group.is_none_or(|group| finished.group == group);
        let place = *self.finished.iter().find(|(_, finished)| chosen(finished))?.0;
        let finished = self.finished.remove(&place)?;
        self.places.remove(&finished.ticket);
        Some(finished.tag)
    }

    /// Whether there is nothing to give any more.
    fn is_drained(&self, group: Option<u32>) -> bool {
        let of_group = |finished: &Finished| group.is_none_or(|group| finished.group == group);
        self.closed && self.running.is_empty() && !self.finished.values().any(of_group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(operations: &Operations, group: u32, tag: u64) -> Ticket {
        let ticket = operations.ticket();
        operations.begin(ticket, OperationOptions { group, tag: Some(tag) }, Arc::default());
        ticket
    }

    fn end(operations: &Operations, ticket: Ticket) {
        operations.finish(ticket, || {});
    }

    #[test]
    fn finished_ones_are_given_once_in_the_order_they_ended_by_group() {
        let operations = Operations::default();
        let tickets: Vec<_> = (0..6).map(|tag| begun(&operations, (tag % 2) as u32, tag)).collect();
        assert_eq!(operations.next_finished(None), None);
        for index in [4, 1, 0, 3, 5] {
            end(&operations, tickets[index]);
        }
        assert_eq!(operations.next_finished(Some(1)), Some(1));
        assert_eq!(operations.next_finished(Some(7)), None);
        assert_eq!(operations.next_finished(None), Some(4));
        assert_eq!(operations.next_finished(Some(0)), Some(0));
        assert_eq!(operations.next_finished(Some(0)), None);
        assert_eq!([(); 3].map(|()| operations.next_finished(None)), [Some(3), Some(5), None]);
    }

    #[test]
    fn one_that_is_forgotten_is_not_given_and_leaves_nothing() {
        let operations = Operations::default();
        let (before, after) = (begun(&operations, 0, 1), begun(&operations, 0, 2));
        operations.forget(before);
        end(&operations, before);
        end(&operations, after);
        operations.forget(after);
        assert_eq!(operations.next_finished(None), None);
        let state = operations.state();
        assert!(state.running.is_empty() && state.finished.is_empty() && state.places.is_empty());
    }

    #[test]
    fn a_group_is_cancelled_without_the_others() {
        let operations = Operations::default();
        let cancels: Vec<Arc<Cancel>> = (0..3).map(|_| Arc::default()).collect();
        for (group, cancel) in cancels.iter().enumerate() {
            let options = OperationOptions { group: group as u32, tag: None };
            operations.begin(operations.ticket(), options, cancel.clone());
        }
        operations.cancel_group(Some(1));
        assert_eq!(cancels.iter().map(|cancel| cancel.is_cancelled()).collect::<Vec<_>>(), [false, true, false]);
        operations.cancel_group(None);
        assert!(cancels.iter().all(|cancel| cancel.is_cancelled()));
    }

    #[test]
    fn waiting_ends_with_an_operation_its_time_or_the_last_one_of_a_closed_client() {
        let operations = Operations::default();
        assert_eq!(operations.wait_finished(None, Some(Duration::from_millis(1))).unwrap(), None);
        let ticket = begun(&operations, 0, 7);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| operations.wait_finished(Some(0), None).unwrap());
            end(&operations, ticket);
            assert_eq!(waiting.join().unwrap(), Some(7));
            let other = begun(&operations, 1, 8);
            end(&operations, other);
            let waiting = scope.spawn(|| operations.wait_finished(Some(0), None).unwrap_err().code);
            operations.close();
            assert_eq!(waiting.join().unwrap(), Code::Closed);
            assert_eq!(operations.wait_finished(None, None).unwrap(), Some(8));
        });
    }
}
