//! The transfer handle: extends access from one session to another.

use serde::Serialize;

use super::created::Asked;
use super::details::{HandleDetails, HandleKind};
use super::wire::{SessionRef, post};
use crate::error::Error;
use crate::http::{Repeat, Request, Response};
use crate::names::SessionReference;

/// The wish to let those who have access to `origin` into `target`, too.
#[derive(Clone, Debug)]
pub struct TransferHandle {
    target: SessionReference,
    origin: SessionReference,
}

impl TransferHandle {
    /// `target` should exist: without it the service answers 403.
    pub fn new(target: SessionReference, origin: SessionReference) -> TransferHandle {
        TransferHandle { target, origin }
    }

    /// `POST /handles`. A second one leaves two handles: it is not repeated where it may have been processed.
    pub fn to_request(&self) -> Request {
        let [session_ref, origin_session_ref] = [&self.target, &self.origin].map(SessionRef::of);
        let body = Body { r#type: "transfer", session_ref, version: 1, origin_session_ref };
        post("/handles", &body, Repeat::IfNotProcessed)
    }

    /// The answer; where it has no body, the handle is what was asked for, with the id of its `Location`.
    pub fn from_response(&self, response: &Response) -> Result<HandleDetails, Error> {
        let [session, origin] = [&self.target, &self.origin].map(SessionRef::of);
        Asked { kind: HandleKind::Transfer, session, origin: Some(origin), invited_xuid: None }.created(response)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    r#type: &'static str,
    session_ref: SessionRef<'a>,
    version: u32,
    origin_session_ref: SessionRef<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let [game, lobby] = [("game", "g1"), ("lobby", "l1")]
            .map(|(template, name)| SessionReference::new(SCID, template, name).unwrap());
        let transfer = TransferHandle::new(game, lobby);
        let request = transfer.to_request();
        let body = r#"{"type":"transfer","sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"game","name":"g1"},"version":1,"originSessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"lobby","name":"l1"}}"#;
        assert_eq!((&*request.path, request.body.as_deref()), ("/handles", Some(body)));
        assert_eq!(request.repeat, Repeat::IfNotProcessed);
        let answer = r#"{"type":"transfer","id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"game","name":"g1"},"originSessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"lobby","name":"l1"},"version":1}"#;
        let answer = Response { status: 201, body: answer.into(), ..Response::default() };
        let handle = transfer.from_response(&answer).unwrap().handle;
        assert_eq!((handle.id.as_str(), handle.session.name.as_str()), ("81a3c56e-543c-44c2-ad53-c8a9088fbef8", "g1"));
    }
}
