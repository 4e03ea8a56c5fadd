//! Making sessions searchable, and searching them.

use std::ffi::c_char;

use super::call_options::mpsd_call_options;
use super::client::mpsd_client;
use super::error::mpsd_error;
use super::filter::{MPSD_MAX_FILTER_BYTES, mpsd_filter};
use super::handle_exchange;
use super::handle_info::mpsd_handle_info;
use super::handle_list::mpsd_handle_list;
use super::include::{self, mpsd_includes};
use super::nullable::{Nullable, NullableMut};
use super::objects;
use super::operation::{MPSD_OPERATION_CREATE_SEARCH_HANDLE, MPSD_OPERATION_SEARCH_HANDLES, Outcome, mpsd_operation};
use super::result::{mpsd_bool, mpsd_result};
use super::search_attributes::{self, mpsd_search_attributes};
use super::session_reference::{self, mpsd_session_reference};
use super::start::start;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::client::{CallOptions, Client, Prepared, Reply};
use crate::error::Error;
use crate::handles::{HandleDetails, HandleList, Order, SearchHandle, SearchQuery, SocialGroup};

/// Makes a session searchable: POST /handles. A session has one search handle at a time; deleting it
/// (mpsd_delete_handle) ends that. The session needs the capability `searchable` (and `hasOwners` if it has
/// `userAuthorizationStyle`). Values that change fast belong in its custom properties, which searches return, too.
/// Request errors; INVALID_ARGUMENT names the attribute's index. Not repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; arrays have as many elements as their counts say; strings are
/// NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_search_handle(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    attributes: Nullable<mpsd_search_attributes>,
    call: Nullable<mpsd_call_options>,
    handle: NullableMut<mpsd_handle_info>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        handle_exchange::create(client, call, handle, error, &|client, call| {
            create_search_handle(client, call, reference, attributes)
        })
    }
}

/// As mpsd_create_search_handle, as an operation. Outcome: mpsd_operation_get_handle.
///
/// # Safety
/// As for mpsd_create_search_handle; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_create_search_handle_start(
    client: *mut mpsd_client,
    reference: *const mpsd_session_reference,
    attributes: Nullable<mpsd_search_attributes>,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_CREATE_SEARCH_HANDLE, client, call, operation, error, Outcome::Handle, &|client, call| {
            create_search_handle(client, call, reference, attributes)
        })
    }
}

/// The sessions to search for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_search_query {
    /// sizeof(mpsd_search_query).
    pub struct_size: u32,
    /// What the response contains besides handles; 0: everything available.
    pub include: mpsd_includes,
    /// Whether the largest value of `order_by` comes first.
    pub descending: mpsd_bool,
    /// Zero.
    pub reserved0: [u8; 7],
    /// The social group's owner; 0: the client's xuid. Only with `social_group`.
    pub social_group_owner_xuid: u64,
    /// Only handles of this SCID; NULL or empty: of any that the player may see.
    pub scid: Nullable<c_char>,
    /// The sessions' template.
    pub template_name: *const c_char,
    /// A filter, which is only read; NULL: all, or `filter_text`.
    pub filter: NullableMut<mpsd_filter>,
    /// A filter in the service's language, sent unchanged, at most MPSD_MAX_FILTER_BYTES; NULL: all, or `filter`.
    pub filter_text: Nullable<c_char>,
    /// The attribute that orders the results: at most 99 letters, digits and '/'; NULL: "Timestamp", the service's
    /// default.
    pub order_by: Nullable<c_char>,
    /// Only sessions with a member from "people" (whom the owner follows) or "favorites", case-insensitive.
    pub social_group: Nullable<c_char>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_search_query {
    const FIRST_SIZE: usize = 24 + 6 * POINTER;
}

/// Searches for searchable sessions: POST /handles/query. The service returns the first 100 matches and no further
/// pages: let players refine the search. It limits searches to one in 15 s: do not refresh a list automatically.
/// Request errors. Repeatable.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_search_handles(
    client: *mut mpsd_client,
    query: *const mpsd_search_query,
    call: Nullable<mpsd_call_options>,
    handles: *mut *mut mpsd_handle_list,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe { handle_exchange::find(client, call, handles, error, &|client, call| search_handles(client, call, query)) }
}

/// As mpsd_search_handles, as an operation. Outcome: mpsd_operation_get_handles.
///
/// # Safety
/// As for mpsd_search_handles; `operation` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_search_handles_start(
    client: *mut mpsd_client,
    query: *const mpsd_search_query,
    call: Nullable<mpsd_call_options>,
    operation: NullableMut<*mut mpsd_operation>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    unsafe {
        start(MPSD_OPERATION_SEARCH_HANDLES, client, call, operation, error, Outcome::Handles, &|client, call| {
            search_handles(client, call, query)
        })
    }
}

/// # Safety
/// As for `mpsd_create_search_handle`.
unsafe fn create_search_handle(
    client: &Client,
    call: &CallOptions,
    reference: *const mpsd_session_reference,
    attributes: *const mpsd_search_attributes,
) -> Result<Prepared<Reply<HandleDetails>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let (session, (attributes, json)) =
        unsafe { (session_reference::read(reference, "reference")?, search_attributes::read(attributes)?) };
    let mut search = SearchHandle::new(session, attributes)?;
    if let Some(json) = json {
        search.merge_attributes(json)?;
    }
    client.create_search_handle(&search, call)
}

/// # Safety
/// As for `mpsd_search_handles`.
unsafe fn search_handles(
    client: &Client,
    call: &CallOptions,
    query: *const mpsd_search_query,
) -> Result<Prepared<Reply<HandleList>>, Error> {
    // SAFETY: the caller's promise is this function's.
    let query = unsafe { read_query(&versioned::read(query, "query")?) }?;
    client.search_handles(&query, call)
}

/// # Safety
/// As for `mpsd_search_handles`.
unsafe fn read_query(given: &mpsd_search_query) -> Result<SearchQuery, Error> {
    // SAFETY: the caller's promise is this function's.
    let (mut query, filter_text, order_by, group) = unsafe {
        (
            SearchQuery::new(
                text::optional(given.scid, "query->scid", text::MAX_NAME)?.filter(|scid| !scid.is_empty()),
                text::required(given.template_name, "query->template_name", text::MAX_NAME)?,
            )?,
            text::optional(given.filter_text, "query->filter_text", MPSD_MAX_FILTER_BYTES)?,
            text::optional(given.order_by, "query->order_by", text::MAX_NAME)?,
            text::optional(given.social_group, "query->social_group", text::MAX_NAME)?,
        )
    };
    if given.reserved0 != [0; 7] {
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
