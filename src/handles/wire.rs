//! The JSON bodies of requests, with members in the order of Microsoft's own client.

use std::borrow::Cow;

use serde::Serialize;

use crate::error::Error;
use crate::http::{Method, Quota, Repeat, Request};
use crate::names::SessionReference;

/// `sessionRef`. Without a name the service fills in a GUID.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionRef<'a> {
    pub scid: &'a str,
    pub template_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
}

impl<'a> SessionRef<'a> {
    pub(super) fn of(session: &'a SessionReference) -> SessionRef<'a> {
        SessionRef { scid: session.scid(), template_name: session.template_name(), name: Some(session.name()) }
    }
}

/// A `POST /handles…` with this body.
pub(super) fn post(path: impl Into<Cow<'static, str>>, body: &impl Serialize, repeat: Repeat) -> Request {
    Request {
        method: Method::Post,
        path: path.into(),
        precondition: None,
        // The bodies are structs of strings and numbers, whose serialization cannot fail.
        body: Some(serde_json::to_string(body).unwrap_or_default()),
        repeat,
        quota: Quota::Requests,
    }
}

/// Checks an argument that comes back in answers, where C could not tell what follows a NUL.
pub(super) fn check_no_nul(text: &str, name: &str) -> Result<(), Error> {
    if text.contains('\0') { Err(Error::argument(name, "must not hold NUL")) } else { Ok(()) }
}
