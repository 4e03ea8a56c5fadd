//! Handles: immutable pointers to a session. What is asked of the service, and what it answers.

mod activity;
mod attributes;
mod created;
mod details;
mod filter;
mod handle;
mod include;
mod invite;
mod list;
mod query;
mod related_info;
mod search;
mod search_query;
mod social_group;
mod transfer;
mod wire;

pub use crate::names::{HandleId, JoinRestriction, Visibility};
pub use activity::ActivityHandle;
pub use attributes::SearchAttributes;
#[cfg(feature = "capi")]
pub(crate) use attributes::check_count as check_attribute_count;
pub use details::{HandleDetails, HandleKind, InviteAttributes};
pub use filter::{Comparison, Filter, RoleNumber, SessionNumber, SessionPlayer, SessionText, SessionTime};
pub use handle::{Handle, HandleSession};
pub use include::Include;
pub use invite::Invite;
pub use list::HandleList;
pub use query::ActivityQuery;
pub use related_info::RelatedInfo;
pub use search::SearchHandle;
pub use search_query::{Order, SearchQuery};
pub use social_group::SocialGroup;
pub use transfer::TransferHandle;
