//! The connections of a network: how many may be in use at a time, and those that are kept for further requests.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::connection::Connection;
use crate::error::Delivery;
use crate::http::{Cancel, Failure, FailureKind};

/// Below the idle time after which the service and usual proxies close.
const IDLE_AGE: Duration = Duration::from_secs(55);

pub(super) struct Pool {
    /// As many may be in use, and as many may be kept.
    most: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    in_use: usize,
    /// How many threads wait: without any, a notification would be a wasted system call.
    waiting: usize,
    /// In the order in which they were used.
    kept: Vec<Kept>,
    /// How often all were dropped.
    generation: u64,
}

struct Kept {
    connection: Connection,
    since: Instant,
}

impl Pool {
    pub(super) fn new(most: u32) -> Arc<Pool> {
        Arc::new(Pool { most: most as usize, state: Mutex::default(), changed: Condvar::new() })
    }

    /// Waits until one more connection may be in use.
    pub(super) fn lease(self: &Arc<Pool>, until: Instant, cancel: &Arc<Cancel>) -> Result<Lease<'_>, Failure> {
        let mut interrupt = None;
        let mut state = self.state();
        while state.in_use == self.most {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let text = "no connection became free in time; see max_connections";
                return Err(Failure::new(FailureKind::Timeout, Delivery::NotSent, text));
            }
            if interrupt.is_none() {
                drop(state);
                interrupt = Some(cancel.on_cancel(self.waker()));
                state = self.state();
                continue;
            }
            if cancel.is_cancelled() {
                return Err(Failure::new(FailureKind::Interrupted, Delivery::NotSent, "cancelled before it was sent"));
            }
            state.waiting += 1;
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting -= 1;
        }
        state.in_use += 1;
        Ok(Lease { pool: self, generation: state.generation })
    }

    /// How many are kept for requests to `origin`.
    pub(super) fn count(&self, origin: &str) -> usize {
        let now = Instant::now();
        self.state().kept.iter().filter(|kept| kept.connection.origin() == origin && kept.is_fresh(now)).count()
    }

    /// Drops those that are kept, and those that are in use once they are given back.
    pub(super) fn clear(&self) {
        let mut state = self.state();
        state.generation += 1;
        let kept = std::mem::take(&mut state.kept);
        drop(state);
        drop(kept);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waker(self: &Arc<Pool>) -> impl Fn() + Send + Sync + 'static {
        let pool = self.clone();
        move || {
            // Taking the lock makes sure that a waiter is either before its check or in its wait.
            drop(pool.state());
            pool.changed.notify_all();
        }
    }
}

impl Kept {
    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < IDLE_AGE
    }
}

/// The right to use one connection, given back when it is dropped.
pub(super) struct Lease<'a> {
    pool: &'a Pool,
    generation: u64,
}

impl Lease<'_> {
    /// The connection to `origin` that was used last, and since when it is kept. Drops those that are kept too long.
    pub(super) fn take(&self, origin: &str) -> Option<(Connection, Instant)> {
        let now = Instant::now();
        let mut state = self.pool.state();
        let stale = state.kept.partition_point(|kept| !kept.is_fresh(now));
        let old: Vec<Kept> = state.kept.drain(..stale).collect();
        let index = state.kept.iter().rposition(|kept| kept.connection.origin() == origin);
        let kept = index.map(|index| state.kept.remove(index));
        drop(state);
        drop(old);
        kept.map(|kept| (kept.connection, kept.since))
    }

    /// Keeps a connection that can take further requests, in the place of the oldest where there are too many.
    pub(super) fn keep(&self, connection: Connection) {
        let mut state = self.pool.state();
        if state.generation != self.generation {
            return;
        }
        let oldest = (state.kept.len() >= self.pool.most).then(|| state.kept.remove(0));
        state.kept.push(Kept { connection, since: Instant::now() });
        drop(state);
        drop(oldest);
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        state.in_use -= 1;
        let somebody_waits = state.waiting > 0;
        drop(state);
        if somebody_waits {
            self.pool.changed.notify_one();
        }
    }
}
