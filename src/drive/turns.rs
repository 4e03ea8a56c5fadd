//! Calls that change the same thing take turns, in the order they came.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::{Code, Delivery, Error};
use crate::http::Cancel;

/// The queues, by what the calls change.
#[derive(Default)]
pub struct Turns {
    queues: Mutex<Queues>,
    changed: Condvar,
}

#[derive(Default)]
struct Queues {
    last_ticket: u64,
    by_key: HashMap<String, VecDeque<u64>>,
}

impl Turns {
    /// Waits for its turn at `key`, which lasts until the result is dropped.
    pub fn take(self: &Arc<Turns>, key: String, deadline: Instant, cancel: &Arc<Cancel>) -> Result<Turn, Error> {
        let turns = self.clone();
        let _wake = cancel.on_cancel(move || {
            drop(turns.queues());
            turns.changed.notify_all();
        });
        let turn = self.enqueue(key);
        let mut queues = self.queues();
        while queues.by_key.get(&turn.key).and_then(VecDeque::front) != Some(&turn.ticket) {
            let left = deadline.saturating_duration_since(Instant::now());
            let over = match (cancel.is_cancelled(), left.is_zero()) {
                (true, _) => Some(Error::new(Code::Closed, "the client was closed")),
                (_, true) => {
                    Some(Error::new(Code::Timeout, "an earlier call that changes the same thing is not over yet"))
                }
                _ => None,
            };
            if let Some(mut error) = over {
                drop(queues);
                error.delivery = Delivery::NotSent;
                return Err(error);
            }
            queues = self.changed.wait_timeout(queues, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(queues);
        Ok(turn)
    }

    fn enqueue(self: &Arc<Turns>, key: String) -> Turn {
        let mut queues = self.queues();
        queues.last_ticket += 1;
        let ticket = queues.last_ticket;
        queues.by_key.entry(key.clone()).or_default().push_back(ticket);
        drop(queues);
        Turn { turns: self.clone(), key, ticket }
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a queue.
pub struct Turn {
    turns: Arc<Turns>,
    key: String,
    ticket: u64,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = self.turns.queues();
        let Some(queue) = queues.by_key.get_mut(&self.key) else { return };
        queue.retain(|ticket| *ticket != self.ticket);
        if queue.is_empty() {
            queues.by_key.remove(&self.key);
        } else {
            drop(queues);
            self.turns.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[test]
    fn turns_at_one_key_come_one_by_one_in_order() {
        let turns: Arc<Turns> = Arc::default();
        let cancel = Arc::new(Cancel::default());
        let first = turns.take("a".into(), soon(), &cancel).unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let threads: Vec<_> = (0..5)
            .map(|index| {
                let (turns, cancel, order) = (turns.clone(), cancel.clone(), order.clone());
                let before = turns.queues().by_key["a"].len();
                let own = turns.clone();
                let thread = thread::spawn(move || {
                    let _turn = own.take("a".into(), soon(), &cancel).unwrap();
                    order.lock().unwrap().push(index);
                });
                while turns.queues().by_key["a"].len() == before {
                    thread::yield_now();
                }
                thread
            })
            .collect();
        turns.take("b".into(), soon(), &cancel).unwrap();
        assert!(order.lock().unwrap().is_empty());
        drop(first);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
        assert!(turns.queues().by_key.is_empty());
    }

    #[test]
    fn a_deadline_and_a_cancel_end_the_wait() {
        let turns: Arc<Turns> = Arc::default();
        let cancel = Arc::new(Cancel::default());
        let _first = turns.take("a".into(), soon(), &cancel).unwrap();
        let late = turns.take("a".into(), Instant::now(), &cancel).err().unwrap();
        assert_eq!((late.code, late.delivery), (Code::Timeout, Delivery::NotSent));
        let (waiting, waiter) = (turns.clone(), cancel.clone());
        let thread = thread::spawn(move || waiting.take("a".into(), soon(), &waiter).err().unwrap().code);
        while turns.queues().by_key["a"].len() == 1 {
            thread::yield_now();
        }
        cancel.cancel();
        assert_eq!(thread.join().unwrap(), Code::Closed);
    }
}
