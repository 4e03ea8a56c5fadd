//! Making sessions searchable, and searching them.

use std::ffi::c_char;

use super::call_options::{self, mpsd_call_options};
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::filter::mpsd_filter;
use super::guard::guarded;
use super::handle_info::mpsd_handle_info;
use super::handle_list::{self, mpsd_handle_list};
use super::include;
use super::objects;
use super::operation::mpsd_operation;
use super::out::Out;
use super::result::mpsd_result;
use super::search_attributes::{self, mpsd_search_attributes};
use super::session_reference::{self, mpsd_session_reference};
use super::start::{self, Start};
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::error::Error;
use crate::handles::{Order, SearchHandle, SearchQuery, SocialGroup};

/// Makes a session searchable: POST /handles. A session has one search handle at a time; mpsd_delete_handle ends it,
/// and the session is no longer found. The session needs the capability `searchable` (and `hasOwners`, where it has
/// `userAuthorizationStyle`); values that change fast belong into its custom properties, which searches bring, too.
/// `attributes` may be NULL: none. `call` may be NULL: defaults; its `handles` gets the new handle in full. `handle` may
/// be NULL: not wanted; its id is empty if the service answered without a body.
/// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG (a part of the reference or an attribute breaks its rule, which the
/// message names with the attribute's index; nothing was sent), INVALID_HANDLE, and all of the sending kind. Repeated
/// only where it surely was not processed.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; arrays have as many elements as their counts say; strings are
/// NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_search_handle(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    attributes: *const mpsd_search_attributes,
    call: *const mpsd_call_options,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handle = Out::optional(handle);
        let (call, handles) = call_options::creating(call)?;
        let client = objects::get(client, "client")?;
        let reply = client.create_search_handle(&read_search(session, attributes)?, &call)?;
        handle_list::set_created(handles, &[&reply])?;
        handle.set(mpsd_handle_info::new(&reply.value.handle, reply.receipt.http_status));
        Ok(reply.receipt)
    })
}

/// Starts mpsd_create_search_handle in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_create_search_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_search_handle_start(
    client: *mut mpsd_client,
    session: *const mpsd_session_reference,
    attributes: *const mpsd_search_attributes,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_create_search_handle").start(client, call, operation, error, |client, call| {
            client.calls().create_search_handle(&read_search(session, attributes)?, call)
        })
    }
}

/// Gives what mpsd_create_search_handle_start has brought: `*handle` is the new handle, zeroed without one (NULL:
/// not wanted). MPSD_PENDING while it runs; else its outcome, as often as it is asked for. INVALID_HANDLE, or
/// INVALID_ARGUMENT (started by another function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_search_handle_result(
    operation: *mut mpsd_operation,
    handle: *mut mpsd_handle_info,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { start::handle_result("mpsd_create_search_handle", operation, handle, error) }
}

/// Which sessions to search for. Start from MPSD_SEARCH_QUERY_INIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_search_query {
    /// sizeof(mpsd_search_query).
    pub struct_size: u32,
    /// What the answer says beside the handles: MPSD_INCLUDE_… or-ed together; 0: all that there is.
    pub include: u32,
    /// 1: the largest value of `order_by` comes first; 0: the smallest.
    pub descending: u32,
    /// Zero.
    pub reserved0: u32,
    /// Whose social group; 0: the client's xuid. Only with `social_group`.
    pub social_group_owner_xuid: u64,
    /// Service configuration id, a GUID: only handles of it. NULL or empty: of any that the player may see.
    pub scid: *const c_char,
    /// Name of the sessions' template.
    pub template_name: *const c_char,
    /// Which ones: a filter that was built; NULL: all, or `filter_text`. It is only read.
    pub filter: *mut mpsd_filter,
    /// Which ones: a filter in the service's language, sent as it is, at most 16 KiB; NULL: all, or `filter`.
    pub filter_text: *const c_char,
    /// The attribute by which results are ordered: letters, digits and '/', at most 99; NULL: the service's default,
    /// "Timestamp".
    pub order_by: *const c_char,
    /// "people" (whom the owner follows) or "favorites", in any case: only sessions that one of them is a member of; NULL: any.
    pub social_group: *const c_char,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_search_query {
    const FIRST_SIZE: usize = 24 + 6 * POINTER;
}

/// Sets every field to its default. `query` may be NULL; `struct_size` is sizeof(mpsd_search_query).
/// Any thread; does not block.
///
/// # Safety
/// `query` is NULL or valid for writes of `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_search_query_init(query: *mut mpsd_search_query, struct_size: u32) {
    // SAFETY: the caller's promise is this function's.
    unsafe { versioned::init(query, struct_size) }
}

