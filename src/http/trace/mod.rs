//! A record of what was sent and what came back, written while running: a HAR 1.2 file, without tokens.
//!
//! `har` is the format, `file` keeps the file whole after each entry, `open` opens what cannot block, `replay` reads such a
//! file and answers from it.

mod file;
mod har;
mod open;
mod replay;

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use self::file::TraceFile;
pub use self::replay::Replay;
use super::{Failure, Response, WireRequest};
use crate::error::Error;
use crate::secrets::Authorization;

/// Where a trace goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceOptions {
    /// The file; one that is there is replaced.
    pub file: PathBuf,
    /// How large it may grow: what does not fit is not recorded.
    pub max_bytes: u64,
}

impl TraceOptions {
    /// How large a trace may grow unless told otherwise.
    pub const DEFAULT_MAX_BYTES: u64 = 64 << 20;
}

/// A trace that is being written.
pub struct Trace {
    file: Mutex<TraceFile>,
    /// The one that writes: a process forked from it has a copy of `file`, and the locks as they were at that moment.
    process: u32,
    users: Mutex<HashMap<u64, usize>>,
    hasher: RandomState,
}

impl Trace {
    /// Creates the file.
    pub(crate) fn create(options: &TraceOptions) -> Result<Arc<Trace>, Error> {
        let file = TraceFile::create(&options.file, options.max_bytes)
            .map_err(|error| Error::argument("trace_file", format_args!("cannot be written: {error}")))?;
        Ok(Arc::new(Trace {
            file: Mutex::new(file),
            process: process::id(),
            users: Mutex::default(),
            hasher: RandomState::new(),
        }))
    }

    /// Begins to record an attempt, which begins now.
    pub(crate) fn begin(self: &Arc<Trace>) -> Recording {
        Recording { trace: self.clone(), started: SystemTime::now(), began: Instant::now() }
    }

    /// A number that tells users apart, by their tokens, and says nothing else about them.
    fn user(&self, authorization: Option<&Authorization>) -> usize {
        let Some(authorization) = authorization else { return 0 };
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let next = users.len() + 1;
        *users.entry(self.hasher.hash_one(authorization.token())).or_insert(next)
    }
}

impl Trace {
    /// Ends the recording, also where somebody still holds a request that is to be recorded: others may record into the
    /// file from now on.
    pub(crate) fn end(&self) {
        if self.process == process::id() {
            self.file.lock().unwrap_or_else(PoisonError::into_inner).release();
        }
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace").finish_non_exhaustive()
    }
}

/// How long the parts of an attempt took, as far as they took place and are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Timings {
    /// Waiting for a connection that may be used.
    pub(crate) blocked: Option<Duration>,
    pub(crate) dns: Option<Duration>,
    /// TCP and TLS.
    pub(crate) connect: Option<Duration>,
    pub(crate) tls: Option<Duration>,
    pub(crate) send: Option<Duration>,
    pub(crate) wait: Option<Duration>,
    pub(crate) receive: Option<Duration>,
}

/// An attempt that is being recorded.
#[derive(Debug)]
pub(crate) struct Recording {
    trace: Arc<Trace>,
    started: SystemTime,
    began: Instant,
}

impl Recording {
    /// Writes the attempt down. Without timings all of its time counts as waiting.
    pub(crate) fn end(self, wire: &WireRequest, outcome: &Result<Response, Failure>, timings: Option<Timings>) {
        if self.trace.process != process::id() {
            return;
        }
        let timings = timings.unwrap_or_else(|| Timings { wait: Some(self.began.elapsed()), ..Timings::default() });
        let user = self.trace.user(wire.authorization.get());
        let entry = har::entry(self.started, user, wire, outcome, &timings);
        self.trace.file.lock().unwrap_or_else(PoisonError::into_inner).append(&entry);
    }
}
