//! Who sees a session, and who may join or read it.

use crate::error::Error;
use crate::handles::{JoinRestriction, Visibility};

/// The service did not tell.
pub const MPSD_VISIBILITY_UNKNOWN: u32 = 0;
/// Only joined and invited players see the session.
pub const MPSD_VISIBILITY_PRIVATE: u32 = 1;
/// Everybody sees the session, only joined and invited players may join.
pub const MPSD_VISIBILITY_VISIBLE: u32 = 2;
/// Visible and full.
pub const MPSD_VISIBILITY_FULL: u32 = 3;
/// Everybody may see and join the session.
pub const MPSD_VISIBILITY_OPEN: u32 = 4;

/// Joining is not restricted, or the service did not tell.
pub const MPSD_JOIN_RESTRICTION_NONE: u32 = 0;
/// Only players on the same device as a member may join.
pub const MPSD_JOIN_RESTRICTION_LOCAL: u32 = 1;
/// Only players whom a member follows, or local ones, may join.
pub const MPSD_JOIN_RESTRICTION_FOLLOWED: u32 = 2;
/// A restriction this library does not know.
pub const MPSD_JOIN_RESTRICTION_OTHER: u32 = 3;

pub(super) fn visibility(value: Option<Visibility>) -> u32 {
    match value {
        None => MPSD_VISIBILITY_UNKNOWN,
        Some(Visibility::Private) => MPSD_VISIBILITY_PRIVATE,
        Some(Visibility::Visible) => MPSD_VISIBILITY_VISIBLE,
        Some(Visibility::Full) => MPSD_VISIBILITY_FULL,
        Some(Visibility::Open) => MPSD_VISIBILITY_OPEN,
    }
}

/// `None` is MPSD_VISIBILITY_UNKNOWN: not set.
pub(super) fn visibility_from(value: u32, name: &str) -> Result<Option<Visibility>, Error> {
    Ok(Some(match value {
        MPSD_VISIBILITY_UNKNOWN => return Ok(None),
        MPSD_VISIBILITY_PRIVATE => Visibility::Private,
        MPSD_VISIBILITY_VISIBLE => Visibility::Visible,
        MPSD_VISIBILITY_FULL => Visibility::Full,
        MPSD_VISIBILITY_OPEN => Visibility::Open,
        _ => return Err(Error::argument(name, "must be one of MPSD_VISIBILITY_…")),
    }))
}

pub(super) fn join_restriction(value: JoinRestriction) -> u32 {
    match value {
        JoinRestriction::None => MPSD_JOIN_RESTRICTION_NONE,
        JoinRestriction::Local => MPSD_JOIN_RESTRICTION_LOCAL,
        JoinRestriction::Followed => MPSD_JOIN_RESTRICTION_FOLLOWED,
        JoinRestriction::Other => MPSD_JOIN_RESTRICTION_OTHER,
    }
}

pub(super) fn restriction(value: u32, name: &str) -> Result<JoinRestriction, Error> {
    match value {
        MPSD_JOIN_RESTRICTION_NONE => Ok(JoinRestriction::None),
        MPSD_JOIN_RESTRICTION_LOCAL => Ok(JoinRestriction::Local),
        MPSD_JOIN_RESTRICTION_FOLLOWED => Ok(JoinRestriction::Followed),
        _ => Err(Error::argument(name, "must be MPSD_JOIN_RESTRICTION_NONE, _LOCAL or _FOLLOWED")),
    }
}
