//! `mpsd_operation`: a call in the background.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::Duration;

use super::guard::{guarded_code, guarded_quiet};
use super::invite_result;
use super::nullable::NullableMut;
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::{MPSD_OK, mpsd_result};
use super::session::Reader;
use crate::calls::Journal;
use crate::client::{InviteRows, Operation, Progress, Receipt, Reply};
use crate::error::{Code, Error};
use crate::handles::{HandleDetails, HandleList};
use crate::sessions::{Session, SessionList, WriteError};

/// A call in the background, from a _start function, which checks and copies its arguments, starts the call and
/// returns within microseconds. It fails only for a refused argument, or if the system provides no thread or random
/// numbers (SYSTEM); nothing is started then. If its `operation` is NULL, the call runs to its end and the outcome is
/// dropped.
///
/// A thread of the client's network drives the calls; worker threads send them, at most max_connections at a time, or
/// the engine does. The threads start with work and end after 5 s idle. The token callback of an operation runs on
/// one of them.
pub struct mpsd_operation {
    _opaque: (),
}

impl Opaque for mpsd_operation {
    type Object = Started;
    const TAG: Tag = Tag::Operation;
}

/// As a group: all groups.
pub const MPSD_ANY_GROUP: u32 = 0xffffffff;
/// As a timeout: no limit.
pub const MPSD_NO_TIMEOUT: u32 = 0xffffffff;

/// Which call an operation is: MPSD_OPERATION_…
pub type mpsd_operation_kind = u32;

/// No operation.
pub const MPSD_OPERATION_UNKNOWN: mpsd_operation_kind = 0;
/// mpsd_set_activity.
pub const MPSD_OPERATION_SET_ACTIVITY: mpsd_operation_kind = 1;
/// mpsd_clear_activity.
pub const MPSD_OPERATION_CLEAR_ACTIVITY: mpsd_operation_kind = 2;
/// mpsd_query_activities.
pub const MPSD_OPERATION_QUERY_ACTIVITIES: mpsd_operation_kind = 3;
/// mpsd_send_invites.
pub const MPSD_OPERATION_SEND_INVITES: mpsd_operation_kind = 4;
/// mpsd_get_handle.
pub const MPSD_OPERATION_GET_HANDLE: mpsd_operation_kind = 5;
/// mpsd_delete_handle.
pub const MPSD_OPERATION_DELETE_HANDLE: mpsd_operation_kind = 6;
/// mpsd_create_search_handle.
pub const MPSD_OPERATION_CREATE_SEARCH_HANDLE: mpsd_operation_kind = 7;
/// mpsd_search_handles.
pub const MPSD_OPERATION_SEARCH_HANDLES: mpsd_operation_kind = 8;
/// mpsd_create_transfer_handle.
pub const MPSD_OPERATION_CREATE_TRANSFER_HANDLE: mpsd_operation_kind = 9;
/// mpsd_read_session.
pub const MPSD_OPERATION_READ_SESSION: mpsd_operation_kind = 10;
/// mpsd_read_session_by_handle.
pub const MPSD_OPERATION_READ_SESSION_BY_HANDLE: mpsd_operation_kind = 11;
/// mpsd_write_session.
pub const MPSD_OPERATION_WRITE_SESSION: mpsd_operation_kind = 12;
/// mpsd_write_session_by_handle.
pub const MPSD_OPERATION_WRITE_SESSION_BY_HANDLE: mpsd_operation_kind = 13;
/// mpsd_join_session.
pub const MPSD_OPERATION_JOIN_SESSION: mpsd_operation_kind = 14;
/// mpsd_join_session_by_handle.
pub const MPSD_OPERATION_JOIN_SESSION_BY_HANDLE: mpsd_operation_kind = 15;
/// mpsd_leave_session.
pub const MPSD_OPERATION_LEAVE_SESSION: mpsd_operation_kind = 16;
/// mpsd_leave_session_by_handle.
pub const MPSD_OPERATION_LEAVE_SESSION_BY_HANDLE: mpsd_operation_kind = 17;
/// mpsd_query_sessions.
pub const MPSD_OPERATION_QUERY_SESSIONS: mpsd_operation_kind = 18;
/// mpsd_client_prewarm.
pub const MPSD_OPERATION_CLIENT_PREWARM: mpsd_operation_kind = 19;

