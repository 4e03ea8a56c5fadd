//! `mpsd_handle_list`: the handles that a call found, with all that the service tells of them.

use std::ffi::c_char;
use std::ptr;

use super::access::{join_restriction, mpsd_join_restriction, mpsd_visibility, visibility};
use super::guard::{guarded_code, guarded_quiet};
use super::handle_info::mpsd_handle_info;
use super::lent::Lent;
use super::nullable::{Nullable, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::{mpsd_bool, mpsd_result};
use super::search_attributes::{mpsd_number_attribute, mpsd_string_attribute};
use super::session_reference::mpsd_session_reference;
use super::skipped::SkippedView;
use crate::client::{Receipt, Reply};
use crate::error::Error;
use crate::handles::{HandleDetails, HandleKind, HandleList, HandleSession};

/// Handles from a query, a search, a read, or calls that create them.
pub struct mpsd_handle_list {
    _opaque: (),
}

impl Opaque for mpsd_handle_list {
    type Object = List;
    const TAG: Tag = Tag::HandleList;
}

/// What a handle is for: MPSD_HANDLE_…
pub type mpsd_handle_type = u32;

/// A type that the service did not report or this library does not know.
pub const MPSD_HANDLE_UNKNOWN: mpsd_handle_type = 0;
/// A player's current activity.
pub const MPSD_HANDLE_ACTIVITY: mpsd_handle_type = 1;
/// An invite to one player.
pub const MPSD_HANDLE_INVITE: mpsd_handle_type = 2;
/// Makes a session searchable.
pub const MPSD_HANDLE_SEARCH: mpsd_handle_type = 3;
/// Extends access from one session to another.
pub const MPSD_HANDLE_TRANSFER: mpsd_handle_type = 4;

/// Everything the service reports about a handle. A field that cannot be read is unknown; `json` has it, and the
/// client's log a record (MPSD_LOG_WARN, at most 20 per answer).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_handle_details {
    /// The handle; its `id` is the argument of mpsd_join_session_by_handle.
    pub handle: mpsd_handle_info,
    /// MPSD_HANDLE_…
    pub handle_type: mpsd_handle_type,
    /// MPSD_VISIBILITY_… of the session.
    pub visibility: mpsd_visibility,
    /// MPSD_JOIN_RESTRICTION_… of the session.
    pub join_restriction: mpsd_join_restriction,
    /// Current members of the session.
    pub members_count: u32,
    /// Maximum members of the session.
    pub max_members_count: u32,
    /// Invite: its title.
    pub invite_title_id: u32,
    /// Whether the session is closed to joins; 0 also if unknown.
    pub closed: mpsd_bool,
    /// Zero.
    pub reserved0: [u8; 7],
    /// Invite: its sender.
    pub sender_xuid: u64,
    /// Invite: its recipient.
    pub invited_xuid: u64,
    /// When the session was posted.
    pub posted_at_ms: i64,
    /// How invites through the handle are shown, such as "game".
    pub invite_protocol: Nullable<c_char>,
    /// How invites to the session are shown, such as "game".
    pub session_invite_protocol: Nullable<c_char>,
    /// The titles that can open the handle: a JSON object by platform.
    pub game_types: Nullable<c_char>,
    /// The session's custom properties, JSON.
    pub custom_properties: Nullable<c_char>,
    /// The session's roles and their members, a JSON object.
    pub role_info: Nullable<c_char>,
    /// Invite: the context in the recipient's activation.
    pub context: Nullable<c_char>,
    /// Invite: id of the custom invite string.
    pub context_string: Nullable<c_char>,
    /// Invite: the sender's name if a service sent it.
    pub sender_string: Nullable<c_char>,
    /// Transfer handle: the session whose access it extends; else all NULL.
    pub origin: mpsd_session_reference,
    /// Search handle: its tags.
    pub tags: Nullable<*const c_char>,
    /// Number of `tags`.
    pub tag_count: usize,
    /// Search handle: its string attributes, by name.
    pub strings: Nullable<mpsd_string_attribute>,
    /// Number of `strings`.
    pub string_count: usize,
    /// Search handle: its number attributes, by name.
    pub numbers: Nullable<mpsd_number_attribute>,
    /// Number of `numbers`.
    pub number_count: usize,
    /// Search handle: the session's owners.
    pub session_owners: Nullable<u64>,
    /// Number of `session_owners`.
    pub session_owner_count: usize,
    /// The handle's JSON from the service; empty if it sent none; never NULL.
    pub json: *const c_char,
    /// Search handle: its attributes as a JSON object from the service, including those that do not fit the arrays
    /// above.
    pub search_attributes: Nullable<c_char>,
    /// Zero.
    pub reserved: [u8; 56],
}

