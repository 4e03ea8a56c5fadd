//! `mpsd_invite_result`: what became of one recipient's invite.

use std::ffi::c_char;

use super::error::{MPSD_REQUEST_ID_SIZE, mpsd_delivery, mpsd_error};
use super::handle_info::MPSD_HANDLE_ID_SIZE;
use super::out::OutArray;
use super::result::{MPSD_PENDING, mpsd_result};
use super::text::write_truncated;
use crate::client::{InviteRows, Receipt, Reply};
use crate::error::{Code, Error};
use crate::handles::HandleDetails;

/// Size of a row's message.
pub const MPSD_INVITE_MESSAGE_SIZE: usize = 256;

/// The outcome for one recipient. 416 bytes. Its correlation id is in mpsd_attempt.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_invite_result {
    /// The recipient.
    pub xuid: u64,
    /// When the invite expires.
    pub expires_at_ms: i64,
    /// MPSD_OK, or why it failed.
    pub result: mpsd_result,
    /// 0: there was no answer.
    pub http_status: i32,
    /// The delay that the service requested.
    pub retry_after_ms: u32,
    /// Number of attempts.
    pub attempts: u32,
    /// Whether it may be repeated: MPSD_DELIVERY_…
    pub delivery: mpsd_delivery,
    /// Zero.
    pub reserved0: i32,
    /// The invite's handle, to join by. Empty on failure.
    pub handle_id: [c_char; MPSD_HANDLE_ID_SIZE],
    /// For support (MS-CV); empty without an attempt.
    pub request_id: [c_char; MPSD_REQUEST_ID_SIZE],
    /// As mpsd_error.message; empty on success.
    pub message: [c_char; MPSD_INVITE_MESSAGE_SIZE],
    /// Zero.
    pub reserved: [u8; 16],
}

/// Writes the rows; those that are not final get `otherwise`, or say that they are still running.
pub(super) fn set(sent: &InviteRows, otherwise: Option<&Error>, rows: &mut OutArray<mpsd_invite_result>) {
    for (index, (xuid, result)) in sent.iter().enumerate() {
        let row = match (result, otherwise) {
            (Some(Ok(reply)), _) => mpsd_invite_result::delivered(xuid, reply),
            (Some(Err(error)), _) | (None, Some(error)) => mpsd_invite_result::refused(xuid, error),
            (None, None) => mpsd_invite_result { result: MPSD_PENDING, ..mpsd_invite_result::empty(xuid) },
        };
        rows.set(index, row);
    }
}

/// The handles of the recipients that were delivered to.
pub(super) fn delivered(sent: &InviteRows) -> Vec<&Reply<HandleDetails>> {
    sent.iter().filter_map(|(_, result)| result?.as_ref().ok()).collect()
}

/// The outcome of the rows together.
pub(super) fn summary(sent: &InviteRows) -> Result<Receipt, Error> {
    let failures = || sent.iter().filter_map(|(xuid, result)| Some((xuid, result?.as_ref().err()?)));
    let ended = |(_, error): &(u64, &Error)| matches!(error.code, Code::Closed | Code::Cancelled);
    let Some((xuid, error)) = failures().find(ended).or_else(|| failures().next()) else {
        let first = sent.iter().find_map(|(_, result)| Some(result?.as_ref().ok()?.receipt.clone()));
        return Ok(first.unwrap_or_default());
    };
    let delivered = sent.iter().filter(|(_, result)| matches!(result, Some(Ok(_)))).count();
    let mut error = Error { delivery: sent.delivery(), ..error.clone() };
    if delivered > 0 {
        if !matches!(error.code, Code::Closed | Code::Cancelled) {
            error.code = Code::Partial;
        }
        error.message = format!("{xuid}: {}; {delivered} of {} delivered", error.message, sent.count());
    } else {
        error.message = format!("{xuid}: {}", error.message);
    }
    Err(error)
}

impl mpsd_invite_result {
    fn delivered(xuid: u64, reply: &Reply<HandleDetails>) -> mpsd_invite_result {
        let mut row = mpsd_invite_result::reported(xuid, &mpsd_error::success(&reply.receipt), "");
        row.expires_at_ms = reply.value.handle.expires_at_ms.unwrap_or(0);
        // `Handle` holds no identifier that does not fit.
        write_truncated(&mut row.handle_id, &reply.value.handle.id);
        row
    }

    pub(super) fn refused(xuid: u64, error: &Error) -> mpsd_invite_result {
        mpsd_invite_result::reported(xuid, &mpsd_error::failure(error), &error.message)
    }

    fn reported(xuid: u64, report: &mpsd_error, message: &str) -> mpsd_invite_result {
        let mut row = mpsd_invite_result {
            result: report.result,
            http_status: report.http_status,
            retry_after_ms: report.retry_after_ms,
            attempts: report.attempts,
            delivery: report.delivery,
            request_id: report.request_id,
            ..mpsd_invite_result::empty(xuid)
        };
        write_truncated(&mut row.message, message);
        row
    }

    fn empty(xuid: u64) -> mpsd_invite_result {
        mpsd_invite_result {
            xuid,
            expires_at_ms: 0,
            result: 0,
            http_status: 0,
            retry_after_ms: 0,
            attempts: 0,
            delivery: 0,
            reserved0: 0,
            handle_id: [0; MPSD_HANDLE_ID_SIZE],
            request_id: [0; MPSD_REQUEST_ID_SIZE],
            message: [0; MPSD_INVITE_MESSAGE_SIZE],
            reserved: [0; 16],
        }
    }
}
