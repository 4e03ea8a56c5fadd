//! `mpsd_handle_info`: a handle as the service answered it.

use std::ffi::c_char;

use super::text::write_truncated;
use crate::handles::Handle;

/// Bytes of a handle's id, with its NUL.
pub const MPSD_HANDLE_ID_SIZE: usize = 40;
/// Bytes of a SCID, with its NUL.
pub const MPSD_SCID_SIZE: usize = 40;
/// Bytes of a template's name, with its NUL.
pub const MPSD_TEMPLATE_NAME_SIZE: usize = 104;
/// Bytes of a session's name, with its NUL.
pub const MPSD_SESSION_NAME_SIZE: usize = 104;

/// A handle as the service answered it. Owned by the caller; nothing in it must be freed. 384 bytes, and stays so.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_handle_info {
    /// The handle's id, a GUID; empty if the service answered without a body and without a Location that tells it.
    pub id: [c_char; MPSD_HANDLE_ID_SIZE],
    /// SCID of the session the handle points at.
    pub scid: [c_char; MPSD_SCID_SIZE],
    /// Its template's name.
    pub template_name: [c_char; MPSD_TEMPLATE_NAME_SIZE],
    /// Its name: the GUID the service chose, when none was given.
    pub session_name: [c_char; MPSD_SESSION_NAME_SIZE],
    /// Whose activity it is; 0: not told.
    pub owner_xuid: u64,
    /// When it was created, in Unix time in milliseconds; 0: not told.
    pub created_at_ms: i64,
    /// When it expires, in Unix time in milliseconds; 0: not told.
    pub expires_at_ms: i64,
    /// The title it belongs to; 0: not told.
    pub title_id: u32,
    /// The HTTP status of the answer that brought it.
    pub http_status: i32,
    /// Zero.
    pub reserved: [u8; 64],
}

impl mpsd_handle_info {
    pub(super) fn new(handle: &Handle, http_status: u16) -> mpsd_handle_info {
        let mut out = mpsd_handle_info {
            id: [0; MPSD_HANDLE_ID_SIZE],
            scid: [0; MPSD_SCID_SIZE],
            template_name: [0; MPSD_TEMPLATE_NAME_SIZE],
            session_name: [0; MPSD_SESSION_NAME_SIZE],
            owner_xuid: handle.owner_xuid.unwrap_or(0),
            created_at_ms: handle.created_at_ms.unwrap_or(0),
            expires_at_ms: handle.expires_at_ms.unwrap_or(0),
            title_id: handle.title_id.unwrap_or(0),
            http_status: i32::from(http_status),
            reserved: [0; 64],
        };
        // `Handle` holds no identifier that does not fit.
        write_truncated(&mut out.id, &handle.id);
        write_truncated(&mut out.scid, &handle.session.scid);
        write_truncated(&mut out.template_name, &handle.session.template_name);
        write_truncated(&mut out.session_name, &handle.session.name);
        out
    }
}