/// Searches for sessions that were made searchable: POST /handles/query. The service returns the first 100 that match
/// and has no way to ask for the next: let players refine the search. It counts searches apart from other calls, one in
/// 15 s: do not refresh a list by itself.
/// `*handles` is the caller's, to end with mpsd_handle_list_destroy; on failure it is NULL.
/// `call` may be NULL: defaults.
/// Errors: INVALID_ARGUMENT (both filters; a filter that is not complete; an unknown group; `descending` without
/// `order_by`), INVALID_UTF8, TOO_LONG, INVALID_HANDLE (client or filter), and all of the sending kind. Repeated on
/// network errors, 408, 429 and 5xx.
/// Any thread; blocks until the answer or the deadline; the token callback may run in it.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_search_handles(
    client: *mut mpsd_client,
    query: *const mpsd_search_query,
    call: *const mpsd_call_options,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let handles = Out::required(handles, "handles")?;
        let client = objects::get(client, "client")?;
        let query = read_query(&versioned::read(query, "query")?)?;
        let reply = client.search_handles(&query, &call_options::call_options(call)?)?;
        handle_list::set(handles, &reply.value, &reply.receipt)?;
        Ok(reply.receipt)
    })
}

/// Starts mpsd_search_handles in the background: its arguments, limits and errors. See mpsd_operation.
/// Any thread; does not block.
///
/// # Safety
/// As for mpsd_search_handles; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_search_handles_start(
    client: *mut mpsd_client,
    query: *const mpsd_search_query,
    call: *const mpsd_call_options,
    operation: *mut *mut mpsd_operation,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        Start::of("mpsd_search_handles").start(client, call, operation, error, |client, call| {
            client.calls().search_handles(&read_query(&versioned::read(query, "query")?)?, call)
        })
    }
}

/// Gives what mpsd_search_handles_start has brought: `*handles` is a list of its own for each call, the caller's to
/// end with mpsd_handle_list_destroy, NULL without one (`handles` NULL: not wanted). MPSD_PENDING while it runs;
/// else its outcome, as often as it is asked for. INVALID_HANDLE, or INVALID_ARGUMENT (started by another
/// function). Any thread; does not block.
///
/// # Safety
/// Pointers are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_search_handles_result(
    operation: *mut mpsd_operation,
    handles: *mut *mut mpsd_handle_list,
    error: *mut mpsd_error,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { start::handles_result("mpsd_search_handles", operation, handles, error) }
}

/// # Safety
/// As for `mpsd_create_search_handle`.
unsafe fn read_search(
    session: *const mpsd_session_reference,
    attributes: *const mpsd_search_attributes,
) -> Result<SearchHandle, Error> {
    // SAFETY: the caller's promise is this function's.
    let (session, (attributes, json)) =
        unsafe { (session_reference::read(session)?, search_attributes::read(attributes)?) };
    let mut search = SearchHandle::new(session, attributes)?;
    if let Some(json) = json {
        search.merge_attributes(json)?;
    }
    Ok(search)
}

/// # Safety
/// As for `mpsd_search_handles`.
unsafe fn read_query(given: &mpsd_search_query) -> Result<SearchQuery, Error> {
    // SAFETY: the caller's promise is this function's.
    let (mut query, filter_text, order_by, group) = unsafe {
        (
            SearchQuery::new(
                text::optional(given.scid, "query->scid", text::NAME_LIMIT)?.filter(|scid| !scid.is_empty()),
                text::required(given.template_name, "query->template_name", text::NAME_LIMIT)?,
            )?,
            text::optional(given.filter_text, "query->filter_text", text::FILTER_LIMIT)?,
            text::optional(given.order_by, "query->order_by", text::NAME_LIMIT)?,
            text::optional(given.social_group, "query->social_group", text::NAME_LIMIT)?,
        )
    };
    if given.reserved0 != 0 {
        return Err(Error::argument("query->reserved0", "must be 0"));
    }
    match (given.filter.is_null(), filter_text) {
        (true, None) => {}
        (true, Some(text)) => query.set_filter_text(text)?,
        (false, None) => query.set_filter(&objects::get(given.filter, "query->filter")?.current())?,
        (false, Some(_)) => return Err(Error::argument("query->filter_text", "must be NULL where a filter is given")),
    }
    match (order_by, given.descending) {
        (None, 0) => {}
        (Some(attribute), 0) => query.set_order(attribute, Order::Ascending)?,
        (Some(attribute), 1) => query.set_order(attribute, Order::Descending)?,
        (None, _) => return Err(Error::argument("query->descending", "must be 0 without order_by")),
        _ => return Err(Error::argument("query->descending", "must be 0 or 1")),
    }
    match group {
        Some(group) => query.set_social_group(SocialGroup::from_moniker(group)?, given.social_group_owner_xuid),
        None if given.social_group_owner_xuid != 0 => {
            return Err(Error::argument("query->social_group_owner_xuid", "must be 0 without a social group"));
        }
        None => {}
    }
    if let Some(include) = include::read(given.include)? {
        query.set_include(include);
    }
    Ok(query)
}
