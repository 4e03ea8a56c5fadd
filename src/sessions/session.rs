//! A session as the service answers it.

use super::reference::{SessionReference, SessionTarget};
use crate::error::{Code, Error};
use crate::http::{Method, Repeat, Request, Response};
use crate::json::{self, Fields};

/// What the service says of a session after a read or a write.
#[derive(Clone, Debug)]
pub struct Session {
    /// Which session it is. By handle only the `Content-Location` of the answer tells; `None`: it did not.
    pub reference: Option<SessionReference>,
    /// What a synchronized write hands back.
    pub etag: Option<String>,
    /// The session document, JSON; `None`: there is no session (any more).
    pub document: Option<String>,
}

impl Session {
    /// `GET …/sessions/{name}` or `GET /handles/{id}/session`.
    pub fn read_request(target: &SessionTarget) -> Request {
        Request { method: Method::Get, path: target.path(), precondition: None, body: None, repeat: Repeat::Always }
    }

    /// The answer to a read: 204 means that there is no such session.
    pub fn read(response: &Response, target: &SessionTarget) -> Result<Session, Error> {
        if response.status == 204 {
            return Err(Error::new(Code::NotFound, "the session does not exist (HTTP 204)"));
        }
        Session::written(response, target)
    }

    /// The answer to a write: 204 means that there is no session any more.
    pub fn written(response: &Response, target: &SessionTarget) -> Result<Session, Error> {
        let told = response.header("content-location").and_then(SessionReference::from_location);
        let document = if response.body.is_empty() { None } else { Some(document(response)?) };
        Ok(Session {
            reference: target.reference().cloned().or(told),
            etag: response.header("etag").map(str::to_owned),
            document,
        })
    }
}

fn document(response: &Response) -> Result<String, Error> {
    let value = json::parse(response)?;
    Fields::root(&value)?;
    // Valid JSON is valid UTF-8.
    Ok(String::from_utf8_lossy(&response.body).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handles::HandleId;

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
    }

    #[test]
    fn no_content_is_not_found_when_reading_and_no_document_after_a_write() {
        assert_eq!(Session::read(&answer(204, ""), &by_handle()).unwrap_err().code, Code::NotFound);
        assert!(Session::written(&answer(204, ""), &by_handle()).unwrap().document.is_none());
    }

    #[test]
    fn the_answer_tells_reference_and_etag() {
        let mut response = answer(200, "{\"members\":{}}");
        let location = "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/t/sessions/n";
        response.headers = vec![("etag".into(), "\"7\"".into()), ("content-location".into(), location.into())];
        let session = Session::read(&response, &by_handle()).unwrap();
        assert_eq!(session.reference.unwrap().name(), "n");
        assert_eq!(session.etag.as_deref(), Some("\"7\""));
        assert_eq!(session.document.as_deref(), Some("{\"members\":{}}"));
    }

    #[test]
    fn a_document_that_is_no_object_is_refused() {
        for body in ["[]", "nonsense", "\u{feff}{}", "{\"a\":"] {
            let error = Session::read(&answer(200, body), &by_handle()).unwrap_err();
            assert_eq!(error.code, Code::Protocol, "{body}");
        }
    }
}