/// Returns MPSD_PENDING while the operation runs, then its outcome. Cheap enough for every frame.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_poll(operation: *mut mpsd_operation) -> mpsd_result {
    outcome_of(operation, |operation| operation.code())
}

/// Gets the progress: `*done` of `*total` recipients of invites, or requests of a query of many users; else 0 or 1 of
/// 1. Both are equal when the operation is over, whatever the outcome.
///
/// # Safety
/// `done` and `total` are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_progress(
    operation: *mut mpsd_operation,
    done: NullableMut<u32>,
    total: NullableMut<u32>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let (done_out, total_out) = (Out::optional(done), Out::optional(total));
        let Progress { done, total } = objects::get(operation, "operation")?.outcome.operation().progress();
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        done_out.set(number(done));
        total_out.set(number(total));
        Ok(())
    })
}

/// Blocks until the operation is over, for at most `timeout_ms` (0: does not; MPSD_NO_TIMEOUT: until its deadline).
/// Returns its outcome, MPSD_PENDING if it still runs, or MPSD_ERROR_CANCELLED if it was destroyed meanwhile.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_wait(operation: *mut mpsd_operation, timeout_ms: u32) -> mpsd_result {
    outcome_of(operation, |operation| {
        operation.wait(timeout(timeout_ms));
        operation.code()
    })
}

/// Ends a running operation with MPSD_ERROR_CANCELLED within 50 ms, wherever it waits. Requests already delivered
/// stay delivered; for invites the rows say which.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_cancel(operation: *mut mpsd_operation) -> mpsd_result {
    guarded_code(|| {
        objects::get(operation, "operation")?.outcome.operation().cancel();
        Ok(())
    })
}

/// Gets the user_data of the operation's call options.
///
/// # Safety
/// `user_data` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_user_data(
    operation: *mut mpsd_operation,
    user_data: *mut *mut c_void,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let user_data = Out::required(user_data, "user_data")?;
        user_data.set(objects::get(operation, "operation")?.user_data.load(Ordering::Relaxed));
        Ok(())
    })
}

/// Gets the call that the operation runs.
///
/// # Safety
/// `kind` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_get_kind(
    operation: *mut mpsd_operation,
    kind: *mut mpsd_operation_kind,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let kind = Out::required(kind, "kind")?;
        kind.set(objects::get(operation, "operation")?.kind);
        Ok(())
    })
}

/// Destroys an operation and cancels it if it still runs. (For a call that runs unattended, start it with a NULL
/// `operation`.) mpsd_client_next_finished does not return it any more.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_destroy(operation: NullableMut<mpsd_operation>) {
    guarded_quiet(|| {
        if let Some(started) = objects::remove(operation) {
            // Who waits for it keeps it for a moment.
            started.outcome.operation().cancel();
        }
    });
}

/// An operation as C holds it.
pub(super) struct Started {
    pub(super) kind: mpsd_operation_kind,
    pub(super) outcome: Outcome,
    /// The client's user.
    pub(super) reader: Reader,
    pub(super) user_data: AtomicPtr<c_void>,
    /// What it has tried.
    pub(super) journal: Arc<Journal>,
}

impl Started {
    /// It was asked for what its call does not give.
    pub(super) fn gives_no(&self, thing: &str) -> Error {
        let call = CALLS.get(self.kind as usize).copied().unwrap_or_default();
        Error::argument("operation", format_args!("was started by {call}_start, which gives no {thing}"))
    }
}

/// The calls, by their kind.
const CALLS: [&str; 20] = [
    "",
    "mpsd_set_activity",
    "mpsd_clear_activity",
    "mpsd_query_activities",
    "mpsd_send_invites",
    "mpsd_get_handle",
    "mpsd_delete_handle",
    "mpsd_create_search_handle",
    "mpsd_search_handles",
    "mpsd_create_transfer_handle",
    "mpsd_read_session",
    "mpsd_read_session_by_handle",
    "mpsd_write_session",
    "mpsd_write_session_by_handle",
    "mpsd_join_session",
    "mpsd_join_session_by_handle",
    "mpsd_leave_session",
    "mpsd_leave_session_by_handle",
    "mpsd_query_sessions",
    "mpsd_client_prewarm",
];

