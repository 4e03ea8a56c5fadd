//! Invites: one call, one row per recipient.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_list;
use super::invite_result::{self, mpsd_invite_result};
use super::nullable::{Nullable, NullableMut};
use super::objects;
use super::operation::{MPSD_OPERATION_SEND_INVITES, Outcome, mpsd_operation};
use super::out::OutArray;
use super::result::mpsd_result;
use super::session_reference::{self, mpsd_session_reference};
use super::start::start;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::{CallOptions, Client, InviteRows, Prepared};
use crate::error::Error;
use crate::handles::Invite;

/// Longest context, once percent-encoded.
pub const MPSD_MAX_CONTEXT_BYTES: usize = 256;

/// Recipients of an invite, and the session.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_invite {
    /// sizeof(mpsd_invite).
    pub struct_size: u32,
    /// The title to start; 0: the client's.
    pub title_id: u32,
    /// The session, with its name: without one each recipient would get another session.
    pub session: mpsd_session_reference,
    /// 1 to MPSD_MAX_XUIDS recipients, no zero, no duplicates.
    pub xuids: *const u64,
    /// Number of `xuids`.
    pub xuid_count: usize,
    /// Passed unchanged to the recipient's activation URI; opaque to the service. Its percent-encoded UTF-8 has at
    /// most MPSD_MAX_CONTEXT_BYTES characters.
    pub context: Nullable<c_char>,
    /// Id of a custom invite string of the title: "///" and at most 100 bytes.
    pub context_string: Nullable<c_char>,
    /// The sender's name if the sender is a service; at most 100 bytes.
    pub sender_string: Nullable<c_char>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_invite {
    const FIRST_SIZE: usize = 8 + 8 * POINTER;
}

/// Invites players to a session: one POST /handles each, concurrently over the network's connections. `results[i]` is
/// the row of `invite->xuids[i]`.
/// MPSD_OK: all were delivered. MPSD_ERROR_PARTIAL: some were. None: the first recipient's code. If the call ended
/// early, MPSD_ERROR_CLOSED or MPSD_ERROR_CANCELLED, though some may have been delivered. `error` describes the first
/// recipient that failed; its `message` begins with the XUID, and its `delivery` is that of all recipients together:
/// MPSD_DELIVERY_NOT_SENT only if no invite was sent.
/// Every row is written, also when an argument is refused (unless it is `invite` or its `xuids`, as the recipients
/// are unknown then). `result_capacity` below the number of recipients is BUFFER_TOO_SMALL, and nothing is sent;
/// `results` may be NULL with capacity 0. `call->handles` gets the delivered handles in the order of the recipients,
/// also with MPSD_ERROR_PARTIAL.
/// Invite errors; in the rows request errors. INVALID_ARGUMENT names the index of a zero or duplicate XUID, and
/// nothing is sent. Not repeatable: an invite is repeated only after no connection, 429, or 503 with Retry-After, as
/// a second one shows a second toast.
///
/// # Safety
/// Pointers are NULL or point to what their types say; `xuids` to `xuid_count` elements, `results` to
/// `result_capacity`; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_send_invites(
    client: *mut mpsd_client,
    invite: *const mpsd_invite,
    call: Nullable<mpsd_call_options>,
    results: NullableMut<mpsd_invite_result>,
    result_capacity: usize,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let mut rows = OutArray::new(results, result_capacity, "results")?;
        let given = versioned::read(invite, "invite")?;
        let xuids = text::array(given.xuids, given.xuid_count, "invite->xuids")?;
        let sent = call_options::creating(call).and_then(|(call, handles)| {
            let client = objects::get(client, "client")?;
            rows.require(xuids.len())?;
            Ok((send_invites(&client, &call, &given, xuids)?.run()?, handles))
        });
        match sent {
            Ok((sent, handles)) => {
                invite_result::set(&sent, None, &mut rows);
                handle_list::set_created(handles, &invite_result::delivered(&sent))?;
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

/// As mpsd_send_invites, as an operation; a refused argument writes no rows. Outcome: mpsd_operation_get_invites.
///
/// # Safety
/// As for mpsd_send_invites; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_send_invites_start(
    client: *mut mpsd_client,
    invite: *const mpsd_invite,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_SEND_INVITES, client, call, operation, error, Outcome::Invites, &|client, call| {
            let given = versioned::read(invite, "invite")?;
            let xuids = text::array(given.xuids, given.xuid_count, "invite->xuids")?;
            send_invites(client, call, &given, xuids)
        })
    }
}

/// # Safety
/// Strings are NULL or NUL-terminated.
unsafe fn send_invites(
    client: &Client,
    call: &CallOptions,
    given: &mpsd_invite,
    xuids: &[u64],
) -> Result<Prepared<InviteRows>, Error> {
    // SAFETY: the caller's promise is this function's.
    let invite = unsafe {
        let mut invite = Invite::new(session_reference::read(&given.session, "session")?, xuids)?;
        invite.set_title_id(given.title_id);
        invite.set_context(text::optional(given.context, "context", text::MAX_HEADER * 2)?)?;
        invite.set_context_string(text::optional(given.context_string, "context_string", text::MAX_HEADER)?)?;
        invite.set_sender_string(text::optional(given.sender_string, "sender_string", text::MAX_HEADER)?)?;
        invite
    };
    client.send_invites(&invite, call)
}