/// The contents of a list.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_handle_list_info {
    /// Number of handles.
    pub count: usize,
    /// Rows of the response that are unreadable and therefore missing: no object, or no GUID as id.
    pub skipped_count: usize,
    /// The response's JSON, never NULL: the service's own if there was one response (empty if it had no body), else
    /// merged like one query's, without duplicates.
    pub json: *const c_char,
    /// Its length.
    pub json_size: usize,
    /// Zero.
    pub reserved: [u8; 32],
}

/// Gets the contents of a list.
///
/// # Safety
/// `info` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_handle_list_get_info(
    handles: *mut mpsd_handle_list,
    info: *mut mpsd_handle_list_info,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let info = Out::required(info, "info")?;
        info.set(objects::get(handles, "handles")?.info());
        Ok(())
    })
}

/// Gets the handle at `index`. INVALID_ARGUMENT if there is none.
///
/// # Safety
/// `details` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_handle_list_get(
    handles: *mut mpsd_handle_list,
    index: usize,
    details: *mut mpsd_handle_details,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let details = Out::required(details, "details")?;
        let list = objects::get(handles, "handles")?;
        let element = list.elements.get(index);
        details.set(element.ok_or_else(|| Error::argument("index", "is beyond the list's count"))?.view());
        Ok(())
    })
}

/// Gets why a row was skipped, such as `results[3].id: is missing in the answer`. `index` is below skipped_count;
/// after the first 100, `*reason` is NULL.
///
/// # Safety
/// `reason` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_handle_list_get_skipped(
    handles: *mut mpsd_handle_list,
    index: usize,
    reason: *mut *const c_char,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let reason = Out::required(reason, "reason")?;
        reason.set(objects::get(handles, "handles")?.skipped.reason(index)?);
        Ok(())
    })
}

/// Destroys the list.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_handle_list_destroy(handles: NullableMut<mpsd_handle_list>) {
    guarded_quiet(|| {
        objects::remove(handles);
    });
}

/// Makes the list an object and gives it to the caller.
pub(super) fn set(out: Out<*mut mpsd_handle_list>, list: &HandleList, receipt: &Receipt) -> Result<(), Error> {
    insert(out, list, |_| receipt.http_status)
}

/// The same with the handles that a call created, if they are wanted.
pub(super) fn set_created(out: Out<*mut mpsd_handle_list>, created: &[&Reply<HandleDetails>]) -> Result<(), Error> {
    if !out.is_wanted() || created.is_empty() {
        return Ok(());
    }
    let list = HandleList::of(created.iter().map(|reply| reply.value.clone()).collect());
    insert(out, &list, |index| created[index].receipt.http_status)
}

fn insert(out: Out<*mut mpsd_handle_list>, list: &HandleList, http_status: impl Fn(usize) -> u16) -> Result<(), Error> {
    let mut texts = Lent::default();
    let element = |(index, details)| Element::new(details, http_status(index), &mut texts);
    let elements = list.handles.iter().enumerate().map(element).collect();
    let skipped = SkippedView::new(&list.skipped);
    let (json, json_size) = (texts.keep(&list.json), list.json.len());
    out.set(objects::insert(List { elements, skipped, json, json_size, _texts: texts }.into())?);
    Ok(())
}

pub(super) struct List {
    elements: Vec<Element>,
    skipped: SkippedView,
    json: *const c_char,
    json_size: usize,
    /// Keeps what the pointers to texts point to, those of the elements too.
    _texts: Lent,
}

// SAFETY: the pointers are to texts that the list itself keeps, and nothing changes them.
unsafe impl Send for List {}
// SAFETY: as for Send.
unsafe impl Sync for List {}

impl List {
    fn info(&self) -> mpsd_handle_list_info {
        mpsd_handle_list_info {
            count: self.elements.len(),
            skipped_count: self.skipped.count,
            json: self.json,
            json_size: self.json_size,
            reserved: [0; 32],
        }
    }
}

