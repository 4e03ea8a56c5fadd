//! Writing a session: a document that the service merges into it, under a condition.

use super::etag;
use crate::error::Error;
use crate::http::{Method, Precondition, Quota, Repeat, Request};
use crate::json::JsonText;
use crate::names::SessionTarget;

/// What the session must be like for the write to take place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// Anything: update it, or create it.
    UpdateOrCreate,
    /// It must not exist.
    CreateNew,
    /// It must exist.
    UpdateExisting,
    /// It must still have this ETag, as the session told it.
    Synchronized(String),
}

impl WriteMode {
    /// Checks that an ETag can be a header's value.
    fn check(&self) -> Result<(), Error> {
        match self {
            WriteMode::Synchronized(etag) => etag::check(etag),
            WriteMode::UpdateOrCreate | WriteMode::CreateNew | WriteMode::UpdateExisting => Ok(()),
        }
    }

    fn precondition(&self) -> Option<Precondition> {
        match self {
            WriteMode::UpdateOrCreate => None,
            WriteMode::CreateNew => Some(Precondition::IfAbsent),
            WriteMode::UpdateExisting => Some(Precondition::IfMatch("*".to_owned())),
            WriteMode::Synchronized(etag) => Some(Precondition::IfMatch(etag.clone())),
        }
    }
}

/// A write of a session.
#[derive(Clone, Debug)]
pub struct WriteRequest {
    mode: WriteMode,
    document: String,
}

impl WriteRequest {
    /// `document` must be a JSON object of at most 200 levels; the ETag of a synchronized write printable ASCII without spaces.
    pub fn new(mode: WriteMode, document: &str) -> Result<WriteRequest, Error> {
        mode.check()?;
        let document = JsonText::document(document, "document")?.into_string();
        Ok(WriteRequest { mode, document })
    }

    /// `PUT …/sessions/{name}` or `PUT /handles/{id}/session`.
    pub fn to_request(&self, target: &SessionTarget) -> Request {
        Request {
            method: Method::Put,
            path: target.path().into(),
            precondition: self.mode.precondition(),
            body: Some(self.document.clone()),
            repeat: Repeat::IfNotProcessed,
            quota: Quota::Requests,
        }
    }
}

/// Leaves an existing session.
pub fn leave_request(target: &SessionTarget) -> Request {
    let leave = WriteRequest { mode: WriteMode::UpdateExisting, document: r#"{"members":{"me":null}}"#.to_owned() };
    leave.to_request(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::SessionReference;

    fn target() -> SessionTarget {
        let scid = "8dfb0100-ebe0-42da-885f-033860a818f6";
        SessionTarget::Reference(SessionReference::new(scid, "t", "n").unwrap())
    }

    #[test]
    fn each_mode_has_its_condition() {
        for (mode, condition) in [
            (WriteMode::UpdateOrCreate, None),
            (WriteMode::CreateNew, Some(Precondition::IfAbsent)),
            (WriteMode::UpdateExisting, Some(Precondition::IfMatch("*".into()))),
            (WriteMode::Synchronized("\"7\"".into()), Some(Precondition::IfMatch("\"7\"".into()))),
        ] {
            let request = WriteRequest::new(mode, "{}").unwrap().to_request(&target());
            assert_eq!(request.precondition, condition);
            assert_eq!(request.repeat, Repeat::IfNotProcessed);
        }
    }

    #[test]
    fn a_document_is_sent_as_given() {
        let text = "{ \"b\": 1, \"a\": null }";
        let request = WriteRequest::new(WriteMode::UpdateOrCreate, text).unwrap().to_request(&target());
        assert_eq!(request.body.as_deref(), Some(text));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for (text, rule) in [("", "is not JSON"), ("{", "is not JSON"), ("[]", "JSON object"), ("{} {}", "is not JSON")]
        {
            let error = WriteRequest::new(WriteMode::CreateNew, text).unwrap_err();
            assert!(error.message.starts_with("document:") && error.message.contains(rule), "{}", error.message);
        }
        for etag in ["", "a b", "a\r\nb", "é"] {
            let mode = WriteMode::Synchronized(etag.to_owned());
            assert!(WriteRequest::new(mode, "{}").unwrap_err().message.starts_with("etag:"), "{etag}");
        }
    }

    #[test]
    fn leaving_writes_null_over_the_member() {
        let request = leave_request(&target());
        assert_eq!(request.body.as_deref(), Some(r#"{"members":{"me":null}}"#));
        assert_eq!(request.precondition, Some(Precondition::IfMatch("*".into())));
    }
}
