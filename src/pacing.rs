//! Keeping within the service's rate limits: an estimate of what it has counted, and when there is room again.
//!
//! No I/O, no clock and no threads: time is an argument. All clients of the process with the same service, user and title
//! share one estimate, as the service counts them together.

mod budget;
mod throttle;
mod window;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::http::{Endpoint, Quota, Response};
use crate::process::PerProcess;
use budget::{Budget, Count};
use throttle::Throttle;

/// What to do when the service's rate limit is used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pacing {
    /// Wait for room.
    #[default]
    Wait,
    /// Fail at once.
    Fail,
    /// Send anyway.
    Off,
}

/// How a call keeps within the limits.
#[derive(Clone, Debug)]
pub struct Pacer {
    limits: Arc<RateLimits>,
    mode: Pacing,
    /// How many requests of the limit this call leaves to others.
    spared: usize,
}

impl Pacer {
    /// One request after another, or a few.
    pub fn new(limits: Arc<RateLimits>, mode: Pacing) -> Pacer {
        Pacer { limits, mode, spared: 0 }
    }

    /// Many requests at once: some of the limit is left to other calls, so that a join never waits behind a batch.
    pub fn for_batch(self) -> Pacer {
        const SPARED: usize = 6;
        Pacer { spared: SPARED, ..self }
    }

    /// How long the limits alone make `count` requests wait that begin now.
    pub fn time_for(&self, count: usize, now: Instant) -> Duration {
        match self.mode {
            Pacing::Wait => self.limits.budget().time_for(count, self.spared, now),
            Pacing::Fail | Pacing::Off => Duration::ZERO,
        }
    }

    /// Asks for room for one request.
    pub(crate) fn admit(&self, quota: Quota, now: Instant) -> Admission {
        let mut budget = self.limits.budget();
        let room_at = if self.mode == Pacing::Off { None } else { budget.room_at(quota, self.spared, now) };
        match room_at {
            None => {
                budget.begin(quota);
                Admission::Granted(Reservation { limits: self.limits.clone(), quota, count: Count::Nothing })
            }
            Some(until) if self.mode == Pacing::Fail => Admission::Refused(until),
            Some(until) => Admission::At(until),
        }
    }
}

/// Whether a request may be sent now.
#[derive(Debug)]
pub(crate) enum Admission {
    /// It may.
    Granted(Reservation),
    /// Ask again then.
    At(Instant),
    /// It may not, and the call does not wait; there is room then.
    Refused(Instant),
}

/// One request's part of the limits, which holds it from its admission on. Dropped, it is counted as what became of it:
/// given back, unless the request was sent.
#[derive(Debug)]
pub(crate) struct Reservation {
    limits: Arc<RateLimits>,
    quota: Quota,
    count: Count,
}

impl Reservation {
    /// The request goes out.
    pub(crate) fn sent(&mut self, now: Instant) {
        self.count = Count::Served(now);
    }

    /// The request did not get out.
    pub(crate) fn not_sent(mut self) {
        self.count = Count::Nothing;
    }

    /// The request got as far as it may have; no answer came.
    pub(crate) fn unanswered(mut self, now: Instant) {
        self.count = Count::Served(now);
    }

    /// The service answered, and may have said what its limits are.
    pub(crate) fn answered(mut self, response: &Response, retry_after: Option<Duration>, now: Instant) {
        self.count = Count::Served(now);
        if response.status == 429 {
            self.count = Count::Throttled(now);
            self.limits.budget().learn(self.quota, Throttle::read(&response.body), retry_after, now);
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.limits.budget().end(self.quota, self.count);
    }
}

/// What the service has counted of one user in one title.
pub struct RateLimits {
    /// Whose it is, where clients share it.
    owner: Option<Owner>,
    budget: Mutex<Budget>,
}

/// Whose requests the service counts together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Owner {
    xuid: u64,
    title_id: u32,
    endpoint: Endpoint,
}

/// In order of their owners.
type Shared = Mutex<Vec<(Owner, Weak<RateLimits>)>>;

/// The estimates in use. Under this lock none is let go of: the last one to do so takes it.
pub(crate) static SHARED: PerProcess<Shared> = PerProcess::new(Mutex::new(Vec::new()));

