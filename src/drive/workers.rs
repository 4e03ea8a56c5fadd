//! The network's threads: they start with work, linger a while idle, and end.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::threads::{ThreadKind, Threads};
use crate::panics;
use crate::thread_key::ThreadKey;
use crate::threads::{JoinHandle, NoThread};

/// How long an idle worker waits for more.
const LINGER: Duration = Duration::from_secs(5);
type Job = Box<dyn FnOnce() + Send>;

/// Runs jobs on at most `most` threads.
pub struct Workers {
    shared: Arc<Shared>,
    threads: Arc<Threads>,
    most: usize,
}

struct Shared {
    linger: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    idle: usize,
    threads: Vec<JoinHandle>,
    /// Those whose thread has not left its loop, as far as they have begun it.
    working: Vec<ThreadKey>,
    alive: usize,
    ending: bool,
}

impl Workers {
    /// At most `most` threads; none of them starts now.
    pub fn new(most: u32, threads: Arc<Threads>) -> Workers {
        Workers::lingering(most, threads, LINGER)
    }

    fn lingering(most: u32, threads: Arc<Threads>, linger: Duration) -> Workers {
        let shared = Shared { linger, state: Mutex::default(), changed: Condvar::new() };
        Workers { shared: Arc::new(shared), threads, most: most as usize }
    }

    /// Runs `work` on a worker and hands what came of it to `report`, there; an error is the text of a panic. Where no
    /// thread can be had, it runs here.
    pub fn submit<T>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        report: impl FnOnce(Result<T, String>) + Send + 'static,
    ) {
        self.queue(Box::new(move || report(panics::caught(work))));
    }

    fn queue(&self, job: Job) {
        let mut state = self.shared.state();
        state.jobs.push_back(job);
        if state.idle < state.jobs.len()
            && state.alive < self.most
            && self.start(&mut state).is_err()
            && state.alive == 0
        {
            drop(state);
            self.shared.run_one();
            return;
        }
        drop(state);
        self.shared.changed.notify_one();
    }

    fn start(&self, state: &mut State) -> Result<(), NoThread> {
        let shared = self.shared.clone();
        let thread = self.threads.spawn(ThreadKind::Worker, move || shared.work())?;
        state.threads.retain(|thread| !thread.is_finished());
        state.threads.push(thread);
        state.alive += 1;
        Ok(())
    }

    /// Lets the threads end, and waits for them until `until`, but not on one of them, where a callback of the game may
    /// let the network go.
    pub fn end(&self, until: Instant) {
        let mut state = self.shared.state();
        state.ending = true;
        self.shared.changed.notify_all();
        let here = ThreadKey::current();
        while state.alive > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || state.working.contains(&here) {
                return;
            }
            state = self.shared.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let threads = std::mem::take(&mut state.threads);
        drop(state);
        for thread in threads {
            // All have left their loop: this waits for no more than the system's own end of a thread.
            thread.join();
        }
    }
}

impl Shared {
    fn work(&self) {
        let here = ThreadKey::current();
        let mut state = self.state();
        state.working.push(here);
        loop {
            if !state.jobs.is_empty() {
                drop(state);
                self.run_one();
                state = self.state();
                continue;
            }
            if state.ending {
                break;
            }
            state.idle += 1;
            let (next, timeout) = self.changed.wait_timeout(state, self.linger).unwrap_or_else(PoisonError::into_inner);
            state = next;
            state.idle -= 1;
            if timeout.timed_out() && state.jobs.is_empty() {
                break;
            }
        }
        state.alive -= 1;
        state.working.retain(|thread| *thread != here);
        drop(state);
        self.changed.notify_all();
    }

    fn run_one(&self) {
        let job = self.state().jobs.pop_front();
        if let Some(job) = job {
            job();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic;
    use std::sync::mpsc;
    use std::thread;

    fn answer() -> u16 {
        200
    }

    #[test]
    fn work_is_done_by_a_bounded_number_of_threads() {
        let workers = Workers::new(3, Arc::default());
        let (report, reports) = mpsc::channel();
        for _ in 0..50 {
            let report = report.clone();
            let send = || {
                thread::sleep(Duration::from_millis(1));
                answer()
            };
            workers.submit(send, move |_| report.send(thread::current().id()).unwrap());
        }
        let threads: std::collections::HashSet<_> = (0..50).map(|_| reports.recv().unwrap()).collect();
        assert!((1..=3).contains(&threads.len()), "{} threads", threads.len());
        assert!(workers.shared.state().alive <= 3);
    }

    #[test]
    fn idle_threads_end_by_themselves_and_start_again_with_work() {
        let workers = Workers::lingering(2, Arc::default(), Duration::from_millis(10));
        for _ in 0..2 {
            let (report, reports) = mpsc::channel();
            workers.submit(answer, move |_| report.send(()).unwrap());
            reports.recv().unwrap();
            let until = Instant::now() + Duration::from_secs(5);
            while workers.shared.state().alive > 0 {
                assert!(Instant::now() < until, "an idle worker never ended");
                thread::sleep(Duration::from_millis(1));
            }
        }
    }

    #[test]
    fn a_panic_is_a_failure_and_the_worker_lives_on() {
        let workers = Workers::new(1, Arc::default());
        let (report, reports) = mpsc::channel();
        for panics in [true, false] {
            let report = report.clone();
            let send = move || {
                // Not `panic!`: its hook would print.
                if panics { panic::resume_unwind(Box::new("a test's own panic")) } else { answer() }
            };
            workers.submit(send, move |outcome| report.send(outcome).unwrap());
        }
        assert!(reports.recv().unwrap().unwrap_err().contains("a test's own panic"));
        assert!(reports.recv().unwrap().is_ok());
    }

    #[test]
    fn ending_waits_for_idle_threads_and_not_long_for_a_stuck_one() {
        let workers = Workers::new(2, Arc::default());
        let shared = workers.shared.clone();
        let (release, released) = mpsc::channel::<()>();
        let (report, reports) = mpsc::channel();
        let quick = report.clone();
        workers.submit(answer, move |_| quick.send(()).unwrap());
        reports.recv().unwrap();
        let send = move || {
            let _ = released.recv();
            answer()
        };
        workers.submit(send, move |_| report.send(()).unwrap());
        let began = Instant::now();
        workers.end(began + Duration::from_millis(200));
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        drop(release);
        reports.recv().unwrap();
        let until = Instant::now() + Duration::from_secs(5);
        while shared.state().alive > 0 {
            assert!(Instant::now() < until, "a worker never ended");
            thread::yield_now();
        }
    }
}
