//! What happened, in words: handed to a function, or kept to be taken.

use std::collections::VecDeque;
use std::fmt::{self, Arguments};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::gate::Gate;

/// How much a record matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum LogLevel {
    /// A request failed for good: it was refused, or no answer came. (What an answer means is told by the call alone.)
    Error = 1,
    /// Something is not as it should be, and is mended: a retry, a refused token, a field of an answer that cannot be read.
    Warn = 2,
    /// What happens seldom.
    Info = 3,
    /// Each attempt.
    Debug = 4,
}

/// One line of the log. No token is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// When.
    pub time: SystemTime,
    /// How much it matters.
    pub level: LogLevel,
    /// What it is about: `http`, `retry`, `token`, `call`, `answer`.
    pub target: &'static str,
    /// What happened.
    pub text: String,
    /// How many records before this one were lost, as nobody had taken them in time.
    pub lost: u64,
}

/// Where records go.
#[derive(Clone)]
pub enum LogSink {
    /// To a function, on the thread where it happens. It must not call the client.
    Called(Arc<dyn Fn(&LogRecord) + Send + Sync>),
    /// Into a list of this many, to be taken with `Client::next_log_record`; the oldest are lost where it is full.
    Kept(usize),
}

/// A client's log.
pub struct Log {
    level: LogLevel,
    sink: LogSink,
    gate: Gate,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    records: VecDeque<LogRecord>,
    lost: u64,
}

impl Log {
    /// A log of records that matter at least so much.
    pub(crate) fn new(level: LogLevel, sink: LogSink) -> Log {
        Log { level, sink, gate: Gate::default(), kept: Mutex::default() }
    }

    pub(super) fn write(&self, level: LogLevel, target: &'static str, text: Arguments) {
        if level > self.level {
            return;
        }
        let record = LogRecord { time: SystemTime::now(), level, target, text: text.to_string(), lost: 0 };
        match &self.sink {
            LogSink::Called(function) => {
                if let Some(_inside) = self.gate.enter() {
                    function(&record);
                }
            }
            LogSink::Kept(most) => self.keep(record, *most),
        }
    }

    fn keep(&self, record: LogRecord, most: usize) {
        let mut kept = self.kept();
        while kept.records.len() >= most.max(1) {
            kept.records.pop_front();
            kept.lost += 1;
        }
        kept.records.push_back(record);
    }

    pub(super) fn next(&self) -> Option<LogRecord> {
        let mut kept = self.kept();
        let mut record = kept.records.pop_front()?;
        record.lost = std::mem::take(&mut kept.lost);
        Some(record)
    }

    pub(super) fn close(&self) {
        self.gate.close();
        self.gate.wait_until_left();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("level", &self.level).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_in_order_and_what_is_lost_is_told() {
        let log = Log::new(LogLevel::Warn, LogSink::Kept(2));
        for number in 0..5 {
            log.write(LogLevel::Warn, "http", format_args!("{number}"));
            log.write(LogLevel::Debug, "http", format_args!("not wanted"));
        }
        let taken: Vec<_> = std::iter::from_fn(|| log.next()).map(|record| (record.text, record.lost)).collect();
        assert_eq!(taken, [("3".to_owned(), 3), ("4".to_owned(), 0)]);
    }

    #[test]
    fn a_closed_log_calls_nobody() {
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let sink = seen.clone();
        let log = Log::new(
            LogLevel::Error,
            LogSink::Called(Arc::new(move |record| sink.lock().unwrap().push(record.text.clone()))),
        );
        log.write(LogLevel::Error, "call", format_args!("first"));
        log.close();
        log.write(LogLevel::Error, "call", format_args!("second"));
        assert_eq!(*seen.lock().unwrap(), ["first"]);
    }
}
