//! Invites: one call, one row per recipient.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list;
use super::invite_result::{self, mpsd_invite_result};
use super::objects;
use super::operation::{mpsd_operation, still_running};
use super::out::{Out, OutArray};
use super::result::mpsd_result;
use super::session_reference::mpsd_session_reference;
use super::start::Start;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::{CallOptions, InviteRows};
use crate::error::Error;
use crate::handles::Invite;

/// Whom to invite, and where. Start from MPSD_INVITE_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_invite {
    /// sizeof(mpsd_invite).
    pub struct_size: u32,
    /// The title the recipients are invited to; 0: the client's.
    pub title_id: u32,
    /// The session. Its name is required here: without one each recipient would get a session of its own.
    pub session: mpsd_session_reference,
    /// The recipients: at least one XUID and at most 10000, none of them zero, none twice.
    pub xuids: *const u64,
    /// How many.
    pub xuid_count: usize,
    /// Opaque to the service, reaches the recipient's activation URI; NULL: none. Sent as given; its percent-encoded
    /// UTF-8 is at most 256 characters.
    pub context: *const c_char,
    /// Id of a custom invite string of the title: begins with "///", at most 100 bytes after it; NULL: none.
    pub context_string: *const c_char,
    /// The sender's name where the sender is a service; NULL: none. At most 100 bytes.
    pub sender_string: *const c_char,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_invite {
    const FIRST_SIZE: usize = 8 + 8 * POINTER;
}

/// Sets every field to its default. `invite` may be NULL; `struct_size` is sizeof(mpsd_invite). Any thread; does not
/// block.
///
/// # Safety
/// `invite` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_invite_init(invite: *mut mpsd_invite, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { versioned::init(invite, struct_size) }
}

/// Invites players to a session: one POST /handles for each, concurrently over the network's connections, and one row
/// for each in `results`, in the order of `invite->xuids`: `results[i]` belongs to `invite->xuids[i]`.
/// MPSD_OK: all were delivered. MPSD_ERROR_PARTIAL: some were. Where none was, the first recipient's code. Where the call
/// was ended before its time, MPSD_ERROR_CLOSED or MPSD_ERROR_CANCELLED, though some may have been delivered.
/// Rows are written for every recipient, also when an argument is refused (except where that argument is `invite`
/// itself or its `xuids`, so that nobody knows the recipients). `result_capacity` below the number of recipients is
/// BUFFER_TOO_SMALL and nothing is sent; `results` NULL with capacity 0 is allowed: rows are not wanted.
/// A zero or repeated XUID refuses the whole call (INVALID_ARGUMENT, the message names the index) before anything is
/// sent.
/// `call` may be NULL: defaults. Its `handles` gets the handles of those that were delivered, in the order of the
/// recipients, also where the call is MPSD_ERROR_PARTIAL.
/// An invite is repeated only where it surely was not processed (no connection, 429, 503 with Retry-After): a repeated
/// invite shows a second toast. `error` tells of the first recipient that failed; its `message` begins with the XUID.
/// Errors beside these: INVALID_UTF8, TOO_LONG, INVALID_HANDLE, and in the rows all of the sending kind.
/// Any thread; blocks until the last answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements, `results` to
/// `result_capacity`; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_send_invites(
    client: *mut mpsd_client,
    invite: *const mpsd_invite,
    call: *const mpsd_call_options,
    results: *mut mpsd_invite_result,
    result_capacity: usize,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let mut rows = OutArray::new(results, result_capacity, "results")?;
        let given = versioned::read(invite, "invite")?;
        let xuids = text::array(given.xuids, given.xuid_count, "invite->xuids")?;
        let sent = call_options::creating(call)
            .and_then(|(call, handles)| Ok((send(client, &given, xuids, &call, &rows)?, handles)));
        match sent {
            Ok((sent, handles)) => {
                invite_result::give(&sent, None, &mut rows);
                let delivered: Vec<_> = sent.iter().filter_map(|(_, result)| result?.as_ref().ok()).collect();
                handle_list::set_created(handles, &delivered)?;
                invite_result::summary(&sent)
            }
            Err(refusal) => {
                for (index, xuid) in xuids.iter().take(result_capacity).enumerate() {
                    rows.set(index, mpsd_invite_result::refused(*xuid, &refusal));
                }
                Err(refusal)
            }
        }
    })
}

