//! The log of a client: its lines, and where they go.

use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::nullable::NullableMut;
use super::text::write_truncated;
use crate::error::Error;
use crate::watch::{LogLevel, LogRecord, LogSink};

/// The severity of a log record: MPSD_LOG_…
pub type mpsd_log_level = u32;

/// A request failed for good: refused, or no answer. (Only the call reports what an answer means.)
pub const MPSD_LOG_ERROR: mpsd_log_level = 1;
/// A problem that is handled: a retry, a refused token, an unreadable field of an answer.
pub const MPSD_LOG_WARN: mpsd_log_level = 2;
/// Rare events.
pub const MPSD_LOG_INFO: mpsd_log_level = 3;
/// Each attempt and its answer.
pub const MPSD_LOG_DEBUG: mpsd_log_level = 4;

/// Most log records that are kept.
pub const MPSD_MAX_LOG_CAPACITY: u32 = 65536;
/// Size of a record's target.
pub const MPSD_LOG_TARGET_SIZE: usize = 40;
/// Size of a record's text.
pub const MPSD_LOG_TEXT_SIZE: usize = 960;

/// A log record. It never contains a token.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_log_record {
    /// When it happened.
    pub time_ms: i64,
    /// Number of records dropped before this one.
    pub lost: u64,
    /// MPSD_LOG_ERROR, _WARN, _INFO or _DEBUG.
    pub level: mpsd_log_level,
    /// Zero.
    pub reserved0: u32,
    /// The subject: "http", "retry", "token", "call", "answer", "network".
    pub target: [c_char; MPSD_LOG_TARGET_SIZE],
    /// What happened, in English.
    pub text: [c_char; MPSD_LOG_TEXT_SIZE],
}

/// Receives each log record as it happens, on the thread of the call (for an operation, a network thread that other
/// operations wait for): return soon, and do not call the client. `record` is valid until it returns.
pub type mpsd_log_callback =
    Option<unsafe extern "C" fn(user_data: NullableMut<c_void>, record: *const mpsd_log_record)>;

impl mpsd_log_record {
    pub(super) fn new(record: &LogRecord) -> mpsd_log_record {
        let mut result = mpsd_log_record {
            time_ms: unix_ms(record.time),
            lost: record.lost,
            level: record.level as u32,
            reserved0: 0,
            target: [0; MPSD_LOG_TARGET_SIZE],
            text: [0; MPSD_LOG_TEXT_SIZE],
        };
        write_truncated(&mut result.target, record.target);
        write_truncated(&mut result.text, &record.text);
        result
    }
}

fn unix_ms(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |since| -since),
    }
}

/// What the options say about the log.
pub(super) fn sink(
    callback: mpsd_log_callback,
    user_data: *mut c_void,
    level: mpsd_log_level,
    capacity: u32,
) -> Result<Option<(LogLevel, LogSink)>, Error> {
    let wanted = match level {
        0 | MPSD_LOG_WARN => LogLevel::Warn,
        MPSD_LOG_ERROR => LogLevel::Error,
        MPSD_LOG_INFO => LogLevel::Info,
        MPSD_LOG_DEBUG => LogLevel::Debug,
        _ => return Err(Error::argument("options->log_level", "must be MPSD_LOG_ERROR, _WARN, _INFO or _DEBUG")),
    };
    match (callback, capacity) {
        (Some(_), 1..) => Err(Error::argument("options->log_capacity", "must be 0 with a log callback")),
        (Some(callback), 0) => {
            let function = LogFunction { callback, user_data };
            Ok(Some((wanted, LogSink::Called(Arc::new(move |record| function.call(record))))))
        }
        (None, 0) if level != 0 => {
            Err(Error::argument("options->log_level", "must be 0 with neither log callback nor log capacity"))
        }
        (None, 0) => Ok(None),
        (None, 1..=MPSD_MAX_LOG_CAPACITY) => Ok(Some((wanted, LogSink::Kept(capacity as usize)))),
        (None, _) => {
            Err(Error::argument("options->log_capacity", format_args!("must be at most {MPSD_MAX_LOG_CAPACITY}")))
        }
    }
}

struct LogFunction {
    callback: unsafe extern "C" fn(*mut c_void, *const mpsd_log_record),
    user_data: *mut c_void,
}

// SAFETY: user_data is only handed back to the callback, which the game promised to be callable from the threads that
// make calls.
unsafe impl Send for LogFunction {}
// SAFETY: as for Send.
unsafe impl Sync for LogFunction {}

impl LogFunction {
    fn call(&self, record: &LogRecord) {
        let record = mpsd_log_record::new(record);
        // SAFETY: the game promised a function of this signature; user_data is what it gave with it.
        unsafe { (self.callback)(self.user_data, &record) };
    }
}
