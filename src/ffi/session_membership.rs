//! Joining and leaving sessions.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::operation::mpsd_operation;
use super::result::mpsd_result;
use super::session::mpsd_session;
use super::session_exchange::{self, Wanted, by_handle, by_reference};
use super::session_reference::mpsd_session_reference;
use super::start::Start;
use super::text;
use crate::error::Error;
use crate::sessions::{JoinRequest, MemberJoin};

/// Joins an existing session as an active member: a write with If-Match: * of the member "me" (needs the client's
/// xuid).
/// `member_properties` is a JSON object, the member's custom properties; NULL: none. At most 1 MiB. What else the member
/// says of itself is in call->join: above all the real-time connection and subscription that live clients join with, and
/// without which a session of the capability connectionRequiredForActiveMembers keeps no active member, as most of
/// Microsoft's session templates have it.
/// Otherwise as mpsd_write_session; PRECONDITION_FAILED when there is no such session; NOT_FOUND with HTTP status 204 when
/// the session ended with this write: the player is in none; also INVALID_ARGUMENT for what mpsd_session_document_join
/// refuses, and for another player's xuid in call->join.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    member_properties: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        let options = || call_options::joining(call);
        session_exchange::write(
            client,
            target,
            options,
            Wanted::on_success(result),
            error,
            |client, target, options| client.join_session(target, &join_request(member_properties, call)?, options),
        )
    }
}

/// Starts mpsd_join_session in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_join_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    member_properties: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let start = Start { joins: true, ..Start::of("mpsd_join_session") };
        start.start(client, call, operation, error, |client, options| {
            client.calls().join_session(&by_reference(session)?, &join_request(member_properties, call)?, options)
        })
    }
}

/// Gives what mpsd_join_session_start has brought: `*result` is a session object of its own for each call, the
/// caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING while it
/// runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::write_result("mpsd_join_session", operation, result, error) }
}

/// Joins the session a handle points at, an invite's or an activity's: PUT /handles/{handle_id}/session. An invite's
/// handle lets its recipient into a session that would refuse others. As mpsd_join_session; NOT_FOUND when the handle
/// is unknown, expired or replaced. The result tells the session's reference: use that from then on, a handle may die
/// before its session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    member_properties: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        let options = || call_options::joining(call);
        session_exchange::write(
            client,
            target,
            options,
            Wanted::on_success(result),
            error,
            |client, target, options| client.join_session(target, &join_request(member_properties, call)?, options),
        )
    }
}

/// Starts mpsd_join_session_by_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_join_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    member_properties: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let start = Start { joins: true, ..Start::of("mpsd_join_session_by_handle") };
        start.start(client, call, operation, error, |client, options| {
            client.calls().join_session(&by_handle(handle_id)?, &join_request(member_properties, call)?, options)
        })
    }
}

/// Gives what mpsd_join_session_by_handle_start has brought: `*result` is a session object of its own for each
/// call, the caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING
/// while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by
/// another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_by_handle_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::write_result("mpsd_join_session_by_handle", operation, result, error) }
}

/// Leaves a session: a write of the member "me" as null. The player's activity in it ends too. Succeeds with HTTP
/// status 204 and no document where the player was the last member. PRECONDITION_FAILED when there is no such session.
/// Otherwise as mpsd_write_session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_reference(session);
        session_exchange::write(
            client,
            target,
            || call_options::call_options(call),
            Wanted::on_success(result),
            error,
            |client, target, options| client.leave_session(target, options),
        )
    }
}

/// Starts mpsd_leave_session in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_leave_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_leave_session").start(client, call, operation, error, |client, call| {
            client.calls().leave_session(&by_reference(session)?, call)
        })
    }
}

/// Gives what mpsd_leave_session_start has brought: `*result` is a session object of its own for each call, the
/// caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING while it
/// runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::write_result("mpsd_leave_session", operation, result, error) }
}

/// Leaves the session a handle points at: PUT /handles/{handle_id}/session. As mpsd_leave_session; NOT_FOUND when the
/// handle is unknown, expired or replaced.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let target = || by_handle(handle_id);
        session_exchange::write(
            client,
            target,
            || call_options::call_options(call),
            Wanted::on_success(result),
            error,
            |client, target, options| client.leave_session(target, options),
        )
    }
}

/// Starts mpsd_leave_session_by_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_leave_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_leave_session_by_handle").start(client, call, operation, error, |client, call| {
            client.calls().leave_session(&by_handle(handle_id)?, call)
        })
    }
}

/// Gives what mpsd_leave_session_by_handle_start has brought: `*result` is a session object of its own for each
/// call, the caller's to end with mpsd_session_destroy, NULL without one (`result` NULL: not wanted). MPSD_PENDING
/// while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by
/// another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_by_handle_result(
    operation: *mut mpsd_operation,
    result: *mut *mut mpsd_session,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { session_exchange::write_result("mpsd_leave_session_by_handle", operation, result, error) }
}

/// # Safety
/// `member_properties` is NULL or NUL-terminated; `call` is NULL or points to as many readable bytes as its `struct_size`
/// says, and what it points to is what the types say.
unsafe fn join_request(member_properties: *const c_char, call: *const mpsd_call_options) -> Result<JoinRequest, Error> {
    // SAFETY: the caller's promise is this function's.
    let (properties, member) = unsafe {
        (text::optional(member_properties, "member_properties", text::DOCUMENT_LIMIT)?, call_options::join(call)?)
    };
    let plain = JoinRequest::new(properties)?;
    match member {
        None => Ok(plain),
        Some(member) if properties.is_none() => JoinRequest::of(member),
        Some(MemberJoin { custom_properties: Some(_), .. }) => {
            Err(Error::argument("member_properties", "must be NULL where call->join has custom_properties"))
        }
        Some(member) => JoinRequest::of(MemberJoin { custom_properties: properties.map(str::to_owned), ..member }),
    }
}
