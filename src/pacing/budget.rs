//! What one user in one title may still send.

use std::time::{Duration, Instant};

use super::throttle::Throttle;
use super::window::Window;
use crate::http::Quota;

/// What became of a request, for the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// The service did not get it.
    Nothing,
    /// The service served it, or may have.
    Served(Instant),
    /// The service refused to serve it: it counts towards the sustained limit only.
    Throttled(Instant),
}

/// As long as the longest limit that a throttle may tell; a wait that overflows the clock helps nobody.
const MAX_WAIT: Duration = Duration::from_secs(86_400);

/// The limits of all quotas.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    requests: Limit,
    search_reads: Limit,
    search_writes: Limit,
}

/// The two limits of one quota.
#[derive(Clone, Debug)]
struct Limit {
    burst: Window,
    sustained: Window,
    under_way: usize,
    /// The service asked to wait until then.
    blocked_until: Option<Instant>,
}

/// Microsoft's table of fine-grained rate limits: 30 in 15 s and 300 in 300 s; search handles 1 in 15 s and 20 in 300 s,
/// reads and writes apart.
impl Default for Budget {
    fn default() -> Budget {
        let search = Limit::new(1, 20);
        Budget { requests: Limit::new(30, 300), search_reads: search.clone(), search_writes: search }
    }
}

impl Limit {
    fn new(burst: usize, sustained: usize) -> Limit {
        Limit {
            burst: Window::new(burst, Duration::from_secs(15)),
            sustained: Window::new(sustained, Duration::from_secs(300)),
            under_way: 0,
            blocked_until: None,
        }
    }

    fn room_at(&self, spared: usize, now: Instant) -> Option<Instant> {
        let windows = [&self.burst, &self.sustained];
        let rooms = windows.into_iter().map(|window| window.room_at(self.under_way, spared, now));
        let blocked = self.blocked_until.filter(|until| *until > now);
        rooms.chain([blocked]).flatten().max()
    }

    fn end(&mut self, count: Count) {
        self.under_way = self.under_way.saturating_sub(1);
        match count {
            Count::Nothing => {}
            Count::Served(at) => {
                self.burst.count(at);
                self.sustained.count(at);
            }
            Count::Throttled(at) => self.sustained.count(at),
        }
    }
}

impl Budget {
    /// When there is room for a request; `None`: now.
    pub(super) fn room_at(&self, quota: Quota, spared: usize, now: Instant) -> Option<Instant> {
        self.limit(quota).room_at(spared, now)
    }

    pub(super) fn begin(&mut self, quota: Quota) {
        self.limit_mut(quota).under_way += 1;
    }

    pub(super) fn end(&mut self, quota: Quota, count: Count) {
        self.limit_mut(quota).end(count);
    }

    /// The service refused a request: it may say which limit this was, and until when.
    pub(super) fn learn(
        &mut self,
        quota: Quota,
        throttle: Option<Throttle>,
        retry_after: Option<Duration>,
        now: Instant,
    ) {
        let limit = self.limit_mut(quota);
        if let Some(Throttle { most, span }) = throttle {
            let windows = [&mut limit.burst, &mut limit.sustained];
            windows.into_iter().filter(|window| window.span() == span).for_each(|window| window.set_most(most));
        }
        let until = retry_after.map(|wait| now + wait.min(MAX_WAIT));
        limit.blocked_until = limit.blocked_until.max(until);
    }

    /// How long the limits alone make `count` requests wait.
    pub(super) fn time_for(&self, count: usize, spared: usize, now: Instant) -> Duration {
        let mut limit = self.requests.clone();
        // Those under way are taken to end now.
        for _ in 0..limit.under_way {
            limit.end(Count::Served(now));
        }
        let mut at = now;
        for _ in 0..count {
            while let Some(room) = limit.room_at(spared, at) {
                at = room;
            }
            limit.under_way += 1;
            limit.end(Count::Served(at));
        }
        at - now
    }

    fn limit(&self, quota: Quota) -> &Limit {
        match quota {
            Quota::Requests => &self.requests,
            Quota::SearchReads => &self.search_reads,
            Quota::SearchWrites => &self.search_writes,
        }
    }

