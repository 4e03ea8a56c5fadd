//! Deleting handles.

use super::handles::{Handle, HandleKind};
use super::{Directory, Refusal};
use crate::names::Xuid;
use crate::sign_in::Caller;

impl Directory {
    /// Deletes a handle, if the caller may.
    pub(crate) fn delete_handle(&mut self, caller: Caller, id: &str) -> Result<(), Refusal> {
        let handle = self.live_handle(id)?;
        if !self.may_delete(caller.xuid, handle) {
            let whose = match handle.kind {
                HandleKind::Activity => "its owner",
                HandleKind::Invite { .. } => "its sender or invitee",
                HandleKind::Search { .. } => "its creator or an owner of the session",
                HandleKind::Transfer { .. } => "its creator",
            };
            return Err(Refusal::forbidden(format!(
                "handle {id}: only {whose} may delete it, not xuid {}",
                caller.xuid
            )));
        }
        if let Some(handle) = self.handles.remove(id) {
            self.unpublish(&handle, caller.xuid);
        }
        Ok(())
    }

    fn may_delete(&self, xuid: Xuid, handle: &Handle) -> bool {
        handle.maker == xuid
            || match &handle.kind {
                HandleKind::Activity | HandleKind::Transfer { .. } => false,
                HandleKind::Invite { .. } => handle.invites(xuid) && self.settings.invite_deletable_by_invitee,
                HandleKind::Search { .. } if !self.settings.search_deletable_by_owner => false,
                HandleKind::Search { .. } => {
                    self.sessions.get(&handle.session.key()).is_some_and(|session| session.is_owner(xuid))
                }
            }
    }
}
