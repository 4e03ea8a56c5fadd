//! What names things at the service, and the words that handles and sessions share.

mod handle_id;
mod parts;
mod reference;
mod restrictions;
mod xuids;

pub use handle_id::HandleId;
pub use parts::Scid;
pub(crate) use parts::{check_name, check_text, guid, is_guid};
pub(crate) use reference::location_segments;
pub use reference::{SessionReference, SessionTarget};
pub use restrictions::{JoinRestriction, Visibility};
pub(crate) use xuids::{MOST as MAX_XUIDS, check as check_xuids};