/// Starts mpsd_send_invites in the background: its arguments, limits and errors. See mpsd_operation. A refused argument
/// writes no rows. Any thread; does not block.
///
/// # Safety
/// As for mpsd_send_invites; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_send_invites_start(
    client: *mut mpsd_client,
    invite: *const mpsd_invite,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_send_invites").start(client, call, operation, error, |client, call| {
            let given = versioned::read(invite, "invite")?;
            let xuids = text::array(given.xuids, given.xuid_count, "invite->xuids")?;
            client.calls().send_invites(&read_invite(&given, xuids)?, call)
        })
    }
}

/// Gives what mpsd_send_invites_start has brought: one row for each recipient, in the order of its `invite->xuids`, and
/// in `*count` (NULL: not wanted) how many they are. MPSD_PENDING while it runs: the rows of recipients that are over are
/// given then, too, the others have the result MPSD_PENDING. Else its outcome, as that of mpsd_send_invites, as often as
/// it is asked for. After a cancel the rows tell what was delivered.
/// `result_capacity` below the number of recipients is BUFFER_TOO_SMALL, with `*count` and no rows; `results` NULL with
/// capacity 0 is allowed: rows are not wanted. INVALID_HANDLE, or INVALID_ARGUMENT (started by another function, `results`
/// NULL with a capacity). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write, `results` of `result_capacity` elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_send_invites_result(
    operation: *mut mpsd_operation,
    results: *mut mpsd_invite_result,
    result_capacity: usize,
    count: *mut usize,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let count = Out::optional(count);
        let mut rows = OutArray::new(results, result_capacity, "results")?;
        let started = objects::get(operation, "operation")?;
        let operation = started.of::<InviteRows, Error>("mpsd_send_invites")?;
        let outcome = operation.poll();
        let sent = operation.so_far().ok_or_else(still_running)?;
        count.set(sent.count());
        rows.require(sent.count())?;
        match outcome {
            Some(Ok(sent)) => {
                invite_result::give(sent, None, &mut rows);
                invite_result::summary(sent)
            }
            Some(Err(error)) => {
                invite_result::give(sent, Some(error), &mut rows);
                Err(error.clone())
            }
            None => {
                invite_result::give(sent, None, &mut rows);
                Err(still_running())
            }
        }
    })
}

/// # Safety
/// As for `mpsd_send_invites`.
unsafe fn send(
    client: *mut mpsd_client,
    given: &mpsd_invite,
    xuids: &[u64],
    call: &CallOptions,
    rows: &OutArray<mpsd_invite_result>,
) -> Result<InviteRows, Error> {
    let client = objects::get(client, "client")?;
    rows.require(xuids.len())?;
    // SAFETY: the caller's promise is this function's.
    let invite = unsafe { read_invite(given, xuids) }?;
    client.calls().send_invites(&invite, call)?.run()
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn read_invite(given: &mpsd_invite, xuids: &[u64]) -> Result<Invite, Error> {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let mut invite = Invite::new(given.session.complete()?, xuids)?;
        invite.set_title_id(given.title_id);
        invite.set_context(text::optional(given.context, "context", text::HEADER_LIMIT * 2)?)?;
        invite.set_context_string(text::optional(given.context_string, "context_string", text::HEADER_LIMIT)?)?;
        invite.set_sender_string(text::optional(given.sender_string, "sender_string", text::HEADER_LIMIT)?)?;
        Ok(invite)
    }
}
