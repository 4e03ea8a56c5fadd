//! Seeing what a client's calls do: counters and a log.

mod counters;
mod log;

use std::fmt::{Arguments, Display};
use std::time::Duration;

pub use counters::{Counters, LATENCY_BUCKETS};
pub use log::{Log, LogLevel, LogRecord, LogSink};

use crate::http::{Failure, Response, WireRequest};
use counters::Counting;

/// What a client's calls tell of themselves.
#[derive(Debug, Default)]
pub struct Watch {
    counting: Counting,
    log: Option<Log>,
}

impl Watch {
    /// Watches with a log, if any.
    pub(crate) fn new(log: Option<Log>) -> Watch {
        Watch { counting: Counting::default(), log }
    }

    /// The counters as they are now.
    pub(crate) fn counters(&self) -> Counters {
        self.counting.read()
    }

    /// The oldest record of the log that was not taken yet.
    pub(crate) fn next_record(&self) -> Option<LogRecord> {
        self.log.as_ref()?.next()
    }

    /// Calls the log's sink no more, and waits until nobody is inside it, unless from inside.
    pub(crate) fn close(&self) {
        if let Some(log) = &self.log {
            log.close();
        }
    }

    /// An attempt begins.
    pub(crate) fn sending(&self, wire: &WireRequest, attempt: u32) {
        self.counting.sending(wire.body().len(), attempt > 1);
        let (method, origin, target) = (wire.method().as_str(), wire.origin(), wire.target());
        self.log(LogLevel::Debug, "http", format_args!("{method} {origin}{target}, attempt {attempt}"));
    }

    /// An attempt ended; `said` is what the service says of its answer for support.
    pub(crate) fn ended(&self, outcome: &Result<Response, Failure>, said: impl Display, took: Duration) {
        self.counting.ended(outcome, took);
        let ms = took.as_millis();
        match outcome {
            Ok(answer) => self.log(LogLevel::Debug, "http", format_args!("HTTP {} after {ms} ms{said}", answer.status)),
            Err(failure) => {
                self.log(LogLevel::Debug, "http", format_args!("no answer after {ms} ms: {}", failure.detail))
            }
        }
    }

    /// An answer was read but for this.
    pub(crate) fn unread(&self, notes: &[String]) {
        for note in notes {
            self.log(LogLevel::Warn, "answer", format_args!("{note}"));
        }
    }

    /// Writes a line, where somebody wants it. No token may be in it.
    pub(crate) fn log(&self, level: LogLevel, target: &'static str, text: Arguments) {
        if let Some(log) = &self.log {
            log.write(level, target, text);
        }
    }
}
