//! Answering invites and joining friends, as the console's own pages do for a player: the game learns of it by an
//! activation URI.

use super::handles::{Handle, HandleKind};
use super::inviting::encoded;
use super::{Directory, Refusal};
use crate::json::{Value, json};
use crate::names::Xuid;

const SCHEME: &str = "ms-xbl-multiplayer";

/// What the game of the invitee is started or called with.
fn invite_uri(handle: &Handle, invited: Xuid) -> String {
    let uri = format!(
        "{SCHEME}://inviteHandleAccept?handle={}&invitedXuid={invited}&senderXuid={}",
        encoded(&handle.id),
        handle.maker
    );
    match handle.context() {
        Some(context) => format!("{uri}&context={}", encoded(context)),
        None => uri,
    }
}

/// What the game of the joiner is started or called with.
fn join_uri(handle: &Handle, joiner: Xuid) -> String {
    format!(
        "{SCHEME}://activityHandleJoin?handle={}&joinerXuid={joiner}&joineeXuid={}",
        encoded(&handle.id),
        handle.maker
    )
}

impl Directory {
    /// An invite that waits in the user's inbox.
    fn waiting(&self, user: Xuid, id: &str) -> Result<&Handle, Refusal> {
        let inbox = self.handles.inbox(user, self.clock.now());
        let found = inbox.into_iter().find(|handle| handle.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| Refusal::not_found(format!("invite {id} is not in the inbox of xuid {user} (any more)")))
    }

    /// Takes an invite out of the inbox; its handle goes on letting the user in.
    pub(crate) fn accept_invite(&mut self, user: Xuid, id: &str) -> Result<Value, Refusal> {
        let handle = self.waiting(user, id)?;
        let accepted = json!({ "activationUri": invite_uri(handle, user), "handle": handle.to_json() });
        self.handles.accept(id);
        Ok(accepted)
    }

    /// Takes an invite out of the inbox, and its handle away.
    pub(crate) fn decline_invite(&mut self, user: Xuid, id: &str) -> Result<(), Refusal> {
        self.waiting(user, id)?;
        self.handles.remove(id);
        Ok(())
    }

    /// How the game of `user` learns that they want to join a friend's activity.
    pub(crate) fn join_activity(&self, user: Xuid, id: &str) -> Result<Value, Refusal> {
        let handle = self.live_handle(id)?;
        match &handle.kind {
            HandleKind::Activity => Ok(json!({ "activationUri": join_uri(handle, user) })),
            _ => Err(Refusal::bad_request(format!("handle {id} is no activity; only an activity can be joined"))),
        }
    }
}
