//! What all calls about one session share: which session, and the session object.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::objects;
use super::out::Out;
use super::result::mpsd_result;
use super::session::{Reader, mpsd_session, new_session};
use super::session_reference::{self, mpsd_session_reference};
use super::start::Prepare;
use super::text;
use crate::client::Reply;
use crate::error::Error;
use crate::handles::HandleId;
use crate::sessions::{Session, SessionTarget, WriteError};

/// Which session, as C names it.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Reference(*const mpsd_session_reference),
    Handle(*const c_char),
}

impl Target {
    /// # Safety
    /// Pointers are NULL or point to what their types say; strings are NUL-terminated.
    pub(super) unsafe fn read(self) -> Result<SessionTarget, Error> {
        // SAFETY: the caller's promise is this function's.
        unsafe {
            match self {
                Target::Reference(reference) => {
                    Ok(SessionTarget::Reference(session_reference::read(reference, "reference")?))
                }
                Target::Handle(handle_id) => {
                    let id = text::required(handle_id, "handle_id", text::MAX_NAME)?;
                    Ok(SessionTarget::Handle(HandleId::new(id)?))
                }
            }
        }
    }
}

/// Makes a call that reads a session.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn read(
    client: *mut mpsd_client,
    call: *const mpsd_call_options,
    session: *mut *mut mpsd_session,
    error: *mut mpsd_error,
    prepare: Prepare<Reply<Session>>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let session = Out::required(session, "session")?;
        let client = objects::get(client, "client")?;
        let reply = prepare(&client, &call_options::plain(call)?)?.run()?;
        session.set(new_session(&reply.value, reply.receipt.http_status, &Reader::of(&client))?);
        Ok(reply.receipt)
    })
}

/// What a write's session is wanted for, and what its call options may say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    Plain,
    /// The session that comes with a refusal is wanted, too.
    SessionOnRefusal,
    /// Its options may say how the member joins.
    Joining,
}

/// Makes a call that writes a session.
///
/// # Safety
/// Pointers are NULL or point to what their types say.
pub(super) unsafe fn write(
    kind: Write,
    client: *mut mpsd_client,
    call: *const mpsd_call_options,
    session: *mut *mut mpsd_session,
    error: *mut mpsd_error,
    prepare: Prepare<Reply<Session>, WriteError>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let out = Out::optional(session);
        let client = objects::get(client, "client")?;
        let call = if kind == Write::Joining { call_options::joining(call)? } else { call_options::plain(call)? };
        match prepare(&client, &call)?.run() {
            Ok(reply) => {
                if out.is_wanted() {
                    out.set(new_session(&reply.value, reply.receipt.http_status, &Reader::of(&client))?);
                }
                Ok(reply.receipt)
            }
            Err(WriteError { error, session: Some(session) }) if kind == Write::SessionOnRefusal && out.is_wanted() => {
                out.set(new_session(&session, error.http_status.unwrap_or_default(), &Reader::of(&client))?);
                Err(error)
            }
            Err(failed) => Err(failed.error),
        }
    })
}
