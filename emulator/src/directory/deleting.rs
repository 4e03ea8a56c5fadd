//! Deleting handles.

use super::handles::{Handle, HandleKind};
use super::{Directory, Refusal};
use crate::names::Xuid;
use crate::sign_in::Caller;

impl Directory {
    /// Deletes a handle, if the caller may.
    pub(crate) fn delete_handle(&mut self, caller: Caller, id: &str) -> Result<(), Refusal> {
        let handle = self.live_handle(id)?;
        if matches!(handle.kind, HandleKind::Activity)
            && handle.maker == caller.xuid
            && handle.title_id != caller.title_id
        {
            return Err(Refusal::forbidden(format!(
                "handle {id}: only title {} may delete this activity, not title {}",
                handle.title_id, caller.title_id
            )));
        }
        if !self.may_delete(caller.xuid, handle) {
            let whose = match handle.kind {
                HandleKind::Activity => "its owner",
                HandleKind::Invite { .. } => "its sender, its invitee or an owner of the session",
                HandleKind::Search { .. } | HandleKind::Transfer { .. } => "its creator or an owner of the session",
            };
            return Err(Refusal::new(
                self.settings.foreign_delete_status,
                format!("handle {id}: only {whose} may delete it, not xuid {}", caller.xuid),
            ));
        }
        if let Some(handle) = self.handles.remove(id) {
            self.unpublish(&handle, caller.xuid);
        }
        Ok(())
    }

    fn may_delete(&self, xuid: Xuid, handle: &Handle) -> bool {
        let owned = || self.sessions.get(&handle.session.key()).is_some_and(|session| session.is_owner(xuid));
        let by_owner = || self.settings.deletable_by_owner && owned();
        handle.maker == xuid
            || match &handle.kind {
                HandleKind::Activity => false,
                HandleKind::Invite { .. } if handle.invites(xuid) => self.settings.invite_deletable_by_invitee,
                HandleKind::Invite { .. } | HandleKind::Search { .. } | HandleKind::Transfer { .. } => by_owner(),
            }
    }
}
