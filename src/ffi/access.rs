//! Who sees a session, and who may join or read it.

use crate::error::Error;
use crate::handles::{JoinRestriction, Visibility};

/// Who sees a session: MPSD_VISIBILITY_…
pub type mpsd_visibility = u32;

/// The service did not report it.
pub const MPSD_VISIBILITY_UNKNOWN: mpsd_visibility = 0;
/// Only members and invited players can see the session.
pub const MPSD_VISIBILITY_PRIVATE: mpsd_visibility = 1;
/// Everyone can see the session; only members and invited players can join.
pub const MPSD_VISIBILITY_VISIBLE: mpsd_visibility = 2;
/// Visible and full.
pub const MPSD_VISIBILITY_FULL: mpsd_visibility = 3;
/// Everyone can see and join the session.
pub const MPSD_VISIBILITY_OPEN: mpsd_visibility = 4;

/// Who may join or read a session: MPSD_JOIN_RESTRICTION_…
pub type mpsd_join_restriction = u32;

/// Unknown; in properties to be written: unchanged.
pub const MPSD_JOIN_RESTRICTION_UNKNOWN: mpsd_join_restriction = 0;
/// Not restricted.
pub const MPSD_JOIN_RESTRICTION_NONE: mpsd_join_restriction = 1;
/// Only players on the same device as a member.
pub const MPSD_JOIN_RESTRICTION_LOCAL: mpsd_join_restriction = 2;
/// Only players whom a member follows, and local ones.
pub const MPSD_JOIN_RESTRICTION_FOLLOWED: mpsd_join_restriction = 3;
/// A restriction this library does not know.
pub const MPSD_JOIN_RESTRICTION_OTHER: mpsd_join_restriction = 4;

pub(super) fn visibility(value: Option<Visibility>) -> mpsd_visibility {
    match value {
        None => MPSD_VISIBILITY_UNKNOWN,
        Some(Visibility::Private) => MPSD_VISIBILITY_PRIVATE,
        Some(Visibility::Visible) => MPSD_VISIBILITY_VISIBLE,
        Some(Visibility::Full) => MPSD_VISIBILITY_FULL,
        Some(Visibility::Open) => MPSD_VISIBILITY_OPEN,
    }
}

/// `None` is MPSD_VISIBILITY_UNKNOWN: not set.
pub(super) fn visibility_from(value: mpsd_visibility, name: &str) -> Result<Option<Visibility>, Error> {
    Ok(Some(match value {
        MPSD_VISIBILITY_UNKNOWN => return Ok(None),
        MPSD_VISIBILITY_PRIVATE => Visibility::Private,
        MPSD_VISIBILITY_VISIBLE => Visibility::Visible,
        MPSD_VISIBILITY_FULL => Visibility::Full,
        MPSD_VISIBILITY_OPEN => Visibility::Open,
        _ => return Err(Error::argument(name, "must be one of MPSD_VISIBILITY_…")),
    }))
}

pub(super) fn join_restriction(value: JoinRestriction) -> mpsd_join_restriction {
    match value {
        JoinRestriction::Unknown => MPSD_JOIN_RESTRICTION_UNKNOWN,
        JoinRestriction::None => MPSD_JOIN_RESTRICTION_NONE,
        JoinRestriction::Local => MPSD_JOIN_RESTRICTION_LOCAL,
        JoinRestriction::Followed => MPSD_JOIN_RESTRICTION_FOLLOWED,
        JoinRestriction::Other => MPSD_JOIN_RESTRICTION_OTHER,
    }
}

/// `None` is MPSD_JOIN_RESTRICTION_UNKNOWN: not set.
pub(super) fn restriction(value: mpsd_join_restriction, name: &str) -> Result<Option<JoinRestriction>, Error> {
    Ok(Some(match value {
        MPSD_JOIN_RESTRICTION_UNKNOWN => return Ok(None),
        MPSD_JOIN_RESTRICTION_NONE => JoinRestriction::None,
        MPSD_JOIN_RESTRICTION_LOCAL => JoinRestriction::Local,
        MPSD_JOIN_RESTRICTION_FOLLOWED => JoinRestriction::Followed,
        _ => return Err(Error::argument(name, "must be MPSD_JOIN_RESTRICTION_NONE, _LOCAL or _FOLLOWED")),
    }))
}
