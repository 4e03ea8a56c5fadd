//! Building the document of a write, call by call; each keeps its rules or changes nothing.

use std::collections::HashSet;

use super::document_parts::{MemberJoin, SessionConstants};
use super::document_wire::Parts;
use super::flags::Capabilities;
use crate::error::Error;
use crate::json::JsonText;
use crate::names::{JoinRestriction, MAX_XUIDS, check_xuids};

/// A document for [`WriteRequest`](super::WriteRequest): what is not set is not written, so the session keeps it.
///
/// ```
/// use mpsd::{MemberJoin, SessionConstants, SessionDocument};
///
/// let mut document = SessionDocument::new();
/// document.set_constants(&SessionConstants { max_members_count: Some(8), ..SessionConstants::default() })?;
/// document.join(&MemberJoin::new(2533274790395904))?;
/// document.set_custom_properties(r#"{"map":"harbour"}"#)?;
/// assert!(document.text().starts_with(r#"{"constants":{"system":{"version":1,"maxMembersCount":8}},"properties":"#));
/// # Ok::<(), mpsd::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SessionDocument {
    parts: Parts,
    merged: Vec<JsonText>,
    /// Bytes of all that was merged, also of what a later merge replaced.
    merged_bytes: usize,
}

/// Most bytes of a document, and of all that is merged into one. No limit of the service's: it bounds what a caller can
/// pile up.
const MAX_BYTES: usize = 1024 * 1024;

impl SessionDocument {
    /// An empty document: `{}`.
    pub fn new() -> SessionDocument {
        SessionDocument::default()
    }

    /// Sets the system constants. The service takes them only when the session is created.
    pub fn set_constants(&mut self, constants: &SessionConstants) -> Result<(), Error> {
        constants.check()?;
        self.change(|next| next.parts.constants = Some(constants.clone()))
    }

    /// Sets the custom constants, a JSON object. The service takes them only when the session is created.
    pub fn set_custom_constants(&mut self, json: &str) -> Result<(), Error> {
        let json = JsonText::object(json, "custom_constants")?;
        self.change(|next| next.parts.custom_constants = Some(json))
    }

    /// Sets who may join.
    pub fn set_join_restriction(&mut self, restriction: JoinRestriction) -> Result<(), Error> {
        self.change(|next| next.parts.join_restriction = Some(restriction))
    }

    /// Sets who may read.
    pub fn set_read_restriction(&mut self, restriction: JoinRestriction) -> Result<(), Error> {
        self.change(|next| next.parts.read_restriction = Some(restriction))
    }

    /// Sets whether nobody may join.
    pub fn set_closed(&mut self, closed: bool) -> Result<(), Error> {
        self.change(|next| next.parts.closed = Some(closed))
    }

    /// Sets whether only former members may join.
    pub fn set_locked(&mut self, locked: bool) -> Result<(), Error> {
        self.change(|next| next.parts.locked = Some(locked))
    }

    /// Sets the session's custom properties, a JSON object; the service merges it into those it has.
    pub fn set_custom_properties(&mut self, json: &str) -> Result<(), Error> {
        let json = JsonText::object(json, "custom_properties")?;
        self.change(|next| next.parts.custom_properties = Some(json))
    }

    /// Makes the writer an active member.
    pub fn join(&mut self, join: &MemberJoin) -> Result<(), Error> {
        join.check()?;
        let read = |json: &Option<String>, name| json.as_deref().map(|json| JsonText::object(json, name)).transpose();
        let constants = read(&join.custom_constants, "join.custom_constants")?;
        let properties = read(&join.custom_properties, "join.custom_properties")?;
        self.change(|next| {
            next.parts.join = Some(join.clone());
            next.parts.member_constants = constants;
            next.parts.member_properties = properties.or(next.parts.member_properties.take());
        })
    }

    /// Sets the writer's own custom properties, a JSON object; the service merges it into those the member has.
    pub fn set_member_properties(&mut self, json: &str) -> Result<(), Error> {
        let json = JsonText::object(json, "member_properties")?;
        self.change(|next| next.parts.member_properties = Some(json))
    }

