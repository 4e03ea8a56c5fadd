//! Joining a session as an active member.

use super::document::SessionDocument;
use super::document_parts::MemberJoin;
use super::write::{WriteMode, WriteRequest};
use crate::error::Error;
use crate::http::Request;
use crate::json::JsonText;
use crate::names::SessionTarget;

/// A join, with what the member says of itself.
#[derive(Clone, Debug)]
pub struct JoinRequest {
    /// Its XUID is 0 where it is that of the client's user.
    member: MemberJoin,
}

impl JoinRequest {
    /// `custom_properties` of the member must be a JSON object.
    pub fn new(custom_properties: Option<&str>) -> Result<JoinRequest, Error> {
        if let Some(text) = custom_properties {
            JsonText::object(text, "member_properties")?;
        }
        let custom_properties = custom_properties.map(str::to_owned);
        Ok(JoinRequest { member: MemberJoin { custom_properties, ..MemberJoin::new(0) } })
    }

    /// A member with all it may say of itself, such as the real-time connection that a session of the capability
    /// `connectionRequiredForActiveMembers` demands of its active members; its XUID is 0 or that of the client's user.
    pub fn of(member: MemberJoin) -> Result<JoinRequest, Error> {
        SessionDocument::new().join(&MemberJoin { xuid: member.xuid.max(1), ..member.clone() })?;
        Ok(JoinRequest { member })
    }

    /// A write of the member "me", of an existing session, by the user of this XUID.
    pub fn to_request(&self, target: &SessionTarget, xuid: u64) -> Result<Request, Error> {
        if self.member.xuid != 0 && self.member.xuid != xuid {
            return Err(Error::argument("join.xuid", format_args!("must be 0 or that of the client, {xuid}")));
        }
        let mut document = SessionDocument::new();
        document.join(&MemberJoin { xuid, ..self.member.clone() })?;
        Ok(WriteRequest::new(WriteMode::UpdateExisting, &document.text())?.to_request(target))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ChangeTypes, Subscription};
    use super::*;
    use crate::names::HandleId;

    fn target() -> SessionTarget {
        SessionTarget::Handle(HandleId::new("81a3c56e-543c-44c2-ad53-c8a9088fbef8").unwrap())
    }

    fn body(properties: Option<&str>) -> String {
        JoinRequest::new(properties).unwrap().to_request(&target(), 3210).unwrap().body.unwrap()
    }

    #[test]
    fn a_join_writes_the_active_member() {
        let me = r#"{"members":{"me":{"constants":{"system":{"xuid":"3210","initialize":true}},"properties":{"system":{"active":true}"#;
        assert_eq!(body(None), format!("{me}}}}}}}}}"));
        let properties = "{\"skill\":9007199254740993.0,\"a\":1}";
        assert_eq!(body(Some(properties)), format!("{me},\"custom\":{properties}}}}}}}}}"));
    }

    fn live() -> MemberJoin {
        let id = "C35AA3C2-0169-492B-8AE2-0939C7089F38".to_owned();
        MemberJoin {
            connection: Some("d01a8c1b-2f83-4e03-9278-3048b480928f".to_owned()),
            subscription: Some(Subscription { id, change_types: ChangeTypes::EVERYTHING }),
            ..MemberJoin::new(0)
        }
    }

    #[test]
    fn a_join_with_a_connection_is_byte_for_byte_that_of_live_clients() {
        let body = |member: MemberJoin| JoinRequest::of(member).unwrap().to_request(&target(), 3210).unwrap().body;
        let expected = r#"{"members":{"me":{"constants":{"system":{"xuid":"3210","initialize":true}},"properties":{"system":{"active":true,"connection":"d01a8c1b-2f83-4e03-9278-3048b480928f","subscription":{"id":"C35AA3C2-0169-492B-8AE2-0939C7089F38","changeTypes":["everything"]}}}}}}"#;
        assert_eq!(body(live()).as_deref(), Some(expected));
        assert_eq!(body(MemberJoin { xuid: 3210, ..live() }).as_deref(), Some(expected));
    }

    #[test]
    fn what_the_member_says_of_itself_keeps_the_rules_of_documents() {
        for (member, rule) in [
            (MemberJoin { connection: None, ..live() }, "join.connection: is needed"),
            (MemberJoin { connection: Some("x".into()), ..live() }, "join.connection: must be a GUID"),
            (MemberJoin { custom_constants: Some("[]".into()), ..live() }, "join.custom_constants: must be"),
            (MemberJoin { custom_properties: Some("5".into()), ..live() }, "join.custom_properties: must be"),
        ] {
            let error = JoinRequest::of(member).unwrap_err();
            assert!(error.message.starts_with(rule), "{}", error.message);
        }
        let other = JoinRequest::of(MemberJoin { xuid: 5, ..live() }).unwrap();
        assert_eq!(
            other.to_request(&target(), 3210).unwrap_err().message,
            "join.xuid: must be 0 or that of the client, 3210"
        );
    }

    #[test]
    fn properties_must_be_an_object() {
        let error = JoinRequest::new(Some("5")).unwrap_err();
        assert_eq!(error.message, "member_properties: must be a JSON object");
    }
}
