//! Calls in the background: one thread of the network turns the steps of all of them, and never waits for any.
//!
//! It starts with the first call, lingers a while when it has none, and ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::driving::{Driving, Next, Patience, Surroundings};
use super::event::Event;
use super::mailbox::Mailbox;
use super::threads::{ThreadKind, Threads};
use crate::calls::{Call, Progress};
use crate::error::{Code, Error};
use crate::http::Cancel;
use crate::panics;
use crate::thread_key::ThreadKey;
use crate::threads::JoinHandle;

/// How long the idle thread waits for more.
const LINGER: Duration = Duration::from_secs(5);

/// The calls of a network that run in the background.
pub struct Background {
    shared: Arc<Shared>,
}

struct Shared {
    threads: Arc<Threads>,
    linger: Duration,
    last_id: AtomicU64,
    mailbox: Mailbox<Letter>,
    driver: Mutex<Driver>,
    ended: Condvar,
}

#[derive(Default)]
struct Driver {
    alive: bool,
    key: Option<ThreadKey>,
    thread: Option<JoinHandle>,
}

enum Letter {
    Begin(u64, Box<Task>),
    /// Something was told to this one.
    Look(u64),
    End,
}

/// Who is told how a call in the background goes on.
pub trait Report: Send {
    /// Some of it is done.
    fn progress(&mut self, progress: Progress);
    /// It is over, and has handed over its outcome; an error is the text of a panic.
    fn finish(self: Box<Self>, ended: Result<(), String>);
}

impl Background {
    /// No thread starts now.
    pub fn new(threads: Arc<Threads>) -> Background {
        Background::lingering(threads, LINGER)
    }

    fn lingering(threads: Arc<Threads>, linger: Duration) -> Background {
        Background {
            shared: Arc::new(Shared {
                threads,
                linger,
                last_id: AtomicU64::new(0),
                mailbox: Mailbox::default(),
                driver: Mutex::default(),
                ended: Condvar::new(),
            }),
        }
    }

    /// Begins a call, which `cancel` ends. Its place among those that change the same thing is taken when this returns. Blocks on nothing.
    pub fn start(
        &self,
        call: Box<dyn Call>,
        around: Arc<Surroundings>,
        cancel: Arc<Cancel>,
        report: Box<dyn Report>,
    ) -> Result<(), Error> {
        let id = self.shared.last_id.fetch_add(1, Ordering::Relaxed);
        let (address, events) = (self.shared.clone(), Arc::new(Mailbox::default()));
        let inbox = events.clone();
        let post = Arc::new(move |event| {
            inbox.post(event);
            address.mailbox.post(Letter::Look(id));
        });
        let mut driver = self.shared.driver();
        if !driver.alive {
            self.shared.clone().start(&mut driver)?;
        }
        // The thread ends only under the lock that is held here, and only with an empty mailbox.
        let driving = Driving::new(call, around, cancel, post, Patience::NeverWaits);
        self.shared.mailbox.post(Letter::Begin(id, Box::new(Task { driving, events, report: Some(report) })));
        drop(driver);
        Ok(())
    }

