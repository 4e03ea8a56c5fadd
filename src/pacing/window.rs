//! So many requests in such a span of time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A limit of the service, and the requests that count towards it. A request counts from its answer on: the service
/// counted it earlier, so that no span of the service's holds more than this one.
#[derive(Clone, Debug)]
pub(super) struct Window {
    most: usize,
    span: Duration,
    counted: VecDeque<Instant>,
}

impl Window {
    pub(super) const fn new(most: usize, span: Duration) -> Window {
        Window { most, span, counted: VecDeque::new() }
    }

    pub(super) fn span(&self) -> Duration {
        self.span
    }

    /// The service says so.
    pub(super) fn set_most(&mut self, most: usize) {
        self.most = most;
    }

    pub(super) fn count(&mut self, at: Instant) {
        self.counted.retain(|counted| *counted + self.span > at);
        // Answers are told a little out of their order.
        let place = self.counted.partition_point(|counted| *counted <= at);
        self.counted.insert(place, at);
    }

    /// When there is room for another request beside `under_way` ones whose answers are to come, with `spared` left
    /// free; `None`: now.
    pub(super) fn room_at(&self, under_way: usize, spared: usize, now: Instant) -> Option<Instant> {
        // How soon to look again where only an answer makes room.
        const SOON: Duration = Duration::from_millis(100);
        let usable = self.most - spared.min(self.most - 1);
        let counted = self.counted.partition_point(|counted| *counted + self.span <= now);
        let occupied = under_way + self.counted.len() - counted;
        let leaving = (occupied + 1).checked_sub(usable).filter(|leaving| *leaving > 0)?;
        Some(match self.counted.get(counted + leaving - 1) {
            Some(last) => *last + self.span,
            None => now + SOON,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Duration = Duration::from_secs(15);

    #[test]
    fn room_comes_when_the_oldest_leaves_the_span() {
        let start = Instant::now();
        let second = |second| start + Duration::from_secs(second);
        let mut window = Window::new(2, SPAN);
        assert_eq!(window.room_at(0, 0, start), None);
        window.count(second(1));
        window.count(second(0));
        assert_eq!(window.room_at(0, 0, second(2)), Some(second(15)));
        assert_eq!(window.room_at(0, 0, second(15)), None);
        assert_eq!(window.room_at(1, 0, second(15)), Some(second(16)));
    }

    #[test]
    fn spared_requests_are_left_but_never_all() {
        let start = Instant::now();
        let mut window = Window::new(2, SPAN);
        assert_eq!(window.room_at(0, 6, start), None);
        window.count(start);
        assert_eq!(window.room_at(0, 1, start), Some(start + SPAN));
        assert_eq!(window.room_at(0, 0, start), None);
    }

    #[test]
    fn where_only_an_answer_makes_room_it_is_soon() {
        let start = Instant::now();
        let room = Window::new(2, SPAN).room_at(2, 0, start).unwrap();
        assert!(room > start && room < start + Duration::from_secs(1));
    }
}
