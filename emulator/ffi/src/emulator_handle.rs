//! `mpsd_emulator`: one running emulator.

use std::ffi::{CString, c_char};
use std::io;
use std::ptr;

use emulator::{Emulator, Options};

use crate::nullable::{Nullable, NullableMut};
use crate::options::{self, mpsd_emulator_options};
use crate::outcome::{Failure, MPSD_ERROR_CONNECT, MPSD_ERROR_INVALID_ARGUMENT, caught, mpsd_error, mpsd_result, told};
use crate::running::{self, Running};

/// A running emulator: a session directory of its own, with its users, sessions and handles. Any number of them may run
/// in one program. Any thread may use it at once.
pub struct mpsd_emulator {
    _opaque: (),
}

/// Starts an emulator on 127.0.0.1; it answers from the moment this returns, on two threads of its own. `options` may be
/// NULL: all defaults. `*emulator` is the caller's, to end with mpsd_emulator_stop; on failure it is NULL.
/// Errors: INVALID_ARGUMENT (an option out of its range, a setting that does not exist or cannot have this value, a
/// scenario that cannot be, with its line and the reason, a port that is taken or not permitted), INVALID_UTF8, TOO_LONG,
/// UNSUPPORTED_VERSION, CONNECT (the system gives no socket or no thread).
/// Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_emulator_start(
    options: Nullable<mpsd_emulator_options>,
    emulator: *mut *mut mpsd_emulator,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    let start = || {
        if emulator.is_null() {
            return Err(Failure::argument("emulator", "must not be NULL"));
        }
        // SAFETY: not NULL, and the caller vouches for the rest.
        unsafe { emulator.write(ptr::null_mut()) };
        // SAFETY: the caller's promise is this function's.
        let running = started(unsafe { options::read(options) }?)?;
        // SAFETY: as above.
        unsafe { emulator.write(ptr::without_provenance_mut(running::insert(running))) };
        Ok(())
    };
    // SAFETY: the caller's promise is this function's.
    unsafe { told(error, start) }
}

/// Where the emulator listens, such as "http://127.0.0.1:40123": the `endpoint` of clients. The text lives until
/// mpsd_emulator_stop. Never NULL: "" for NULL or a stopped emulator, so that a client made with it is refused, and does not
/// talk to the live service instead.
/// Any thread; does not block.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_emulator_url(emulator: *mut mpsd_emulator) -> *const c_char {
    let url = caught(|| running::look(emulator.addr(), |running| running.url.as_ptr()));
    url.ok().flatten().unwrap_or(c"".as_ptr())
}

/// Stops an emulator and forgets all that is in it; NULL and a stale pointer do nothing. Requests under way get 300 ms to
/// finish, then all connections are closed.
/// Any thread; blocks for less than a second.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_emulator_stop(emulator: NullableMut<mpsd_emulator>) {
    // A defect has no way out here but the panic hook's.
    let _ = caught(|| {
        if let Some(running) = running::remove(emulator.addr()) {
            running.emulator.stop();
        }
    });
}

fn started(options: Options) -> Result<Running, Failure> {
    let port = options.port;
    let emulator = Emulator::start(options).map_err(|error| not_started(port, &error))?;
    // A URL has no NUL.
    let url = CString::new(emulator.url()).unwrap_or_default();
    Ok(Running { emulator, url })
}

fn not_started(port: u16, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::InvalidData {
        // It begins with the name of the option.
        return Failure::new(MPSD_ERROR_INVALID_ARGUMENT, format!("options->{error}"));
    }
    let result = match error.kind() {
        io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied => MPSD_ERROR_INVALID_ARGUMENT,
        _ => MPSD_ERROR_CONNECT,
    };
    Failure::new(result, format!("options->port: cannot listen on 127.0.0.1:{port}: {error}"))
}