impl RateLimits {
    /// The estimate of a user in a title; of this caller alone where the user is not known (0).
    pub fn of(endpoint: &Endpoint, xuid: u64, title_id: u32) -> Arc<RateLimits> {
        if xuid == 0 {
            return Arc::new(RateLimits { owner: None, budget: Mutex::default() });
        }
        let owner = Owner { xuid, title_id, endpoint: endpoint.clone() };
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let place = shared.binary_search_by(|(other, _)| other.cmp(&owner));
        if let Some(limits) = place.ok().and_then(|place| shared[place].1.upgrade()) {
            return limits;
        }
        let limits = Arc::new(RateLimits { owner: Some(owner.clone()), budget: Mutex::default() });
        let entry = (owner, Arc::downgrade(&limits));
        match place {
            Ok(place) => shared[place] = entry,
            Err(place) => shared.insert(place, entry),
        }
        limits
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for RateLimits {
    fn drop(&mut self) {
        let Some(owner) = &self.owner else {
            return;
        };
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have begun anew since.
        if let Ok(place) = shared.binary_search_by(|(other, _)| other.cmp(owner))
            && shared[place].1.strong_count() == 0
        {
            shared.remove(place);
        }
        // The last one leaves nothing behind.
        if shared.is_empty() {
            *shared = Vec::new();
        }
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(xuid: u64, title_id: u32) -> Arc<RateLimits> {
        RateLimits::of(&Endpoint::new("https://pacing.example").unwrap(), xuid, title_id)
    }

    fn granted(pacer: &Pacer, now: Instant) -> Option<Reservation> {
        match pacer.admit(Quota::Requests, now) {
            Admission::Granted(reservation) => Some(reservation),
            _ => None,
        }
    }

    fn use_up(pacer: &Pacer, now: Instant) -> usize {
        let served = |mut reservation: Reservation| reservation.sent(now);
        std::iter::from_fn(|| granted(pacer, now).map(served)).take(1000).count()
    }

    #[test]
    fn clients_of_one_user_and_title_share_an_estimate() {
        let now = Instant::now();
        let (one, same, other_title, other_user) = (limits(71, 1), limits(71, 1), limits(71, 2), limits(72, 1));
        assert_eq!(use_up(&Pacer::new(one.clone(), Pacing::Wait), now), 30);
        assert_eq!(use_up(&Pacer::new(same, Pacing::Wait), now), 0);
        assert_eq!(use_up(&Pacer::new(other_title, Pacing::Wait), now), 30);
        assert_eq!(use_up(&Pacer::new(other_user, Pacing::Wait), now), 30);
        drop(one);
        assert_eq!(use_up(&Pacer::new(limits(71, 1), Pacing::Wait), now), 30, "nobody knew it any more");
    }

    #[test]
    fn an_unknown_user_has_an_estimate_for_each_client() {
        let now = Instant::now();
        for _ in 0..2 {
            assert_eq!(use_up(&Pacer::new(limits(0, 1), Pacing::Wait), now), 30);
        }
    }

    #[test]
    fn users_come_and_go_on_many_threads() {
        let (report, reports) = std::sync::mpsc::channel();
        for user in 0..4 {
            let report = report.clone();
            std::thread::spawn(move || {
                (0..50_000).for_each(|_| drop(limits(100 + user, 1)));
                report.send(()).unwrap();
            });
        }
        for _ in 0..4 {
            reports.recv_timeout(Duration::from_secs(30)).expect("nobody waits for himself");
        }
    }

    #[test]
    fn the_modes_wait_fail_or_send_anyway() {
        let now = Instant::now();
        let limits = limits(0, 1);
        assert_eq!(use_up(&Pacer::new(limits.clone(), Pacing::Wait), now), 30);
        let room = now + Duration::from_secs(15);
        let admit = |mode| Pacer::new(limits.clone(), mode).admit(Quota::Requests, now);
        assert!(matches!(admit(Pacing::Wait), Admission::At(until) if until == room));
        assert!(matches!(admit(Pacing::Fail), Admission::Refused(until) if until == room));
        assert!(matches!(admit(Pacing::Off), Admission::Granted(_)));
    }

    #[test]
    fn a_batch_leaves_some_of_the_limit_to_others() {
        let now = Instant::now();
        let limits = limits(0, 1);
        let single = Pacer::new(limits, Pacing::Wait);
        assert_eq!(use_up(&single.clone().for_batch(), now), 24);
        assert_eq!(use_up(&single, now), 6);
    }

    #[test]
    fn what_was_not_sent_is_given_back() {
        let now = Instant::now();
        let pacer = Pacer::new(limits(0, 1), Pacing::Wait);
        for _ in 0..100 {
            drop(granted(&pacer, now).expect("it was given back"));
            let mut reservation = granted(&pacer, now).expect("it was given back");
            reservation.sent(now);
            reservation.not_sent();
        }
    }
}
