//! Joining a session as an active member.

use serde::Serialize;
use serde_json::value::RawValue;

use super::reference::SessionTarget;
use super::write::{WriteMode, WriteRequest, check_object};
use crate::error::Error;
use crate::http::Request;

/// A join, with what the member says of itself.
#[derive(Clone, Debug)]
pub struct JoinRequest {
    custom_properties: Option<Box<RawValue>>,
}

impl JoinRequest {
    /// `custom_properties` of the member must be a JSON object.
    pub fn new(custom_properties: Option<&str>) -> Result<JoinRequest, Error> {
        let raw = |text: &str| {
            check_object(text, "member_properties")?;
            RawValue::from_string(text.to_owned()).map_err(|error| Error::argument("member_properties", error))
        };
        Ok(JoinRequest { custom_properties: custom_properties.map(raw).transpose()? })
    }

    /// A write of the member "me", of an existing session.
    pub fn to_request(&self, target: &SessionTarget, xuid: u64) -> Result<Request, Error> {
        let me = Me {
            constants: Part { system: MemberConstants { xuid: xuid.to_string(), initialize: true }, custom: None },
            properties: Part { system: MemberProperties { active: true }, custom: self.custom_properties.as_deref() },
        };
        let document = serde_json::to_string(&Document { members: Members { me } })
            .map_err(|error| Error::argument("member_properties", error))?;
        Ok(WriteRequest::new(WriteMode::UpdateExisting, &document)?.to_request(target))
    }
}

#[derive(Serialize)]
struct Document<'a> {
    members: Members<'a>,
}

#[derive(Serialize)]
struct Members<'a> {
    me: Me<'a>,
}

#[derive(Serialize)]
struct Me<'a> {
    constants: Part<'a, MemberConstants>,
    properties: Part<'a, MemberProperties>,
}

#[derive(Serialize)]
struct Part<'a, T> {
    system: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct MemberConstants {
    xuid: String,
    initialize: bool,
}

#[derive(Serialize)]
struct MemberProperties {
    active: bool,
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
        let properties = "{\"skill\": 9007199254740993.0, \"a\": 1}";
        assert_eq!(body(Some(properties)), format!("{me},\"custom\":{properties}}}}}}}}}"));
    }

    #[test]
    fn properties_must_be_an_object() {
        let error = JoinRequest::new(Some("5")).unwrap_err();
        assert_eq!(error.message, "member_properties: must be a JSON object");
    }
}