    fn limit_mut(&mut self, quota: Quota) -> &mut Limit {
        match quota {
            Quota::Requests => &mut self.requests,
            Quota::SearchReads => &mut self.search_reads,
            Quota::SearchWrites => &mut self.search_writes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn serve(budget: &mut Budget, quota: Quota, at: Instant) {
        budget.begin(quota);
        budget.end(quota, Count::Served(at));
    }

    #[test]
    fn both_limits_hold() {
        let start = Instant::now();
        let mut budget = Budget::default();
        for group in 0..10 {
            let at = start + seconds(20 * group);
            for _ in 0..30 {
                assert_eq!(budget.room_at(Quota::Requests, 0, at), None, "group {group}");
                serve(&mut budget, Quota::Requests, at);
            }
        }
        let at = start + seconds(180);
        assert_eq!(budget.room_at(Quota::Requests, 0, at + seconds(15)), Some(start + seconds(300)));
        assert_eq!(budget.room_at(Quota::Requests, 0, start + seconds(300)), None);
    }

    #[test]
    fn search_handles_have_limits_of_their_own_for_reads_and_writes() {
        let start = Instant::now();
        let mut budget = Budget::default();
        serve(&mut budget, Quota::SearchReads, start);
        assert_eq!(budget.room_at(Quota::SearchReads, 0, start), Some(start + seconds(15)));
        assert_eq!(budget.room_at(Quota::SearchWrites, 0, start), None);
        assert_eq!(budget.room_at(Quota::Requests, 0, start), None);
    }

    #[test]
    fn throttled_requests_count_towards_the_sustained_limit_only() {
        let start = Instant::now();
        let mut budget = Budget::default();
        for _ in 0..300 {
            budget.begin(Quota::Requests);
            budget.end(Quota::Requests, Count::Throttled(start));
        }
        assert_eq!(budget.room_at(Quota::Requests, 0, start), Some(start + seconds(300)));
        let mut budget = Budget::default();
        for _ in 0..299 {
            budget.begin(Quota::Requests);
            budget.end(Quota::Requests, Count::Throttled(start));
        }
        assert_eq!(budget.room_at(Quota::Requests, 0, start), None);
    }

    #[test]
    fn a_429_teaches_the_limit_and_the_time() {
        let start = Instant::now();
        let mut budget = Budget::default();
        let throttle = Some(Throttle { most: 2, span: seconds(15) });
        budget.learn(Quota::Requests, throttle, Some(seconds(7)), start);
        budget.learn(Quota::Requests, None, Some(seconds(5)), start);
        assert_eq!(budget.room_at(Quota::Requests, 0, start), Some(start + seconds(7)));
        let later = start + seconds(7);
        for _ in 0..2 {
            assert_eq!(budget.room_at(Quota::Requests, 0, later), None);
            serve(&mut budget, Quota::Requests, later);
        }
        assert_eq!(budget.room_at(Quota::Requests, 0, later), Some(later + seconds(15)));
        let unknown = Some(Throttle { most: 1, span: seconds(60) });
        let mut budget = Budget::default();
        budget.learn(Quota::Requests, unknown, None, start);
        serve(&mut budget, Quota::Requests, start);
        assert_eq!(budget.room_at(Quota::Requests, 0, start), None, "no limit of ours has this span");
    }

    #[test]
    fn the_time_that_the_limits_prescribe() {
        let start = Instant::now();
        let budget = Budget::default();
        assert_eq!(budget.time_for(0, 0, start), Duration::ZERO);
        assert_eq!(budget.time_for(30, 0, start), Duration::ZERO);
        assert_eq!(budget.time_for(31, 0, start), seconds(15));
        assert_eq!(budget.time_for(100, 6, start), seconds(60));
        assert_eq!(budget.time_for(301, 0, start), seconds(300));
    }

    #[test]
    fn a_wait_without_end_is_a_day() {
        let now = Instant::now();
        for wait in [Duration::MAX, Duration::from_secs(i64::MAX as u64 / 2), seconds(86_401)] {
            let mut budget = Budget::default();
            budget.learn(Quota::Requests, None, Some(wait), now);
            assert_eq!(budget.time_for(1, 0, now), seconds(86_400));
        }
    }
}
