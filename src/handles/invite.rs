//! The invite handle: one for each recipient.

use serde::Serialize;

use super::created::Asked;
use super::details::{HandleDetails, HandleKind};
use super::wire::{SessionRef, check_no_nul, post};
use crate::error::Error;
use crate::http::{Repeat, Request, Response, encode_segment};
use crate::names::{SessionReference, check_text, check_xuids};

/// An invitation of some players to a session.
#[derive(Clone, Debug)]
pub struct Invite {
    session: SessionReference,
    xuids: Vec<u64>,
    title_id: u32,
    context: Option<String>,
    context_string: Option<String>,
    sender_string: Option<String>,
}

impl Invite {
    /// Most recipients of one call. No limit of the service's: it bounds what a call holds in memory.
    const MAX_RECIPIENTS: usize = 10_000;
    /// Most characters of a context once it is percent-encoded.
    const MAX_CONTEXT: usize = 256;
    /// Most bytes of a custom invite string's id, and of a sender.
    const MAX_STRING: usize = 100;

    /// Invites `xuids`, none of them zero, none twice.
    pub fn new(session: SessionReference, xuids: &[u64]) -> Result<Invite, Error> {
        check_xuids(xuids, Invite::MAX_RECIPIENTS)?;
        let xuids = xuids.to_vec();
        Ok(Invite { session, xuids, title_id: 0, context: None, context_string: None, sender_string: None })
    }

    /// The title invited to; 0: the sender's.
    pub fn set_title_id(&mut self, title_id: u32) {
        self.title_id = title_id;
    }

    /// What the recipient's activation brings; its percent-encoded UTF-8 is at most 256 characters.
    pub fn set_context(&mut self, context: Option<&str>) -> Result<(), Error> {
        let encoded = context.map_or(0, |context| encode_segment(context).len());
        if encoded > Invite::MAX_CONTEXT {
            let most = Invite::MAX_CONTEXT;
            let rule = format!("has {encoded} characters once percent-encoded, at most {most} are allowed");
            return Err(Error::too_long("context", rule));
        }
        check_no_nul(context.unwrap_or_default(), "context")?;
        self.context = context.map(str::to_owned);
        Ok(())
    }

    /// The id of a custom invite string; it begins with `///`.
    pub fn set_context_string(&mut self, context_string: Option<&str>) -> Result<(), Error> {
        if let Some(text) = context_string {
            let id = text
                .strip_prefix("///")
                .ok_or_else(|| Error::argument("context_string", "must begin with ///, followed by the string's id"))?;
            check_text(id, "context_string", Invite::MAX_STRING)?;
        }
        self.context_string = context_string.map(str::to_owned);
        Ok(())
    }

    /// The sender's name where the sender is a service.
    pub fn set_sender_string(&mut self, sender_string: Option<&str>) -> Result<(), Error> {
        if let Some(text) = sender_string {
            check_text(text, "sender_string", Invite::MAX_STRING)?;
        }
        self.sender_string = sender_string.map(str::to_owned);
        Ok(())
    }

    /// The recipients.
    pub fn xuids(&self) -> &[u64] {
        &self.xuids
    }

    /// One `POST /handles` for each recipient, in their order. A second invite shows a second toast, so none is
    /// repeated that may have been processed.
    pub fn to_requests(&self, own_title_id: u32) -> Result<Vec<Request>, Error> {
        let title_id = if self.title_id == 0 { own_title_id } else { self.title_id };
        if title_id == 0 {
            return Err(Error::argument("title_id", "must be set here or in the client's options"));
        }
        Ok(self.xuids.iter().map(|xuid| self.request(*xuid, title_id)).collect())
    }

    /// The answer for this recipient; where it has no body, the handle is what was asked for, with the id of its
    /// `Location`.
    pub fn from_response(&self, xuid: u64, response: &Response) -> Result<HandleDetails, Error> {
        let session = SessionRef::of(&self.session);
        Asked { kind: HandleKind::Invite, session, origin: None, invited_xuid: Some(xuid) }.created(response)
    }

    fn request(&self, xuid: u64, title_id: u32) -> Request {
        let session_ref = SessionRef::of(&self.session);
        let invite_attributes = Attributes {
            title_id: title_id.to_string(),
            context_string: self.context_string.as_deref(),
            context: self.context.as_deref(),
            sender_string: self.sender_string.as_deref(),
        };
        let invited_xuid = xuid.to_string();
        let body = Body { r#type: "invite", session_ref, version: 1, invited_xuid, invite_attributes };
        post("/handles", &body, Repeat::IfNotProcessed)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    r#type: &'static str,
    session_ref: SessionRef<'a>,
    version: u32,
    invited_xuid: String,
    invite_attributes: Attributes<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attributes<'a> {
    title_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_string: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_string: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn invite() -> Invite {
        let session =
            SessionReference::new("8dfb0100-ebe0-42da-885f-033860a818f6", "deathmatch", "session-49").unwrap();
        Invite::new(session, &[3210, 3211]).unwrap()
    }

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let mut invite = invite();
        invite.set_context_string(Some("///capture")).unwrap();
        invite.set_context(Some("mode%3Dctf")).unwrap();
        let requests = invite.to_requests(1_234_567).unwrap();
        let body = r#"{"type":"invite","sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch","name":"session-49"},"version":1,"invitedXuid":"3210","inviteAttributes":{"titleId":"1234567","contextString":"///capture","context":"mode%3Dctf"}}"#;
        assert_eq!(requests[0].body.as_deref(), Some(body));
        assert_eq!(requests[0].repeat, Repeat::IfNotProcessed);
        assert_eq!(requests.len(), 2);
        assert!(requests[1].body.as_deref().unwrap().contains(r#""invitedXuid":"3211""#));
    }

    #[test]
    fn the_invites_title_comes_before_the_clients() {
        let mut invite = invite();
        assert_eq!(invite.to_requests(0).unwrap_err().message.split(':').next(), Some("title_id"));
        invite.set_title_id(7);
        assert!(invite.to_requests(5).unwrap()[0].body.as_deref().unwrap().contains(r#"{"titleId":"7"}"#));
    }

    #[test]
    fn a_context_has_at_most_256_characters_once_encoded() {
        let mut invite = invite();
        for context in ["a".repeat(256), "é".repeat(42) + "abcd", "%".repeat(85) + "a"] {
            invite.set_context(Some(&context)).unwrap();
            let error = invite.set_context(Some(&(context + "a"))).unwrap_err();
            assert_eq!(error.code, Code::TooLong);
            assert!(error.message.starts_with("context: has 257"), "{}", error.message);
        }
    }

    #[test]
    fn strings_keep_their_rules() {
        let mut invite = invite();
        assert_eq!(invite.set_context(Some("a\0")).unwrap_err().message, "context: must not hold NUL");
        for text in ["capture", "//capture", "///", "///a\nb"] {
            assert!(
                invite.set_context_string(Some(text)).unwrap_err().message.starts_with("context_string:"),
                "{text}"
            );
        }
        let longest = format!("///{}", "i".repeat(100));
        invite.set_context_string(Some(&longest)).unwrap();
        assert_eq!(invite.set_context_string(Some(&(longest + "i"))).unwrap_err().code, Code::TooLong);
        assert!(invite.set_sender_string(Some("")).is_err());
        invite.set_sender_string(Some("The Server")).unwrap();
        assert!(invite.to_requests(1).unwrap()[0].body.as_deref().unwrap().contains(r#""senderString":"The Server""#));
    }
}
