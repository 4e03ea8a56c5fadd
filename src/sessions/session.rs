//! A session as the service answers it.

use super::etag;
use crate::error::{Code, Error};
use crate::http::{Method, Precondition, Quota, Repeat, Request, Response};
use crate::json::{self, Fields, Kind, Notes, Text};
use crate::names::{SessionReference, SessionTarget};

/// What the service says of a session after a read or a write.
#[derive(Clone, Debug)]
pub struct Session {
    /// What the answer means.
    pub outcome: Outcome,
    /// Which session it is. By handle only the `Content-Location` of the answer tells; `None`: it did not.
    pub reference: Option<SessionReference>,
    /// What a synchronized write, or the next read if changed, hands back.
    pub etag: Option<String>,
    /// The session document, JSON; `None`: there is no session (any more), or it is unchanged.
    pub document: Option<Text>,
}

/// What an answer with a session, or without one, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was read (200).
    Read,
    /// It still is what the reader knows (304).
    Unchanged,
    /// The write created it (201).
    Created,
    /// The write changed it (200).
    Updated,
    /// There is none any more, or none was created (204).
    Gone,
    /// The write was refused, and this is the session as it is (403, 409, 412).
    Refused,
}

impl Session {
    /// `GET …/sessions/{name}` or `GET /handles/{id}/session`.
    pub fn read_request(target: &SessionTarget) -> Request {
        Request {
            method: Method::Get,
            path: target.path().into(),
            precondition: None,
            body: None,
            repeat: Repeat::Always,
            quota: Quota::Requests,
        }
    }

    /// The same, for a document that no longer has this ETag.
    pub fn read_if_changed_request(target: &SessionTarget, etag: &str) -> Result<Request, Error> {
        etag::check(etag)?;
        Ok(Request { precondition: Some(Precondition::IfNoneMatch(etag.to_owned())), ..Session::read_request(target) })
    }

    /// Whether this answers a read if changed: 304 does.
    pub(crate) fn answers_read_if_changed(response: &Response) -> bool {
        response.is_success() || response.status == 304
    }

    /// Whether this answers a write: so does a refusal that brings the session.
    pub(crate) fn answers_write(response: &Response) -> bool {
        response.is_success() || is_refusal(response) && holds_session(response)
    }

    /// The answer to a read: 204 means that there is no such session.
    pub fn read(response: &Response, target: &SessionTarget) -> Result<Session, Error> {
        match response.status {
            204 => Err(Error::new(Code::NotFound, "the session does not exist (HTTP 204)")),
            304 => Session::with(Outcome::Unchanged, response, target),
            _ => Session::with(Outcome::Read, response, target),
        }
    }

    /// The answer to a write: 204 means that there is no session any more.
    pub fn written(response: &Response, target: &SessionTarget) -> Result<Session, Error> {
        let outcome = match response.status {
            201 => Outcome::Created,
            204 => Outcome::Gone,
            _ if is_refusal(response) => Outcome::Refused,
            _ => Outcome::Updated,
        };
        Session::with(outcome, response, target)
    }

    /// The answer to a join: 204 means that it joined nothing, as there is no session any more.
    pub fn joined(response: &Response, target: &SessionTarget) -> Result<Session, Error> {
        match response.status {
            204 => Err(Error::new(Code::NotFound, "the session has ended, nobody is in it (HTTP 204)")),
            _ => Session::written(response, target),
        }
    }

    fn with(outcome: Outcome, response: &Response, target: &SessionTarget) -> Result<Session, Error> {
        let told = response.header("content-location").and_then(SessionReference::from_location);
        let document = match outcome {
            Outcome::Unchanged | Outcome::Gone => None,
            // 202 is an answer without one, by its meaning: accepted, and not done yet.
            Outcome::Updated if response.body.is_empty() && response.status == 202 => None,
            _ => Some(document(response)?),
        };
        Ok(Session {
            outcome,
            reference: target.reference().cloned().or(told),
            etag: response.header("etag").map(str::to_owned),
            document,
        })
    }
}

/// A status that may bring the session, though it was not written.
fn is_refusal(response: &Response) -> bool {
    matches!(response.status, 403 | 409 | 412)
}