    /// Keeps seats for players, in addition to those kept already.
    pub fn reserve(&mut self, xuids: &[u64]) -> Result<(), Error> {
        check_xuids(xuids, MAX_XUIDS - self.parts.reservations.len().min(MAX_XUIDS))?;
        let kept: HashSet<u64> = self.parts.reservations.iter().copied().collect();
        let all: Vec<u64> = self.parts.reservations.iter().chain(xuids).copied().collect();
        if let Some(index) = xuids.iter().position(|xuid| kept.contains(xuid)) {
            let xuid = xuids[index];
            return Err(Error::argument(format_args!("xuids[{index}]"), format_args!("has a seat already, {xuid}")));
        }
        self.change(|next| next.parts.reservations = all)
    }

    /// Makes the writer leave.
    pub fn leave(&mut self) -> Result<(), Error> {
        self.change(|next| next.parts.leaves = true)
    }

    /// Lays a JSON object over all that is set, for what has no call of its own: objects are merged, null is kept. It, and
    /// every other JSON given here, nests at most 196 levels.
    pub fn merge(&mut self, json: &str) -> Result<(), Error> {
        let merged_bytes = self.merged_bytes + json.len();
        if merged_bytes > MAX_BYTES {
            let rule = format!("would make {merged_bytes} bytes merged into one document, at most {MAX_BYTES}");
            return Err(Error::too_long("json", rule));
        }
        let json = JsonText::object(json, "json")?;
        self.change(|next| {
            next.merged.push(json);
            next.merged_bytes = merged_bytes;
        })
    }

    /// The document, JSON. Its members come in the order of Microsoft's own client, in whatever order they were set;
    /// what only `merge` brought comes last.
    pub fn text(&self) -> String {
        let mut document = self.parts.to_json();
        for json in &self.merged {
            document.merge(json);
        }
        document.into_string()
    }

    /// Changes a copy, and keeps it if it keeps the rules.
    fn change(&mut self, change: impl FnOnce(&mut SessionDocument)) -> Result<(), Error> {
        let mut next = self.clone();
        change(&mut next);
        next.check()?;
        *self = next;
        Ok(())
    }

    /// The rules between what different calls set.
    fn check(&self) -> Result<(), Error> {
        if self.parts.leaves && (self.parts.join.is_some() || self.parts.member_properties.is_some()) {
            return Err(Error::argument("leave", "a member cannot leave and set its own properties in one write"));
        }
        if let Some(join) = &self.parts.join
            && self.parts.reservations.contains(&join.xuid)
        {
            return Err(Error::argument("xuids", format_args!("{} joins in the same write", join.xuid)));
        }
        let restrictions =
            [(self.parts.join_restriction, "join_restriction"), (self.parts.read_restriction, "read_restriction")];
        for (restriction, name) in restrictions {
            self.check_restriction(restriction, name)?;
        }
        let bytes = self.text().len();
        if bytes > MAX_BYTES {
            return Err(Error::too_long("document", format_args!("would have {bytes} bytes, at most {MAX_BYTES}")));
        }
        Ok(())
    }

    fn check_restriction(&self, restriction: Option<JoinRestriction>, name: &str) -> Result<(), Error> {
        let Some(restriction) = restriction else {
            return Ok(());
        };
        let can = |capability| {
            self.parts.constants.as_ref().is_some_and(|constants| constants.capabilities.contains(capability))
        };
        match restriction {
            JoinRestriction::Unknown | JoinRestriction::Other => {
                Err(Error::argument(name, "must be none, local or followed"))
            }
            JoinRestriction::None if can(Capabilities::USER_AUTHORIZATION_STYLE) => {
                Err(Error::argument(name, "cannot be none in a session with the capability userAuthorizationStyle"))
            }
            JoinRestriction::Local | JoinRestriction::Followed if can(Capabilities::LARGE) => {
                Err(Error::argument(name, "must be none in a session with the capability large"))
            }
            _ => Ok(()),
        }
    }
}
