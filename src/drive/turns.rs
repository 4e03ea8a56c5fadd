//! Calls that change the same thing take turns, in the order they came.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::event::{Event, Post};

/// The queues, by what the calls change.
#[derive(Default)]
pub struct Turns {
    queues: Mutex<Queues>,
}

#[derive(Default)]
struct Queues {
    last_ticket: u64,
    by_key: HashMap<Arc<str>, VecDeque<Place>>,
}

struct Place {
    ticket: u64,
    /// Told once it is the first.
    post: Post,
}

impl Turns {
    /// Takes the last place at `key`, until the result is dropped. Unless it is the first now, `post` is told when it is,
    /// on the thread that drops the one before.
    pub(super) fn enqueue(self: &Arc<Turns>, key: Arc<str>, post: &Post) -> Turn {
        let mut queues = self.queues();
        queues.last_ticket += 1;
        let ticket = queues.last_ticket;
        let queue = queues.by_key.entry(key.clone()).or_default();
        queue.push_back(Place { ticket, post: post.clone() });
        let came_at_once = queue.len() == 1;
        drop(queues);
        Turn { turns: self.clone(), key, ticket, came_at_once }
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a queue.
pub(super) struct Turn {
    turns: Arc<Turns>,
    key: Arc<str>,
    ticket: u64,
    came_at_once: bool,
}

impl Turn {
    /// Whether its place was the first from the beginning: nobody is told then.
    pub(super) fn came_at_once(&self) -> bool {
        self.came_at_once
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = self.turns.queues();
        let Some(queue) = queues.by_key.get_mut(&self.key) else { return };
        let was_first = queue.front().is_some_and(|place| place.ticket == self.ticket);
        queue.retain(|place| place.ticket != self.ticket);
        let next = queue.front().filter(|_| was_first).map(|place| place.post.clone());
        if queue.is_empty() {
            queues.by_key.remove(&self.key);
        }
        drop(queues);
        if let Some(post) = next {
            post(Event::TurnCame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    fn enqueue(turns: &Arc<Turns>, key: &str) -> (Turn, Receiver<()>) {
        let (sender, receiver) = channel();
        let post = move |event| {
            assert!(matches!(event, Event::TurnCame));
            sender.send(()).unwrap();
        };
        let turn = turns.enqueue(key.into(), &(Arc::new(post) as Post));
        (turn, receiver)
    }

    #[test]
    fn turns_at_one_key_come_one_by_one_in_order() {
        let turns: Arc<Turns> = Arc::default();
        let mut places: VecDeque<_> = (0..5).map(|_| enqueue(&turns, "a")).collect();
        let (elsewhere, told) = enqueue(&turns, "b");
        assert!(elsewhere.came_at_once() && told.try_recv().is_err());
        while let Some((turn, told)) = places.pop_front() {
            assert!(turn.came_at_once() != told.try_recv().is_ok());
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
