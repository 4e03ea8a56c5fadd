//! The activity handle: what a player does now.

use std::sync::Arc;

use serde::Serialize;

use super::created::Asked;
use super::details::{HandleDetails, HandleKind};
use super::wire::{SessionRef, post};
use crate::error::Error;
use crate::http::{Repeat, Request, Response};
use crate::names::{Scid, check_name};

/// The wish to make a session the player's current activity.
#[derive(Clone, Debug)]
pub struct ActivityHandle {
    scid: Scid,
    template_name: Arc<str>,
    name: Option<Arc<str>>,
}

impl ActivityHandle {
    /// Checks the session's parts. Without a name the service fills in a GUID.
    pub fn new(scid: &str, template_name: &str, name: Option<&str>) -> Result<ActivityHandle, Error> {
        let scid = Scid::of_argument(scid, "session.scid")?;
        check_name(template_name, "session.template_name")?;
        if let Some(name) = name {
            check_name(name, "session.name")?;
        }
        Ok(ActivityHandle { scid, template_name: template_name.into(), name: name.map(Arc::from) })
    }

    /// The service configuration id.
    pub fn scid(&self) -> &Scid {
        &self.scid
    }

    /// `POST /handles`. Posting it twice leaves one activity, so it may be repeated.
    pub fn to_request(&self) -> Request {
        let body = Body { r#type: "activity", session_ref: self.session_ref(), version: 1 };
        post("/handles", &body, Repeat::Always)
    }

    /// The answer; where it has no body, the handle is what was asked for, with the id of its `Location`.
    pub fn from_response(&self, response: &Response) -> Result<HandleDetails, Error> {
        let session = self.session_ref();
        Asked { kind: HandleKind::Activity, session, origin: None, invited_xuid: None }.created(response)
    }

    fn session_ref(&self) -> SessionRef<'_> {
        SessionRef { scid: self.scid.as_str(), template_name: &self.template_name, name: self.name.as_deref() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    r#type: &'static str,
    session_ref: SessionRef<'a>,
    version: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let request = ActivityHandle::new(SCID, "deathmatch", Some("session-49")).unwrap().to_request();
        assert_eq!((request.method.as_str(), &*request.path), ("POST", "/handles"));
        let body = r#"{"type":"activity","sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch","name":"session-49"},"version":1}"#;
        assert_eq!(request.body.as_deref(), Some(body));
    }

    #[test]
    fn without_a_name_the_service_fills_one_in() {
        let activity = ActivityHandle::new(SCID, "deathmatch", None).unwrap();
        let body = r#"{"type":"activity","sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch"},"version":1}"#;
        assert_eq!(activity.to_request().body.as_deref(), Some(body));
        let full = r#"{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","sessionRef":{"templateName":"deathmatch","name":"the-guid"}}"#;
        let answer = Response { status: 201, body: full.into(), ..Response::default() };
        assert_eq!(activity.from_response(&answer).unwrap().handle.session.name, "the-guid");
    }

    #[test]
    fn an_empty_answer_gives_back_what_was_asked_for() {
        let activity = ActivityHandle::new(SCID, "t", Some("n")).unwrap();
        for status in [200, 201, 202, 204] {
            let handle = activity.from_response(&Response { status, ..Response::default() }).unwrap().handle;
            let told = (handle.id.as_str(), handle.session.scid.as_str(), handle.session.name.as_str());
            assert_eq!(told, ("", SCID, "n"));
        }
    }

    #[test]
    fn a_refused_part_is_named() {
        let refused = |scid, template, name| ActivityHandle::new(scid, template, name).unwrap_err().message;
        assert!(refused("S", "t", None).starts_with("session.scid:"));
        assert!(refused(SCID, "", None).starts_with("session.template_name:"));
        assert!(refused(SCID, "t", Some("a/b")).starts_with("session.name:"));
    }
}
