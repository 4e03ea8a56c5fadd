//! Transfer handles: letting the members of one session into another.

use super::handles::{Handle, HandleKind};
use super::posting::full_session_ref;
use super::{Directory, Refusal};
use crate::json::Fields;
use crate::sign_in::Caller;

impl Directory {
    pub(super) fn new_transfer(&mut self, caller: Caller, request: Fields<'_, '_>) -> Result<Handle, Refusal> {
        let target = full_session_ref(request, "sessionRef")?;
        let origin = full_session_ref(request, "originSessionRef")?;
        let refused = |why: &str| Refusal::forbidden(format!("transfer to session {target}: {why}"));
        // By design of the service, as XSAPI's comments tell.
        let session = self.sessions.get(&target.key()).ok_or_else(|| refused("it does not exist"))?;
        if self.settings.strict_transfer_membership && !session.has_joined(caller.xuid) {
            let why = format!("xuid {} is not a member of it (setting strictTransferMembership)", caller.xuid);
            return Err(refused(&why));
        }
        self.handle(caller, target, caller.title_id, HandleKind::Transfer { origin })
    }
}