/// Whether the body is a session document, and not one of the other objects that services answer errors with.
fn holds_session(response: &Response) -> bool {
    let Ok(document) = json::answer(&response.body) else {
        return false;
    };
    let is_object = |name| document.root().member(name).is_some_and(|value| value.kind() == Kind::Object);
    ["constants", "properties", "members"].into_iter().any(is_object)
}

fn document(response: &Response) -> Result<Text, Error> {
    let (document, notes) = (json::answer(&response.body)?, Notes::default());
    Ok(Fields::root(&document, &notes)?.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::HandleId;

    fn by_handle() -> SessionTarget {
        SessionTarget::Handle(HandleId::new("81a3c56e-543c-44c2-ad53-c8a9088fbef8").unwrap())
    }

    fn answer(status: u16, body: &str) -> Response {
        Response { status, body: body.as_bytes().to_vec(), ..Response::default() }
    }

    #[test]
    fn a_handles_session_is_read_below_it() {
        let request = Session::read_request(&by_handle());
        assert_eq!(request.path, "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session");
        let request = Session::read_if_changed_request(&by_handle(), "\"7\"").unwrap();
        assert_eq!(request.precondition, Some(Precondition::IfNoneMatch("\"7\"".to_owned())));
        assert!(Session::read_if_changed_request(&by_handle(), "a b").is_err());
    }

    #[test]
    fn no_content_is_not_found_when_reading_and_no_document_after_a_write() {
        assert_eq!(Session::read(&answer(204, ""), &by_handle()).unwrap_err().code, Code::NotFound);
        let gone = Session::written(&answer(204, ""), &by_handle()).unwrap();
        assert_eq!((gone.outcome, gone.document), (Outcome::Gone, None));
        assert_eq!(Session::joined(&answer(204, ""), &by_handle()).unwrap_err().code, Code::NotFound);
        assert_eq!(Session::joined(&answer(200, "{}"), &by_handle()).unwrap().outcome, Outcome::Updated);
    }

    #[test]
    fn each_status_has_its_outcome() {
        for (status, outcome) in [
            (200, Outcome::Updated),
            (201, Outcome::Created),
            (403, Outcome::Refused),
            (409, Outcome::Refused),
            (412, Outcome::Refused),
        ] {
            assert_eq!(Session::written(&answer(status, "{}"), &by_handle()).unwrap().outcome, outcome, "{status}");
        }
        assert_eq!(Session::read(&answer(200, "{}"), &by_handle()).unwrap().outcome, Outcome::Read);
        let unchanged = Session::read(&answer(304, ""), &by_handle()).unwrap();
        assert_eq!((unchanged.outcome, unchanged.document), (Outcome::Unchanged, None));
    }

    #[test]
    fn a_refusal_answers_a_write_only_when_it_brings_the_session() {
        for (status, body, answers) in [
            (200, "", true),
            (412, r#"{"members":{}}"#, true),
            (403, r#"{"constants":{"system":{}}}"#, true),
            (409, r#"{"properties":{}}"#, true),
            (400, r#"{"members":{}}"#, false),
            (404, r#"{"members":{}}"#, false),
            (412, "", false),
            (403, "not a member", false),
            (403, r#"{"code":5,"source":"x","description":"y"}"#, false),
            (403, r#"{"members":"none"}"#, false),
            (412, r#"[{"members":{}}]"#, false),
        ] {
            assert_eq!(Session::answers_write(&answer(status, body)), answers, "{status} {body}");
        }
        assert!(Session::answers_read_if_changed(&answer(304, "")));
        assert!(!Session::answers_read_if_changed(&answer(302, "")));
    }

    #[test]
    fn the_answer_tells_reference_and_etag() {
        let mut response = answer(200, "{\"members\":{}}");
        let location = "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/t/sessions/n";
        response.headers = [("etag", "\"7\""), ("content-location", location)].into_iter().collect();
        let session = Session::read(&response, &by_handle()).unwrap();
        assert_eq!(session.reference.unwrap().name(), "n");
        assert_eq!(session.etag.as_deref(), Some("\"7\""));
        assert_eq!(session.document.as_deref(), Some("{\"members\":{}}"));
    }

    #[test]
    fn a_document_that_is_no_object_is_refused() {
        for body in ["[]", "nonsense", "", "{\"a\":"] {
            let error = Session::read(&answer(200, body), &by_handle()).unwrap_err();
            assert_eq!(error.code, Code::Protocol, "{body}");
        }
    }
}