    /// Lets the thread end once its calls are over, and waits for it until `until`, but not on itself.
    pub fn end(&self, until: Instant) {
        let mut driver = self.shared.driver();
        if driver.alive {
            self.shared.mailbox.post(Letter::End);
        }
        while driver.alive {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || driver.key == Some(ThreadKey::current()) {
                return;
            }
            driver = self.shared.ended.wait_timeout(driver, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let thread = driver.thread.take();
        drop(driver);
        if let Some(thread) = thread {
            // It has left its loop: this waits for no more than the system's own end of a thread.
            thread.join();
        }
    }
}

impl Shared {
    fn start(self: Arc<Shared>, driver: &mut Driver) -> Result<(), Error> {
        let threads = self.threads.clone();
        let thread = threads.spawn(ThreadKind::Driver, move || self.work());
        let thread = thread.map_err(|error| Error::new(Code::System, error.to_string()))?;
        *driver = Driver { alive: true, key: None, thread: Some(thread) };
        Ok(())
    }

    fn work(&self) {
        self.driver().key = Some(ThreadKey::current());
        let mut tasks = Tasks::default();
        let mut ending = false;
        loop {
            while let Some(letter) = self.mailbox.take() {
                match letter {
                    Letter::Begin(id, task) => tasks.begin(id, task),
                    Letter::Look(id) => drop(tasks.ready.insert(id)),
                    Letter::End => ending = true,
                }
            }
            tasks.advance(Instant::now());
            let idle = tasks.running.is_empty();
            match tasks.earliest() {
                Some(until) => self.mailbox.wait(until),
                None if idle && !ending => self.mailbox.wait(Instant::now() + self.linger),
                None => {}
            }
            // Ended tasks have said all they had to say before they ended.
            if idle && self.leave() {
                return;
            }
        }
    }

    /// Ends the thread, unless there is mail.
    fn leave(&self) -> bool {
        let mut driver = self.driver();
        if !self.mailbox.is_empty() {
            return false;
        }
        driver.alive = false;
        drop(driver);
        self.ended.notify_all();
        true
    }

    fn driver(&self) -> MutexGuard<'_, Driver> {
        self.driver.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The calls under way, and when to look at each. No hash table: a new thread makes one only where the system gives random
/// numbers.
#[derive(Default)]
struct Tasks {
    running: BTreeMap<u64, (Box<Task>, Option<Instant>)>,
    due: BTreeSet<(Instant, u64)>,
    ready: BTreeSet<u64>,
}

impl Tasks {
    fn begin(&mut self, id: u64, task: Box<Task>) {
        self.running.insert(id, (task, None));
        self.ready.insert(id);
    }

    /// Turns the steps of those that something was told, or whose time has come.
    fn advance(&mut self, now: Instant) {
        let due = self.due.iter().take_while(|(until, _)| *until <= now).map(|(_, id)| *id);
        self.ready.extend(due);
        while let Some(id) = self.ready.pop_first() {
            let Some((task, next)) = self.running.get_mut(&id) else { continue };
            if let Some(next) = next.take() {
                self.due.remove(&(next, id));
            }
            match panics::caught(|| task.advance()) {
                Ok(Some(until)) => {
                    *next = Some(until);
                    self.due.insert((until, id));
                }
                Ok(None) => self.end(id, None),
                Err(text) => self.end(id, Some(text)),
            }
        }
    }

    fn end(&mut self, id: u64, defect: Option<String>) {
        if let Some((mut task, next)) = self.running.remove(&id) {
            if let Some(next) = next {
                self.due.remove(&(next, id));
            }
            if let Some(text) = defect {
                task.finish(Err(text));
            }
        }
    }

    fn earliest(&self) -> Option<Instant> {
        self.due.first().map(|(until, _)| *until)
    }
}

/// One call.
struct Task {
    driving: Driving,
    events: Arc<Mailbox<Event>>,
    report: Option<Box<dyn Report>>,
}

impl Task {
    /// Until when there is nothing to do; `None`: it is over, and has reported.
    fn advance(&mut self) -> Option<Instant> {
        while let Some(event) = self.events.take() {
            self.driving.take(event);
        }
        match self.driving.advance() {
            Next::Wait(until) => {
                if let Some(report) = &mut self.report {
                    report.progress(self.driving.progress());
                }
                Some(until)
            }
            Next::Over => {
                self.finish(Ok(()));
                None
            }
        }
    }

    fn finish(&mut self, ended: Result<(), String>) {
        if let Some(report) = self.report.take() {
            report.finish(ended);
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        // A letter that comes late may hold what holds the mailbox.
        self.events.close();
    }
}

#[cfg(test)]
mod tests;
