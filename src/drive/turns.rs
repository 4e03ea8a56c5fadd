//! Calls that change the same thing take turns, in the order they came.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The queues, by what the calls change.
#[derive(Default)]
pub struct Turns {
    queues: Mutex<Queues>,
}

#[derive(Default)]
struct Queues {
    last_ticket: u64,
    by_key: HashMap<String, VecDeque<Place>>,
}

struct Place {
    ticket: u64,
    /// Told once it is the first; `None`: it was.
    tell: Option<Tell>,
}

type Tell = Box<dyn FnOnce() + Send>;

impl Turns {
    /// Takes the last place at `key`, until the result is dropped. `tell` is called once that place is the first: at once,
    /// or on the thread that drops the one before. It must not drop a turn.
    pub(super) fn enqueue(self: &Arc<Turns>, key: &str, tell: impl FnOnce() + Send + 'static) -> Turn {
        let mut queues = self.queues();
        queues.last_ticket += 1;
        let ticket = queues.last_ticket;
        let queue = queues.by_key.entry(key.to_owned()).or_default();
        queue.push_back(Place { ticket, tell: Some(Box::new(tell)) });
        let first = queue.front_mut().and_then(|place| place.tell.take());
        drop(queues);
        if let Some(tell) = first {
            tell();
        }
        Turn { turns: self.clone(), key: key.to_owned(), ticket }
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a queue.
pub(super) struct Turn {
    turns: Arc<Turns>,
    key: String,
    ticket: u64,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = self.turns.queues();
        let Some(queue) = queues.by_key.get_mut(&self.key) else { return };
        queue.retain(|place| place.ticket != self.ticket);
        let next = queue.front_mut().and_then(|place| place.tell.take());
        if queue.is_empty() {
            queues.by_key.remove(&self.key);
        }
        drop(queues);
        if let Some(tell) = next {
            tell();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    fn enqueue(turns: &Arc<Turns>, key: &str) -> (Turn, Receiver<()>) {
        let (sender, receiver) = channel();
        (turns.enqueue(key, move || sender.send(()).unwrap()), receiver)
    }

    #[test]
    fn turns_at_one_key_come_one_by_one_in_order() {
        let turns: Arc<Turns> = Arc::default();
        let mut places: VecDeque<_> = (0..5).map(|_| enqueue(&turns, "a")).collect();
        let (_elsewhere, told) = enqueue(&turns, "b");
        assert!(told.try_recv().is_ok());
        while let Some((turn, told)) = places.pop_front() {
            assert!(told.try_recv().is_ok());
            assert!(places.iter().all(|(_, told)| told.try_recv().is_err()));
            drop(turn);
        }
        assert!(!turns.queues().by_key.contains_key("a"));
    }

    #[test]
    fn who_leaves_before_its_turn_holds_up_nobody() {
        let turns: Arc<Turns> = Arc::default();
        let (first, _) = enqueue(&turns, "a");
        let (second, _) = enqueue(&turns, "a");
        let (_third, told) = enqueue(&turns, "a");
        drop(second);
        assert!(told.try_recv().is_err());
        drop(first);
        assert!(told.try_recv().is_ok());
    }
}
