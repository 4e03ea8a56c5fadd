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
/// in one program.
pub struct mpsd_emulator {
    _opaque: (),
}

/// Starts an emulator on 127.0.0.1, with two threads. It accepts connections when this returns. Release it with
/// mpsd_emulator_stop.
/// Errors: INVALID_ARGUMENT includes an unknown setting or value, an invalid scenario (with its line and the reason), and
/// a port that is in use or not permitted; CONNECT: the system provides no socket or thread.
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

/// Returns the emulator's URL, such as "http://127.0.0.1:40123", for the `endpoint` of clients. Valid until
/// mpsd_emulator_stop. Never NULL: "" for NULL or a stopped emulator, so that creating a client with it fails instead of
/// reaching the live service.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_emulator_url(emulator: *mut mpsd_emulator) -> *const c_char {
    let url = caught(|| running::look(emulator.addr(), |running| running.url.as_ptr()));
    url.ok().flatten().unwrap_or(c"".as_ptr())
}

/// Stops an emulator and discards its state. Requests in progress get 300 ms to finish, then all connections are closed.
/// Blocks for less than a second.
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