/// What an operation brings.
pub(super) enum Outcome {
    Nothing(Operation<Reply<()>>),
    Cleared(Operation<Reply<bool>>),
    Ready(Operation<Reply<u32>>),
    Handle(Operation<Reply<HandleDetails>>),
    Handles(Operation<Reply<HandleList>>),
    Session(Operation<Reply<Session>>),
    /// Of a write, and whether the session that comes with a refusal is given.
    Written(Operation<Reply<Session>, WriteError>, bool),
    Sessions(Operation<Reply<SessionList>>),
    Invites(Operation<InviteRows>),
}

impl Outcome {
    /// What holds for all.
    pub(super) fn operation(&self) -> &dyn AnyOperation {
        match self {
            Outcome::Nothing(operation) => operation,
            Outcome::Cleared(operation) => operation,
            Outcome::Ready(operation) => operation,
            Outcome::Handle(operation) => operation,
            Outcome::Handles(operation) => operation,
            Outcome::Session(operation) => operation,
            Outcome::Written(operation, _) => operation,
            Outcome::Sessions(operation) => operation,
            Outcome::Invites(operation) => operation,
        }
    }
}

/// An operation, whatever it brings.
pub(super) trait AnyOperation {
    /// The outcome alone, once it is over.
    fn receipt(&self) -> Option<Result<Receipt, Error>>;
    /// Its code, or `Code::Pending`.
    fn code(&self) -> Code;
    fn progress(&self) -> Progress;
    fn wait(&self, timeout: Option<Duration>);
    fn cancel(&self);
}

impl<V: Brings, E: Fails> AnyOperation for Operation<V, E> {
    fn receipt(&self) -> Option<Result<Receipt, Error>> {
        Some(match self.poll()? {
            Ok(value) => value.receipt(),
            Err(failure) => Err(failure.error().clone()),
        })
    }

    fn code(&self) -> Code {
        match self.poll() {
            None => Code::Pending,
            Some(Ok(value)) => value.code(),
            Some(Err(failure)) => failure.error().code,
        }
    }

    fn progress(&self) -> Progress {
        self.progress()
    }

    fn wait(&self, timeout: Option<Duration>) {
        self.wait(timeout);
    }

    fn cancel(&self) {
        self.cancel();
    }
}

/// What a call brings, as far as it is the same for all.
trait Brings {
    fn receipt(&self) -> Result<Receipt, Error>;
    fn code(&self) -> Code {
        self.receipt().map_or_else(|error| error.code, |_| Code::Ok)
    }
}

impl<T> Brings for Reply<T> {
    fn receipt(&self) -> Result<Receipt, Error> {
        Ok(self.receipt.clone())
    }

    fn code(&self) -> Code {
        Code::Ok
    }
}

impl Brings for InviteRows {
    fn receipt(&self) -> Result<Receipt, Error> {
        invite_result::summary(self)
    }
}

/// A failure, with what belongs to it.
trait Fails {
    fn error(&self) -> &Error;
}

impl Fails for Error {
    fn error(&self) -> &Error {
        self
    }
}

impl Fails for WriteError {
    fn error(&self) -> &Error {
        &self.error
    }
}

/// Of an operation that is not over: MPSD_PENDING.
pub(super) fn still_running() -> Error {
    Error::new(Code::Pending, "")
}

pub(super) fn timeout(timeout_ms: u32) -> Option<Duration> {
    (timeout_ms != MPSD_NO_TIMEOUT).then(|| Duration::from_millis(u64::from(timeout_ms)))
}

fn outcome_of(operation: *mut mpsd_operation, ask: impl FnOnce(&dyn AnyOperation) -> Code) -> mpsd_result {
    let mut code = Code::Ok;
    let result = guarded_code(|| {
        code = ask(objects::get(operation, "operation")?.outcome.operation());
        Ok(())
    });
    if result == MPSD_OK { code as mpsd_result } else { result }
}
