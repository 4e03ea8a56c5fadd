//! `mpsd_handle_info`: a handle as the service answered it.

use std::ffi::c_char;

use super::text::write_truncated;
use crate::handles::Handle;

/// Size of a handle id.
pub const MPSD_HANDLE_ID_SIZE: usize = 40;
/// Size of a SCID.
pub const MPSD_SCID_SIZE: usize = 40;
/// Size of a template's name.
pub const MPSD_TEMPLATE_NAME_SIZE: usize = 104;
/// Size of a session's name.
pub const MPSD_SESSION_NAME_SIZE: usize = 104;

/// A handle as the service returned it. 384 bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_handle_info {
    /// A GUID; empty if the answer had neither a body nor a Location with it.
    pub id: [c_char; MPSD_HANDLE_ID_SIZE],
    /// SCID of its session.
    pub scid: [c_char; MPSD_SCID_SIZE],
    /// Its template's name.
    pub template_name: [c_char; MPSD_TEMPLATE_NAME_SIZE],
    /// If none was given, the GUID that the service chose.
    pub session_name: [c_char; MPSD_SESSION_NAME_SIZE],
    /// The activity's player.
    pub owner_xuid: u64,
    /// When it was created.
    pub created_at_ms: i64,
    /// When it expires.
    pub expires_at_ms: i64,
    /// Its title.
    pub title_id: u32,
    /// Status of the answer that contained it.
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
