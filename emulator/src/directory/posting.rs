//! POST /handles: reading the request and making the handle.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::handles::{Handle, HandleKind};
use super::{Directory, Refusal};
use crate::clock::after;
use crate::json::{Fields, Object};
use crate::names::{SessionRef, Xuid, parse_title_id};
use crate::sign_in::Caller;

impl Directory {
    /// Creates a handle and gives it as the service writes it.
    pub(crate) fn post_handle(&mut self, caller: Caller, body: &Value) -> Result<Object, Refusal> {
        let request = Fields::root(body)?;
        let kind = request.required("type", request.text("type")?)?;
        if let Some(version) = request.whole_number("version")?
            && version != 1
        {
            return Err(Refusal::bad_request(format!("version {version} is not 1")));
        }
        // A client-supplied id is ignored: ids are the service's to give.
        let handle = match kind {
            "activity" => self.new_activity(caller, request)?,
            "invite" => self.new_invite(caller, request)?,
            "search" | "transfer" => {
                return Err(Refusal::bad_request(format!(
                    "type \"{kind}\": this version of the emulator does not know {kind} handles yet"
                )));
            }
            other => {
                return Err(Refusal::bad_request(format!("type \"{other}\" is not activity or invite")));
            }
        };
        let answer = handle.to_json();
        self.handles.add(handle);
        Ok(answer)
    }

    fn new_activity(&self, caller: Caller, request: Fields<'_, '_>) -> Result<Handle, Refusal> {
        let (session, named) = session_ref(request)?;
        if named && self.settings.strict_activity_membership {
            self.require_active_member(caller.xuid, &session)?;
        }
        Ok(self.handle(caller, session, caller.title_id, HandleKind::Activity))
    }

    fn new_invite(&self, caller: Caller, request: Fields<'_, '_>) -> Result<Handle, Refusal> {
        let (session, named) = session_ref(request)?;
        if !named {
            return Err(Refusal::bad_request("sessionRef.name is missing: an invite needs it"));
        }
        let invited = request.required("invitedXuid", request.text("invitedXuid")?)?;
        let invited = Xuid::parse(invited)
            .ok_or_else(|| format!("invitedXuid \"{invited}\" is not a nonzero decimal 64-bit number"))?;
        let given = request.child("inviteAttributes")?;
        let (attributes, title_id) = self.invite_attributes(caller, given)?;
        if self.settings.strict_invite_membership {
            self.require_member(caller.xuid, &session)?;
        }
        if self.users.has_blocked(invited, caller.xuid) {
            return Err(Refusal::forbidden(format!(
                "invitedXuid {invited} has blocked xuid {}: no invite was sent",
                caller.xuid
            )));
        }
        let expires = after(self.clock.now(), self.settings.invite_lifetime_seconds);
        let kind = HandleKind::Invite { invited, attributes, expires };
        Ok(self.handle(caller, session, title_id, kind))
    }

    fn handle(&self, caller: Caller, session: SessionRef, title_id: u32, kind: HandleKind) -> Handle {
        let existing = self.sessions.get(&session.key());
        let protocol = existing.map_or("game", |session| session.invite_protocol());
        Handle {
            id: Uuid::new_v4().to_string(),
            invite_protocol: protocol.to_owned(),
            session,
            maker: caller.xuid,
            title_id,
            created: self.clock.now(),
            platform: self.settings.activity_platform.clone(),
            kind,
        }
    }

    fn require_active_member(&self, xuid: Xuid, session: &SessionRef) -> Result<(), Refusal> {
        let active = self.sessions.get(&session.key()).is_some_and(|session| session.has_active(xuid));
        active.then_some(()).ok_or_else(|| {
            Refusal::forbidden(format!(
                "xuid {xuid} is not an active member of session {session}: write members.me with properties.system.active true first, then set the activity (setting strictActivityMembership)"
            ))
        })
    }

    fn require_member(&self, xuid: Xuid, session: &SessionRef) -> Result<(), Refusal> {
        let joined = self.sessions.get(&session.key()).is_some_and(|session| session.has_joined(xuid));
        joined.then_some(()).ok_or_else(|| {
            Refusal::forbidden(format!(
                "xuid {xuid} is not a member of session {session}: only members may invite to it (setting strictInviteMembership)"
            ))
        })
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
        let sender = fields.text("senderString")?;
        for (name, value) in [("context", context), ("contextString", custom), ("senderString", sender)] {
            if let Some(value) = value {
                attributes.insert(name.to_owned(), json!(value));
            }
        }
        Ok((attributes, title_id))
    }
}

/// Reads `sessionRef`; a missing name becomes a GUID. The flag says whether
/// the request had a name.
fn session_ref(request: Fields<'_, '_>) -> Result<(SessionRef, bool), Refusal> {
    let object = request.required("sessionRef", request.child("sessionRef")?)?;
    let fields = Fields::at(object, "sessionRef");
    let scid = fields.required("scid", fields.text("scid")?)?;
    let template = fields.required("templateName", fields.text("templateName")?)?;
    let name = fields.text("name")?;
    let session = match name {
        Some(name) => SessionRef::new(scid, template, name),
        None => SessionRef::new(scid, template, &Uuid::new_v4().to_string()),
    };
    let session = session.map_err(|why| format!("sessionRef: {why}"))?;
    Ok((session, name.is_some()))
}

/// What a URI component keeps as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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

    #[test]
    fn a_missing_name_becomes_a_guid() {
        let body = json!({"sessionRef": {
            "scid": "8dfb0100-ebe0-42da-885f-033860a818f6", "templateName": "t"
        }});
        let (session, named) = session_ref(Fields::root(&body).unwrap()).unwrap();
        assert!(!named);
        assert!(Uuid::try_parse(&session.name).is_ok());
    }
}
