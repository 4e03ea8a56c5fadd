//! So many requests in such a span of time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A limit of the service, and the requests that count towards it. A request counts from its answer on: the service
/// counted it earlier, so that no span of the service's holds more than this one.
///
/// Room depends on the newest requests alone, as many as the limit allows: older ones are forgotten, however many are
/// counted.
#[derive(Clone, Debug)]
pub(super) struct Window {
    most: usize,
    span: Duration,
    /// In order of time, at most `most`.
    newest: VecDeque<Instant>,
}

impl Window {
    pub(super) const fn new(most: usize, span: Duration) -> Window {
        Window { most, span, newest: VecDeque::new() }
    }

    pub(super) fn span(&self) -> Duration {
        self.span
    }

    /// The service says so. What a lower limit has forgotten a higher one does not bring back.
    pub(super) fn set_most(&mut self, most: usize) {
        self.most = most;
        self.forget();
        self.newest.shrink_to(most);
    }

    pub(super) fn count(&mut self, at: Instant) {
        // Answers are reported a little out of their order.
        let place = self.newest.partition_point(|counted| *counted <= at);
        self.newest.insert(place, at);
        self.forget();
    }

    fn forget(&mut self) {
        let surplus = self.newest.len().saturating_sub(self.most);
        self.newest.drain(..surplus);
    }

    /// When there is room for another request beside `under_way` ones whose answers are to come, with `spared` left
    /// free; `None`: now.
    pub(super) fn room_at(&self, under_way: usize, spared: usize, now: Instant) -> Option<Instant> {
        // How soon to look again where only an answer makes room.
        const SOON: Duration = Duration::from_millis(100);
        let usable = self.most - spared.min(self.most - 1);
        let Some(free) = usable.checked_sub(under_way).filter(|free| *free > 0) else {
            return Some(now + SOON);
        };
        // There is room once fewer than `free` requests are in the span.
        let last = self.newest.len().checked_sub(free)?;
        Some(self.newest[last] + self.span).filter(|leaves| *leaves > now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    #[test]
    fn a_million_requests_take_no_more_than_the_limit() {
        let start = Instant::now();
        let mut window = Window::new(300, SPAN);
        for number in 0..1_000_000 {
            window.count(start + Duration::from_micros(number));
            assert!(window.newest.len() <= 300);
        }
        assert!(window.newest.capacity() <= 1024, "{}", window.newest.capacity());
        let first_kept = start + Duration::from_micros(1_000_000 - 300);
        assert_eq!(window.room_at(0, 0, start + Duration::from_secs(1)), Some(first_kept + SPAN));
        window.set_most(30);
        assert!(window.newest.capacity() <= 64, "{}", window.newest.capacity());
    }

    /// Every request, walked at every question.
    struct Naive {
        most: usize,
        counted: Vec<Instant>,
    }

    impl Naive {
        /// What another limit makes it forget.
        fn set_most(&mut self, most: usize) {
            self.counted.sort();
            let surplus = self.counted.len().saturating_sub(self.most.min(most));
            self.counted.drain(..surplus);
            self.most = most;
        }

        /// Whether a request may be sent at a time, as the service would say.
        fn has_room(&self, under_way: usize, spared: usize, at: Instant) -> bool {
            let in_span = self.counted.iter().filter(|counted| **counted + SPAN > at).count();
            under_way + in_span < self.most - spared.min(self.most - 1)
        }
    }

    #[derive(Clone, Debug)]
    enum Step {
        Count(Duration),
        SetMost(usize),
        Ask { under_way: usize, spared: usize, at: Duration },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        // Whole seconds, so that times coincide; out of order, as answers come.
        let time = || (0u64..40).prop_map(Duration::from_secs);
        let step = prop_oneof![
            6 => time().prop_map(Step::Count),
            1 => (1usize..12).prop_map(Step::SetMost),
            3 => (0usize..8, 0usize..8, time()).prop_map(|(under_way, spared, at)| Step::Ask { under_way, spared, at }),
        ];
        prop::collection::vec(step, 0..80)
    }

    proptest! {
        #[test]
        fn it_answers_as_one_that_remembers_everything(most in 1usize..12, steps in steps()) {
            let start = Instant::now();
            let mut window = Window::new(most, SPAN);
            let mut naive = Naive { most, counted: Vec::new() };
            for step in steps {
                match step {
                    Step::Count(at) => {
                        window.count(start + at);
                        naive.counted.push(start + at);
                    }
                    Step::SetMost(most) => {
                        window.set_most(most);
                        naive.set_most(most);
                    }
                    Step::Ask { under_way, spared, at } => {
                        let now = start + at;
                        let room = window.room_at(under_way, spared, now);
                        prop_assert_eq!(room.is_none(), naive.has_room(under_way, spared, now));
                        if let Some(room) = room.filter(|_| naive.has_room(under_way, spared, now + SPAN * 4)) {
                            prop_assert!(naive.has_room(under_way, spared, room), "the wait is long enough");
                            let before = room - Duration::from_nanos(1);
                            prop_assert!(!naive.has_room(under_way, spared, before), "and no longer");
                        }
                    }
                }
            }
        }
    }
}
