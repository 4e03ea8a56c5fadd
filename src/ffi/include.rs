//! What a query's answer says beside the handles.

use crate::error::Error;
use crate::handles::Include;

/// What a response contains besides handles: MPSD_INCLUDE_… combined with |.
pub type mpsd_includes = u32;

/// The session's visibility, member counts and similar.
pub const MPSD_INCLUDE_RELATED_INFO: mpsd_includes = 1;
/// The session's custom properties.
pub const MPSD_INCLUDE_CUSTOM_PROPERTIES: mpsd_includes = 2;
/// The session's roles and their members; search handles only.
pub const MPSD_INCLUDE_ROLE_INFO: mpsd_includes = 4;
/// Only the handles; excludes the others.
pub const MPSD_INCLUDE_NOTHING: mpsd_includes = 8;

/// `None`: all that there is.
pub(super) fn read(flags: mpsd_includes) -> Result<Option<Include>, Error> {
    const ALL: mpsd_includes = MPSD_INCLUDE_RELATED_INFO | MPSD_INCLUDE_CUSTOM_PROPERTIES | MPSD_INCLUDE_ROLE_INFO;
    match flags {
        0 => Ok(None),
        MPSD_INCLUDE_NOTHING => Ok(Some(Include::NOTHING)),
        _ if flags & !ALL == 0 => Ok(Some(Include {
            related_info: flags & MPSD_INCLUDE_RELATED_INFO != 0,
            role_info: flags & MPSD_INCLUDE_ROLE_INFO != 0,
            custom_properties: flags & MPSD_INCLUDE_CUSTOM_PROPERTIES != 0,
        })),
        _ => {
            Err(Error::argument("query->include", "must be MPSD_INCLUDE_ constants or-ed together, or _NOTHING alone"))
        }
    }
}
