//! Joining a session as an active member.

use super::document::SessionDocument;
use super::document_parts::MemberJoin;
use super::reference::SessionTarget;
use super::write::{WriteMode, WriteRequest};
use crate::error::Error;
use crate::http::Request;
use crate::json::JsonText;

/// A join, with what the member says of itself.
#[derive(Clone, Debug)]
pub struct JoinRequest {
    custom_properties: Option<String>,
}

impl JoinRequest {
    /// `custom_properties` of the member must be a JSON object.
    pub fn new(custom_properties: Option<&str>) -> Result<JoinRequest, Error> {
        if let Some(text) = custom_properties {
            JsonText::object(text, "member_properties")?;
        }
        Ok(JoinRequest { custom_properties: custom_properties.map(str::to_owned) })
    }

    /// A write of the member "me", of an existing session.
    pub fn to_request(&self, target: &SessionTarget, xuid: u64) -> Result<Request, Error> {
        let mut document = SessionDocument::new();
        document.join(&MemberJoin { custom_properties: self.custom_properties.clone(), ..MemberJoin::new(xuid) })?;
        Ok(WriteRequest::new(WriteMode::UpdateExisting, &document.text())?.to_request(target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handles::HandleId;

    fn body(properties: Option<&str>) -> String {
        let target = SessionTarget::Handle(HandleId::new("81a3c56e-543c-44c2-ad53-c8a9088fbef8").unwrap());
        JoinRequest::new(properties).unwrap().to_request(&target, 3210).unwrap().body.unwrap()
    }

    #[test]
    fn a_join_writes_the_active_member() {
        let me = r#"{"members":{"me":{"constants":{"system":{"xuid":"3210","initialize":true}},"properties":{"system":{"active":true}"#;
        assert_eq!(body(None), format!("{me}}}}}}}}}"));
        let properties = "{\"skill\":9007199254740993.0,\"a\":1}";
        assert_eq!(body(Some(properties)), format!("{me},\"custom\":{properties}}}}}}}}}"));
    }

    #[test]
    fn properties_must_be_an_object() {
        let error = JoinRequest::new(Some("5")).unwrap_err();
        assert_eq!(error.message, "member_properties: must be a JSON object");
    }
}
