//! `mpsd_operation`: a call in the background.

use std::any::Any;
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::{Duration, Instant};

use super::client::{CLIENTS, mpsd_client};
use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::handle_list::{self, mpsd_handle_list};
use super::out::Out;
use super::result::{MPSD_OK, mpsd_result};
use super::session::Reader;
use super::start::{Fails, Sums, created};
use super::table::{Table, Tag};
use crate::calls::Journal;
use crate::client::{Operation, Progress, Receipt};
use crate::error::{Code, Error};

/// A call in the background: what a function mpsd_..._start gives. The caller's, to end with mpsd_operation_destroy. Any
/// thread may use it at once. It outlives its client.
///
/// A _start function checks and copies its arguments, starts the call and returns within microseconds; it never waits. A
/// refused argument is its own result, and nothing is started. From its return on the call has its place among those that
/// change the same thing. `operation` may be NULL there: the call runs to its end and nobody hears of it.
///
/// The calls are driven by a thread of the client's network, and sent by others, at most max_connections of them, or by
/// the engine where the network is polled. They start with work, linger for 5 s, and end. The token callback of a call in
/// the background runs on one of them.
pub struct mpsd_operation {
    _opaque: (),
}

pub(super) static OPERATIONS: Table<Started> = Table::new(Tag::Operation);

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
        let Progress { done, total } = OPERATIONS.get(operation, "operation")?.operation.progress();
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
        OPERATIONS.get(operation, "operation")?.operation.cancel();
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
        user_data.set(OPERATIONS.get(operation, "operation")?.user_data.load(Ordering::Relaxed));
        Ok(())
    })
}

/// Gives the handles that the operation created, with all that the service told of them: what a call that blocks puts
/// where its options' `handles` points. Of mpsd_set_activity_start, mpsd_create_search_handle_start,
/// mpsd_create_transfer_handle_start and mpsd_send_invites_start, there in the order of the recipients that were delivered
/// to. Each call gives a list of its own, the caller's, to end with mpsd_handle_list_destroy; NULL when none was created.
/// The operation's outcome; MPSD_PENDING while it runs; INVALID_HANDLE; INVALID_ARGUMENT (`handles` is NULL, or the call
/// creates no handles). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_operation_handles(
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let started = OPERATIONS.get(operation, "operation")?;
        let created = created(&started)?;
        let Some(outcome) = started.operation.summary() else { return Err(still_running()) };
        handle_list::set_created(handles, &created)?;
        outcome
    })
}

/// Frees an operation; NULL and a stale pointer do nothing. One that still runs is cancelled, as nobody can ask for its
/// outcome any more; to let a call run by itself, start it with `operation` NULL. It is not given by
/// mpsd_client_next_finished any more. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_operation_destroy(operation: *mut mpsd_operation) {
    guarded_quiet(|| {
        if let Some(started) = OPERATIONS.remove(operation) {
            // Who waits for it keeps it for a moment.
            started.operation.cancel();
        }
    });
}

/// The next operation of the client that is over, or NULL. Each is given once, in the order in which they ended, as the
/// pointer that its _start gave, and stays the caller's, to destroy: a game loop drains them once a frame. `group` is that
/// of the options they were started with (0 where none was set), or MPSD_ANY_GROUP: so the systems of an engine do not
/// take each other's. After mpsd_client_close it goes on giving; a client that is destroyed gives none: their pointers
/// stay valid. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_next_finished(client: *mut mpsd_client, group: u32) -> *mut mpsd_operation {
    let mut next = ptr::null_mut();
    guarded_quiet(|| {
        if let Ok(client) = CLIENTS.get(client, "client") {
            next = drained(|| Ok(client.next_finished(chosen(group)))).ok().flatten().unwrap_or(ptr::null_mut());
        }
    });
    next
}

/// The same, waiting for one, `timeout_ms` at most (0: not at all; MPSD_NO_TIMEOUT: without end). MPSD_OK with
/// `*operation`; MPSD_PENDING when none ended; MPSD_ERROR_CLOSED when the client was closed and none is left;
/// INVALID_HANDLE; INVALID_ARGUMENT (`operation` is NULL). `*operation` is NULL then. Any thread; blocks as said.
///
/// # Safety
/// `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_wait_finished(
    client: *mut mpsd_client,
    group: u32,
    timeout_ms: u32,
    operation: *mut *mut mpsd_operation,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let operation = Out::required(operation, "operation")?;
        let client = CLIENTS.get(client, "client")?;
        let until = timeout(timeout_ms).map(|timeout| Instant::now() + timeout);
        let left = || until.map(|until| until.saturating_duration_since(Instant::now()));
        let next = drained(|| client.wait_finished(chosen(group), left()))?;
        operation.set(next.ok_or_else(still_running)?);
        Ok(())
    })
}

/// Cancels the client's operations of a group, or of all with MPSD_ANY_GROUP, as mpsd_operation_cancel does.
/// INVALID_HANDLE, else MPSD_OK. Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_client_cancel_group(client: *mut mpsd_client, group: u32) -> mpsd_result {
    guarded_code(|| {
        CLIENTS.get(client, "client")?.cancel_group(chosen(group));
        Ok(())
    })
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

/// Of an operation that is not over: MPSD_PENDING.
pub(super) fn still_running() -> Error {
    Error::new(Code::Pending, "")
}

fn outcome_of(operation: *mut mpsd_operation, ask: impl FnOnce(&dyn AnyOperation) -> Code) -> mpsd_result {
    let mut code = Code::Ok;
    let result = guarded_code(|| {
        code = ask(&*OPERATIONS.get(operation, "operation")?.operation);
        Ok(())
    });
    if result == MPSD_OK { code as mpsd_result } else { result }
}

/// The next operation that `next` gives and that nobody has destroyed.
fn drained(mut next: impl FnMut() -> Result<Option<u64>, Error>) -> Result<Option<*mut mpsd_operation>, Error> {
    while let Some(tag) = next()? {
        // It was the pointer's address.
        let pointer = ptr::without_provenance_mut(usize::try_from(tag).unwrap_or_default());
        if OPERATIONS.get(pointer, "operation").is_ok() {
            return Ok(Some(pointer));
        }
    }
    Ok(None)
}

fn chosen(group: u32) -> Option<u32> {
    (group != MPSD_ANY_GROUP).then_some(group)
}

fn timeout(timeout_ms: u32) -> Option<Duration> {
    (timeout_ms != MPSD_NO_TIMEOUT).then(|| Duration::from_millis(u64::from(timeout_ms)))
}
