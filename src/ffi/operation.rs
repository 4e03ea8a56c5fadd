//! `mpsd_operation`: a call in the background.

use std::any::Any;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::Duration;

use super::guard::{guarded_code, guarded_quiet};
use super::invite_result;
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::{MPSD_OK, mpsd_result};
use super::session::Reader;
use crate::calls::Journal;
use crate::client::{InviteRows, Operation, Progress, Receipt, Reply};
use crate::error::{Code, Error};
use crate::sessions::WriteError;

/// A call in the background: what a function mpsd_..._start gives. The caller's, to end with mpsd_operation_destroy. Any
/// thread may use it at once. It outlives its client.
///
/// A _start function checks and copies its arguments, starts the call and returns within microseconds; it never waits. A
/// refused argument is its own result, and so is SYSTEM where no thread or no random numbers can be had; nothing is started
/// then. From its return on the call has its place among those that
/// change the same thing. `operation` may be NULL there: the call runs to its end and nobody hears of it.
///
/// The calls are driven by a thread of the client's network, and sent by others, at most max_connections of them, or by
/// the engine where the network is polled. They start with work, linger for 5 s, and end. The token callback of a call in
/// the background runs on one of them.
pub struct mpsd_operation {
    _opaque: (),
}

impl Opaque for mpsd_operation {
    type Object = Started;
    const TAG: Tag = Tag::Operation;
}

/// Where a group is asked for: all of them.
pub const MPSD_ANY_GROUP: u32 = 0xffffffff;
/// Where a timeout is asked for: no end.
pub const MPSD_NO_TIMEOUT: u32 = 0xffffffff;

/// MPSD_PENDING while the operation runs, then its outcome, which is also that of its _result function. INVALID_HANDLE.
/// Any thread; does not block: cheap enough for every frame.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_poll(operation: *mut mpsd_operation) -> mpsd_result {
    outcome_of(operation, |operation| operation.code())
}

/// How far the operation is: `*done` of `*total` recipients of invites, or requests of a query of many users; else 0 or 1
/// of 1. At the end both are the same, whatever came of it. Either may be NULL. INVALID_HANDLE. Any thread; does not block.
///
/// # Safety
/// `done` and `total` are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_progress(
    operation: *mut mpsd_operation,
    done: *mut u32,
    total: *mut u32,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let (done_out, total_out) = (Out::optional(done), Out::optional(total));
        let Progress { done, total } = objects::get(operation, "operation")?.operation.progress();
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        done_out.set(number(done));
        total_out.set(number(total));
        Ok(())
    })
}

/// Waits until the operation is over, `timeout_ms` at most (0: not at all; MPSD_NO_TIMEOUT: until its deadline ends it).
/// Its outcome, or MPSD_PENDING when it still runs. INVALID_HANDLE. Destroyed meanwhile, it is over as
/// MPSD_ERROR_CANCELLED. Any thread; blocks as said.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_wait(operation: *mut mpsd_operation, timeout_ms: u32) -> mpsd_result {
    outcome_of(operation, |operation| {
        operation.wait(timeout(timeout_ms));
        operation.code()
    })
}

/// Ends the operation soon, within 50 ms wherever it waits, as MPSD_ERROR_CANCELLED, unless it is over. What was delivered
/// stays delivered: of invites the rows tell which. INVALID_HANDLE, else MPSD_OK. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_cancel(operation: *mut mpsd_operation) -> mpsd_result {
    guarded_code(|| {
        objects::get(operation, "operation")?.operation.cancel();
        Ok(())
    })
}

/// Gives the user_data of the options it was started with. INVALID_HANDLE, or INVALID_ARGUMENT (`user_data` is NULL). Any
/// thread; does not block.
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

/// Frees an operation; NULL and a stale pointer do nothing. One that still runs is cancelled, as nobody can ask for its
/// outcome any more; to let a call run by itself, start it with `operation` NULL. It is not given by
/// mpsd_client_next_finished any more. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_destroy(operation: *mut mpsd_operation) {
    guarded_quiet(|| {
        if let Some(started) = objects::remove(operation) {
            // Who waits for it keeps it for a moment.
            started.operation.cancel();
        }
    });
}

/// An operation as C holds it.
pub(super) struct Started {
    /// The function whose twin started it.
    pub(super) call: &'static str,
    pub(super) operation: Box<dyn AnyOperation>,
    /// The client's user.
    pub(super) reader: Reader,
    /// Whether a session that comes with a refusal is given.
    pub(super) on_refusal: bool,
    pub(super) user_data: AtomicPtr<c_void>,
    /// What it has tried.
    pub(super) journal: Arc<Journal>,
}

/// An operation, whatever it brings.
pub(super) trait AnyOperation: Any + Send + Sync {
    /// The outcome, once it is over.
    fn summary(&self) -> Option<Result<Receipt, Error>>;
    /// Its code, or `Code::Pending`.
    fn code(&self) -> Code;
    fn progress(&self) -> Progress;
    fn wait(&self, timeout: Option<Duration>);
    fn cancel(&self);
}

impl<V, E> AnyOperation for Operation<V, E>
where
    V: Sums + Send + Sync + 'static,
    E: Fails + Send + Sync + 'static,
{
    fn summary(&self) -> Option<Result<Receipt, Error>> {
        Some(match self.poll()? {
            Ok(value) => value.summary(),
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
pub(super) trait Sums {
    /// The call's own outcome.
    fn summary(&self) -> Result<Receipt, Error>;
    /// Its code.
    fn code(&self) -> Code {
        self.summary().map_or_else(|error| error.code, |_| Code::Ok)
    }
}

impl Sums for InviteRows {
    fn summary(&self) -> Result<Receipt, Error> {
        invite_result::summary(self)
    }
}

impl<T> Sums for Reply<T> {
    fn summary(&self) -> Result<Receipt, Error> {
        Ok(self.receipt.clone())
    }

    fn code(&self) -> Code {
        Code::Ok
    }
}

/// A failure, with what belongs to it.
pub(super) trait Fails {
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

fn outcome_of(operation: *mut mpsd_operation, ask: impl FnOnce(&dyn AnyOperation) -> Code) -> mpsd_result {
    let mut code = Code::Ok;
    let result = guarded_code(|| {
        code = ask(&*objects::get(operation, "operation")?.operation);
        Ok(())
    });
    if result == MPSD_OK { code as mpsd_result } else { result }
}

pub(super) fn timeout(timeout_ms: u32) -> Option<Duration> {
    (timeout_ms != MPSD_NO_TIMEOUT).then(|| Duration::from_millis(u64::from(timeout_ms)))
}
