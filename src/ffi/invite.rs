//! Invites: one call, one row per recipient.

use std::ffi::c_char;

use super::client::{CLIENTS, mpsd_client};
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list;
use super::options::{self, POINTER, Versioned, mpsd_call_options};
use super::out::OutArray;
use super::reference::mpsd_session_reference;
use super::result::mpsd_result;
use super::text::{self, write_truncated};
use crate::client::{CallOptions, InviteOutcome, Receipt};
use crate::error::{Code, Error};
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
    unsafe { options::init(invite, struct_size) }
}

/// What became of one recipient's invite. Owned by the caller. 416 bytes, and stays so.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_invite_result {
    /// The recipient.
    pub xuid: u64,
    /// When the invite expires, in Unix time in milliseconds; 0: not told.
    pub expires_at_ms: i64,
    /// MPSD_OK, or why this one failed.
    pub result: mpsd_result,
    /// The HTTP status; 0: no answer came.
    pub http_status: i32,
    /// How long the service asked to wait, in milliseconds; 0: it did not say.
    pub retry_after_ms: u32,
    /// How many attempts were made to send the invite.
    pub attempts: u32,
    /// May it be repeated? MPSD_DELIVERY_…
    pub delivery: i32,
    /// Zero.
    pub reserved0: i32,
    /// The invite's handle id: what the recipient joins by. Empty on failure.
    pub handle_id: [c_char; 40],
    /// What to quote to support (MS-CV); empty when no attempt was made.
    pub request_id: [c_char; 64],
    /// What happened, with the service's own text; cut at a character if it does not fit. Empty on success.
    pub message: [c_char; 256],
    /// Zero.
    pub reserved: [u8; 16],
}

/// Invites players to a session: one POST /handles for each, concurrently over the network's connections, and one row
/// for each in `results`, in the order of `invite->xuids`: `results[i]` belongs to `invite->xuids[i]`.
/// MPSD_OK: all were delivered. MPSD_ERROR_PARTIAL: some were. Where none was, the first recipient's code.
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
        let given = options::read(invite, "invite")?;
        let xuids = text::array(given.xuids, given.xuid_count, "invite->xuids")?;
        let sent = options::creating(call).and_then(|(call, handles)| {
            let outcomes = send(client, &given, xuids, &call, &rows)?;
            Ok((outcomes, handles))
        });
        match sent {
            Ok((outcomes, handles)) => {
                for (index, outcome) in outcomes.iter().enumerate() {
                    rows.set(index, mpsd_invite_result::new(outcome));
                }
                let delivered: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.result.as_ref().ok()).collect();
                handle_list::set_created(handles, &delivered)?;
                summary(&outcomes)
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

/// # Safety
/// As for `mpsd_send_invites`.
unsafe fn send(
    client: *mut mpsd_client,
    given: &mpsd_invite,
    xuids: &[u64],
    call: &CallOptions,
    rows: &OutArray<mpsd_invite_result>,
) -> Result<Vec<InviteOutcome>, Error> {
    let client = CLIENTS.get(client, "client")?;
    rows.require(xuids.len())?;
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let mut invite = Invite::new(given.session.complete()?, xuids)?;
        invite.set_title_id(given.title_id);
        invite.set_context(text::optional(given.context, "context", text::HEADER_LIMIT * 2)?)?;
        invite.set_context_string(text::optional(given.context_string, "context_string", text::HEADER_LIMIT)?)?;
        invite.set_sender_string(text::optional(given.sender_string, "sender_string", text::HEADER_LIMIT)?)?;
        client.send_invites(&invite, call)
    }
}

/// The call's own outcome: that of the rows together.
fn summary(outcomes: &[InviteOutcome]) -> Result<Receipt, Error> {
    let Some(first_failure) = outcomes.iter().find_map(|outcome| Some((outcome.xuid, outcome.result.as_ref().err()?)))
    else {
        return Ok(outcomes
            .iter()
            .find_map(|outcome| Some(outcome.result.as_ref().ok()?.receipt.clone()))
            .unwrap_or_default());
    };
    let delivered = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
    let (xuid, error) = first_failure;
    let mut error = error.clone();
    if delivered > 0 {
        error.code = Code::Partial;
        error.message = format!("{xuid}: {}; {delivered} of {} delivered", error.message, outcomes.len());
    } else {
        error.message = format!("{xuid}: {}", error.message);
    }
    Err(error)
}

impl mpsd_invite_result {
    fn new(outcome: &InviteOutcome) -> mpsd_invite_result {
        match &outcome.result {
            Err(error) => mpsd_invite_result::refused(outcome.xuid, error),
            Ok(reply) => {
                let mut row = mpsd_invite_result::reported(outcome.xuid, &mpsd_error::success(&reply.receipt), "");
                row.expires_at_ms = reply.value.handle.expires_at_ms.unwrap_or(0);
                // `Handle` holds no identifier that does not fit.
                write_truncated(&mut row.handle_id, &reply.value.handle.id);
                row
            }
        }
    }

    fn refused(xuid: u64, error: &Error) -> mpsd_invite_result {
        mpsd_invite_result::reported(xuid, &mpsd_error::failure(error), &error.message)
    }

    fn reported(xuid: u64, report: &mpsd_error, message: &str) -> mpsd_invite_result {
        let mut row = mpsd_invite_result {
            xuid,
            expires_at_ms: 0,
            result: report.result,
            http_status: report.http_status,
            retry_after_ms: report.retry_after_ms,
            attempts: report.attempts,
            delivery: report.delivery,
            reserved0: 0,
            handle_id: [0; 40],
            request_id: report.request_id,
            message: [0; 256],
            reserved: [0; 16],
        };
        write_truncated(&mut row.message, message);
        row
    }
}
