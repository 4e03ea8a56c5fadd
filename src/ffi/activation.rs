//! Activation URIs.

use std::ffi::c_char;

use super::error::mpsd_error;
use super::guard::guarded;
use super::handle_info::MPSD_HANDLE_ID_SIZE;
use super::nullable::NullableMut;
use super::out::{Out, OutText};
use super::result::mpsd_result;
use super::text::{self, write_truncated};
use crate::activation::{Activation, ActivationKind};
use crate::client::Receipt;
use crate::error::Error;
use crate::handles::HandleId;

/// What a game was activated for: MPSD_ACTIVATION_…
pub type mpsd_activation_kind = u32;

/// The player accepted an invite: inviteHandleAccept.
pub const MPSD_ACTIVATION_INVITE: mpsd_activation_kind = 1;
/// The player joins a friend's activity: activityHandleJoin.
pub const MPSD_ACTIVATION_ACTIVITY: mpsd_activation_kind = 2;

/// Longest URI that can be parsed.
pub const MPSD_MAX_ACTIVATION_URI_BYTES: usize = 2048;
/// Enough for any URI that mpsd_activation_format writes.
pub const MPSD_ACTIVATION_URI_SIZE: usize = 640;

/// Size of an invite's context.
pub const MPSD_CONTEXT_SIZE: usize = 264;

/// A request to join, from the URI that launched or activated the game. 384 bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_activation {
    /// MPSD_ACTIVATION_INVITE or _ACTIVITY.
    pub kind: mpsd_activation_kind,
    /// Zero.
    pub reserved0: u32,
    /// The player who joins: invitedXuid or joinerXuid. Identifies the user on a device that has several.
    pub xuid: u64,
    /// The player who is joined: senderXuid or joineeXuid.
    pub other_xuid: u64,
    /// The handle to join through: mpsd_join_session_by_handle.
    pub handle_id: [c_char; MPSD_HANDLE_ID_SIZE],
    /// The sender's context, decoded.
    pub context: [c_char; MPSD_CONTEXT_SIZE],
    /// Zero.
    pub reserved: [u8; 56],
}

/// Parses the URI that activates a game:
///   ms-xbl-multiplayer://inviteHandleAccept?handle=…&invitedXuid=…&senderXuid=…&context=…
///   ms-xbl-multiplayer://activityHandleJoin?handle=…&joinerXuid=…&joineeXuid=…
/// or the same with the scheme ms-xbl-<title id, 8 hexadecimal digits>. Only the handle is required. Scheme, action
/// and names are case-insensitive. Parameters may come in any order; unknown ones are ignored, as are XUIDs and a
/// context that are empty or 0. Values are percent-decoded once: '+' stays, in a context a percent sign without two
/// hexadecimal digits stays, and '#' ends the URI. What command lines and web pages do to a URI is tolerated:
/// surrounding white space and quotes, "&amp;" for '&', braces around the handle's GUID, "ms-xbl-multiplayer:"
/// without slashes, a slash at the end.
/// Errors: INVALID_ARGUMENT (another scheme or action, no handle, a parameter twice with different values, an invalid
/// XUID, a context above 256 bytes), INVALID_UTF8, TOO_LONG. For inviteAccept and activityJoin, which belong to
/// Multiplayer Activity, and for tournament, the message names their owner.
///
/// # Safety
/// Pointers are NULL or point to what their types say; strings are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_activation_parse(
    uri: *const c_char,
    activation: *mut mpsd_activation,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let activation = Out::required(activation, "activation")?;
        let uri = text::required(uri, "uri", MPSD_MAX_ACTIVATION_URI_BYTES)?;
        activation.set(mpsd_activation::new(&Activation::parse(uri)?));
        Ok(Receipt::default())
    })
}

/// Writes an activation's URI with the scheme ms-xbl-multiplayer, to test how a game starts. `buffer` has `capacity`
/// bytes; MPSD_ACTIVATION_URI_SIZE is always enough. On failure `*size` is 0 and the buffer empty.
/// Errors: INVALID_ARGUMENT (an unknown kind, no handle, a context in an activity), INVALID_UTF8, TOO_LONG (a context
/// above 256 characters once percent-encoded), BUFFER_TOO_SMALL.
///
/// # Safety
/// `activation` is NULL or points to one; `buffer` is NULL or valid for writes of `capacity` bytes; `size` is NULL or
/// valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_activation_format(
    activation: *const mpsd_activation,
    buffer: NullableMut<c_char>,
    capacity: usize,
    size: NullableMut<usize>,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let size = Out::optional(size);
        let buffer = OutText::new(buffer, capacity)?;
        let Some(activation) = activation.as_ref() else {
            return Err(Error::argument("activation", "must not be NULL"));
        };
        let uri = activation.read()?.format()?;
        buffer.write(&uri)?;
        size.set(uri.len());
        Ok(Receipt::default())
    })
}

impl mpsd_activation {
    fn new(activation: &Activation) -> mpsd_activation {
        let mut out = mpsd_activation {
            kind: match activation.kind {
                ActivationKind::InviteAccepted => MPSD_ACTIVATION_INVITE,
                ActivationKind::ActivityJoined => MPSD_ACTIVATION_ACTIVITY,
            },
            reserved0: 0,
            xuid: activation.xuid.unwrap_or(0),
            other_xuid: activation.other_xuid.unwrap_or(0),
            handle_id: [0; MPSD_HANDLE_ID_SIZE],
            context: [0; MPSD_CONTEXT_SIZE],
            reserved: [0; 56],
        };
        // `Activation` holds no text that does not fit.
        write_truncated(&mut out.handle_id, activation.handle_id.as_str());
        write_truncated(&mut out.context, activation.context.as_deref().unwrap_or_default());
        out
    }

    fn read(&self) -> Result<Activation, Error> {
        let kind = match self.kind {
            MPSD_ACTIVATION_INVITE => ActivationKind::InviteAccepted,
            MPSD_ACTIVATION_ACTIVITY => ActivationKind::ActivityJoined,
            _ => return Err(Error::argument("activation->kind", "must be MPSD_ACTIVATION_INVITE or _ACTIVITY")),
        };
        let context = text::of_array(&self.context, "activation->context")?;
        Ok(Activation {
            kind,
            handle_id: HandleId::new(&text::of_array(&self.handle_id, "activation->handle_id")?)?,
            xuid: (self.xuid != 0).then_some(self.xuid),
            other_xuid: (self.other_xuid != 0).then_some(self.other_xuid),
            context: (!context.is_empty()).then_some(context),
        })
    }
}
