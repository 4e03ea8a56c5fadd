//! Joining and leaving sessions.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::nullable::{Nullable, NullableMut};
use super::operation::{
    MPSD_OPERATION_JOIN_SESSION, MPSD_OPERATION_JOIN_SESSION_BY_HANDLE, MPSD_OPERATION_LEAVE_SESSION,
    MPSD_OPERATION_LEAVE_SESSION_BY_HANDLE, Outcome, mpsd_operation,
};
use super::result::mpsd_result;
use super::session::mpsd_session;
use super::session_exchange::{self, Target, Write};
use super::session_join::MPSD_MAX_CUSTOM_JSON_BYTES;
use super::session_reference::mpsd_session_reference;
use super::start::start;
use super::text;
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::sessions::{JoinRequest, MemberJoin, Session, WriteError};

/// Joins an existing session as an active member: a write of the member "me" with If-Match: * (needs the client's
/// xuid). `member_properties` are the member's custom properties, a JSON object of at most
/// MPSD_MAX_CUSTOM_JSON_BYTES. call->join has the rest, above all the real-time connection and subscription of live
/// clients: sessions with the capability connectionRequiredForActiveMembers, which most of Microsoft's templates
/// have, keep no member active without them.
/// As mpsd_write_session. PRECONDITION_FAILED: there is no such session. NOT_FOUND with HTTP status 204: the session
/// ended with this write, and the player is in none. INVALID_ARGUMENT: also another player's xuid in call->join, and
/// what mpsd_session_document_join refuses.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    member_properties: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    session: NullableMut<*mut mpsd_session>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let given = call;
        session_exchange::write(Write::Joining, client, call, session, error, &|client, call| {
            join_session(client, call, Target::Reference(reference), member_properties, given)
        })
    }
}

/// As mpsd_join_session, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_join_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_start(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    member_properties: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let given = call;
        start(
            MPSD_OPERATION_JOIN_SESSION,
            client,
            call,
            operation,
            error,
            |operation| Outcome::Written(operation, false),
            &|client, call| join_session(client, call, Target::Reference(reference), member_properties, given),
        )
    }
}

/// Joins the session of a handle, of an invite or activity: PUT /handles/{handle_id}/session. An invite's handle
/// admits its recipient to a session that would refuse others. As mpsd_join_session; NOT_FOUND: the handle is
/// unknown, expired or replaced. Use the reference in the returned session from then on, as a handle may expire
/// before its session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    member_properties: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    session: NullableMut<*mut mpsd_session>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let given = call;
        session_exchange::write(Write::Joining, client, call, session, error, &|client, call| {
            join_session(client, call, Target::Handle(handle_id), member_properties, given)
        })
    }
}

/// As mpsd_join_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_join_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_join_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    member_properties: Nullable<c_char>,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        let given = call;
        start(
            MPSD_OPERATION_JOIN_SESSION_BY_HANDLE,
            client,
            call,
            operation,
            error,
            |operation| Outcome::Written(operation, false),
            &|client, call| join_session(client, call, Target::Handle(handle_id), member_properties, given),
        )
    }
}

/// Leaves a session: a write of the member "me" as null. The player's activity in it ends, too. If the player was the
/// last member, it succeeds with HTTP status 204 and no document. As mpsd_write_session. PRECONDITION_FAILED: there
/// is no such session.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    call: Nullable<mpsd_call_options>,
    session: NullableMut<*mut mpsd_session>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        session_exchange::write(Write::Plain, client, call, session, error, &|client, call| {
            leave_session(client, call, Target::Reference(reference))
        })
    }
}

/// As mpsd_leave_session, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_leave_session; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_start(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(
            MPSD_OPERATION_LEAVE_SESSION,
            client,
            call,
            operation,
            error,
            |operation| Outcome::Written(operation, false),
            &|client, call| leave_session(client, call, Target::Reference(reference)),
        )
    }
}

/// Leaves the session of a handle: PUT /handles/{handle_id}/session. As mpsd_leave_session; NOT_FOUND: the handle is
/// unknown, expired or replaced.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_by_handle(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: Nullable<mpsd_call_options>,
    session: NullableMut<*mut mpsd_session>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        session_exchange::write(Write::Plain, client, call, session, error, &|client, call| {
            leave_session(client, call, Target::Handle(handle_id))
        })
    }
}

/// As mpsd_leave_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
///
/// # Safety
/// As for mpsd_leave_session_by_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_leave_session_by_handle_start(
    client: *mut mpsd_client,
    handle_id: *const c_char,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(
            MPSD_OPERATION_LEAVE_SESSION_BY_HANDLE,
            client,
            call,
            operation,
            error,
            |operation| Outcome::Written(operation, false),
            &|client, call| leave_session(client, call, Target::Handle(handle_id)),
        )
    }
}

/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
unsafe fn join_session(
    client: &Client,
    call: &CallOptions,
    target: Target,
    member_properties: *const c_char,
    given: *const mpsd_call_options,
) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
    // SAFETY: the caller's promise is this function's.
    let (target, join) = unsafe { (target.read()?, join_request(member_properties, given)?) };
    client.join_session(&target, &join, call)
}

/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
unsafe fn leave_session(
    client: &Client,
    call: &CallOptions,
    target: Target,
) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
    // SAFETY: the caller's promise is this function's.
    client.leave_session(&unsafe { target.read() }?, call)
}

/// # Safety
/// `member_properties` is NULL or NUL-terminated; `call` is NULL or points to as many readable bytes as its `struct_size`
/// says, and what it points to is what the types say.
unsafe fn join_request(member_properties: *const c_char, call: *const mpsd_call_options) -> Result<JoinRequest, Error> {
    // SAFETY: the caller's promise is this function's.
    let (properties, member) = unsafe {
        (text::optional(member_properties, "member_properties", MPSD_MAX_CUSTOM_JSON_BYTES)?, call_options::join(call)?)
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