/// A handle as C sees it, and the arrays it points to.
struct Element {
    /// Its pointers to arrays are NULL until `view` sets them in a copy.
    details: mpsd_handle_details,
    tags: Vec<*const c_char>,
    strings: Vec<mpsd_string_attribute>,
    numbers: Vec<mpsd_number_attribute>,
    session_owners: Vec<u64>,
}

impl Element {
    fn new(details: &HandleDetails, http_status: u16, texts: &mut Lent) -> Element {
        let related = &details.related_info;
        let invite = details.invite_attributes.as_deref();
        let attributes = &details.search_attributes;
        Element {
            details: mpsd_handle_details {
                handle: mpsd_handle_info::new(&details.handle, http_status),
                handle_type: handle_type(details.kind),
                visibility: visibility(related.visibility),
                join_restriction: join_restriction(related.join_restriction),
                members_count: related.members_count.unwrap_or(0),
                max_members_count: related.max_members_count.unwrap_or(0),
                invite_title_id: invite.and_then(|invite| invite.title_id).unwrap_or(0),
                closed: mpsd_bool::from(related.closed),
                reserved0: [0; 7],
                sender_xuid: details.sender_xuid.unwrap_or(0),
                invited_xuid: details.invited_xuid.unwrap_or(0),
                posted_at_ms: related.posted_at_ms.unwrap_or(0),
                invite_protocol: texts.lend(details.invite_protocol.as_deref()),
                session_invite_protocol: texts.lend(related.invite_protocol.as_deref()),
                game_types: texts.lend(details.game_types.as_deref()),
                custom_properties: texts.lend(details.custom_properties.as_deref()),
                role_info: texts.lend(details.role_info.as_deref()),
                context: texts.lend(invite.and_then(|invite| invite.context.as_deref())),
                context_string: texts.lend(invite.and_then(|invite| invite.context_string.as_deref())),
                sender_string: texts.lend(invite.and_then(|invite| invite.sender_string.as_deref())),
                origin: lent_session(details.origin.as_deref(), texts),
                tags: ptr::null(),
                tag_count: attributes.tags.len(),
                strings: ptr::null(),
                string_count: attributes.strings.len(),
                numbers: ptr::null(),
                number_count: attributes.numbers.len(),
                session_owners: ptr::null(),
                session_owner_count: related.session_owners.len(),
                json: texts.keep(&details.json),
                search_attributes: texts.lend(details.search_attributes_json.as_deref()),
                reserved: [0; 56],
            },
            tags: attributes.tags.iter().map(|tag| texts.lend(Some(tag))).collect(),
            strings: attributes
                .strings
                .iter()
                .map(|(name, value)| mpsd_string_attribute {
                    name: texts.lend(Some(name)),
                    value: texts.lend(Some(value)),
                })
                .collect(),
            numbers: attributes
                .numbers
                .iter()
                .map(|(name, value)| mpsd_number_attribute { name: texts.lend(Some(name)), value: *value })
                .collect(),
            session_owners: related.session_owners.clone(),
        }
    }

    fn view(&self) -> mpsd_handle_details {
        mpsd_handle_details {
            tags: first(&self.tags),
            strings: first(&self.strings),
            numbers: first(&self.numbers),
            session_owners: first(&self.session_owners),
            ..self.details
        }
    }
}

fn first<T>(array: &[T]) -> *const T {
    if array.is_empty() { ptr::null() } else { array.as_ptr() }
}

fn lent_session(session: Option<&HandleSession>, texts: &mut Lent) -> mpsd_session_reference {
    let mut part = |part: fn(&HandleSession) -> &str| texts.lend(session.map(part));
    mpsd_session_reference {
        scid: part(|session| &session.scid),
        template_name: part(|session| &session.template_name),
        name: part(|session| &session.name),
    }
}

fn handle_type(kind: HandleKind) -> mpsd_handle_type {
    match kind {
        HandleKind::Unknown => MPSD_HANDLE_UNKNOWN,
        HandleKind::Activity => MPSD_HANDLE_ACTIVITY,
        HandleKind::Invite => MPSD_HANDLE_INVITE,
        HandleKind::Search => MPSD_HANDLE_SEARCH,
        HandleKind::Transfer => MPSD_HANDLE_TRANSFER,
    }
}
