//! What time does to the directory.

use jiff::{SignedDuration, Timestamp};

use super::Directory;
use crate::clock::{Clock, wire_time};
use crate::json::{Value, json};

impl Directory {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn clock_json(&self) -> Value {
        json!({
            "now": wire_time(self.clock.now()),
            "frozen": self.clock.is_frozen(),
            "offsetMs": self.clock.ahead().as_millis() as i64,
        })
    }

    /// Sets the clock of a directory in which nothing has happened yet, forward or back.
    pub(crate) fn start_clock(&mut self, frozen: bool, now: Option<Timestamp>) {
        self.clock = Clock::starting(frozen, now);
    }

    pub(crate) fn set_clock(&mut self, frozen: bool, now: Option<Timestamp>) -> Result<(), String> {
        self.clock.set(frozen, now)?;
        self.catch_up();
        Ok(())
    }

    pub(crate) fn advance_clock(&mut self, span: SignedDuration) -> Result<(), String> {
        self.clock.advance(span)?;
        self.catch_up();
        Ok(())
    }

    /// Lets happen what is due by now, and says whether that was anything.
    /// Called before each request, and every second.
    pub(crate) fn catch_up(&mut self) -> bool {
        let now = self.clock.now();
        let handles = self.handles.len();
        self.handles.drop_expired(now);
        let due = self.sessions.due(now);
        let changed = !due.is_empty() || self.handles.len() != handles;
        for session in due {
            self.run_timers(&session, now);
        }
        changed
    }

    /// Lets every timer count by the present settings.
    pub(super) fn restart_timers(&mut self) {
        let now = self.clock.now();
        for session in self.sessions.keys().cloned().collect::<Vec<_>>() {
            self.run_timers(&session, now);
        }
    }
}
