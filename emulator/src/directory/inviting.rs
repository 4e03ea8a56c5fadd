//! Invites: who may send them, and what they say.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::handles::{Handle, HandleKind};
use super::posting::full_session_ref;
use super::{Directory, Refusal};
use crate::clock::after;
use crate::json::{Fields, Object, json};
use crate::names::{SessionRef, Xuid, parse_title_id};
use crate::sign_in::Caller;

impl Directory {
    pub(super) fn new_invite(&mut self, caller: Caller, request: Fields<'_, '_>) -> Result<Handle, Refusal> {
        let session = full_session_ref(request, "sessionRef")?;
        let invited = request.required("invitedXuid", request.text("invitedXuid")?)?;
        let invited = Xuid::parse(invited)
            .ok_or_else(|| format!("invitedXuid \"{invited}\" is not a nonzero decimal 64-bit number"))?;
        let given = request.child("inviteAttributes")?;
        let (attributes, title_id) = self.invite_attributes(caller, given)?;
        self.require_inviter(caller.xuid, &session)?;
        let blocked = self.users.has_blocked(invited, caller.xuid);
        if blocked && self.settings.blocked_invites == "refuse" {
            return Err(Refusal::forbidden(format!(
                "invitedXuid {invited} has blocked xuid {}: no invite was sent",
                caller.xuid
            )));
        }
        let expires = after(self.clock.now(), self.settings.invite_lifetime_seconds);
        let kind = HandleKind::Invite { invited, attributes, expires, accepted: false };
        self.handle(caller, session, title_id, kind)
    }

    /// Where there are owners, only they invite unless the session says
    /// otherwise; elsewhere, members.
    fn require_inviter(&self, xuid: Xuid, reference: &SessionRef) -> Result<(), Refusal> {
        let session = self.sessions.get(&reference.key());
        if self.settings.strict_invite_membership && !session.is_some_and(|session| session.has_joined(xuid)) {
            return Err(Refusal::forbidden(format!(
                "xuid {xuid} is not a member of session {reference}: only members may invite to it (setting strictInviteMembership)"
            )));
        }
        match session.filter(|session| !session.lets_everyone_invite() && !session.is_owner(xuid)) {
            None => Ok(()),
            Some(_) => Err(Refusal::forbidden(format!(
                "xuid {xuid} is not an owner of session {reference}: only owners may invite to it (constants.system.ownershipPolicies.allowNonOwnerInviteHandles)"
            ))),
        }
    }

    /// Checks the attributes; gives them with the title filled in.
    fn invite_attributes(&self, caller: Caller, given: Option<&Object>) -> Result<(Object, u32), Refusal> {
        let empty = Object::new();
        let fields = Fields::at(given.unwrap_or(&empty), "inviteAttributes");
        let title = fields.text("titleId")?;
        let title_id = title.map_or(Ok(caller.title_id), |title| {
            parse_title_id(title)
                .ok_or_else(|| format!("inviteAttributes.titleId \"{title}\" is not a decimal 32-bit number"))
        })?;
        let mut attributes = Object::new();
        attributes.insert("titleId".to_owned(), json!(title_id.to_string()));
        let context = fields.text("context")?;
        let length = context.map_or(0, encoded_length);
        if length > self.settings.invite_context_limit {
            return Err(Refusal::bad_request(format!(
                "inviteAttributes.context has {length} characters once URI-encoded; at most {} are allowed",
                self.settings.invite_context_limit
            )));
        }
        let custom = fields.text("contextString")?;
        if custom.is_some_and(|custom| !custom.starts_with("///")) {
            return Err(Refusal::bad_request("inviteAttributes.contextString must begin with \"///\""));
        }
        let sender = fields.text("senderString")?.filter(|_| self.settings.user_sender_string == "keep");
        for (name, value) in [("context", context), ("contextString", custom), ("senderString", sender)] {
            if let Some(value) = value {
                attributes.insert(name.to_owned(), json!(value));
            }
        }
        Ok((attributes, title_id))
    }
}

/// What a URI component keeps as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as a part of a URI.
pub(super) fn encoded(text: &str) -> impl Display {
    utf8_percent_encode(text, UNRESERVED)
}

/// The length of a text once URI-encoded.
fn encoded_length(text: &str) -> usize {
    utf8_percent_encode(text, UNRESERVED).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_measured_encoded() {
        assert_eq!(encoded_length("mode-1.~_"), 9);
        assert_eq!(encoded_length("a b"), 5);
        assert_eq!(encoded_length("ü"), 6);
    }
}
